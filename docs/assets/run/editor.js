/* A listing's code made editable: a native textarea over the highlighted lines. Tab indents; after
   Escape, Tab leaves. The classes are those that Pygments gives on the server. */

const KEYWORDS = "and|as|assert|async|await|break|class|continue|def|del|elif|else|except|finally|for|from|global|if|import|in|is|lambda|match|nonlocal|not|or|pass|raise|return|try|while|with|yield";
const TOKENS = new RegExp(
  [
    "(?<c1>#.*)",
    `(?<s1>[rbftuRBFTU]{0,2}(?:"""[^]*?(?:"""|$)|'''[^]*?(?:'''|$)|"(?:\\\\.|[^"\\\\\\n])*"?|'(?:\\\\.|[^'\\\\\\n])*'?))`,
    "\\b(?<kc>None|True|False)\\b",
    `\\b(?<k>${KEYWORDS})\\b`,
    "(?<nd>@[\\w.]+)",
    "\\b(?<mi>\\d[\\w.]*)",
    "(?<=\\b(?:def|class) +)(?<nf>\\w+)",
  ].join("|"),
  "g",
);
const INDENT = "    ";

// The source as lines, each a `<span class="line" data-line>`.
export function highlighted(source) {
  const lines = [];
  let line;
  const begin = () => {
    line = document.createElement("span");
    line.className = "line";
    line.dataset.line = lines.length + 1;
    lines.push(line);
  };
  const add = (text, kind) => {
    text.split("\n").forEach((part, index) => {
      if (index) {
        line.append("\n");
        begin();
      }
      if (!part) return;
      const piece = document.createElement("span");
      piece.textContent = part;
      if (kind) piece.className = kind;
      line.append(kind ? piece : part);
    });
  };
  begin();
  let place = 0;
  for (const found of source.matchAll(TOKENS)) {
    add(source.slice(place, found.index));
    const [kind] = Object.entries(found.groups).find(([, text]) => text !== undefined);
    add(found[0], kind);
    place = found.index + found[0].length;
  }
  add(source.slice(place));
  line.append("\n");
  return lines;
}

let editors = 0;

export class Editor {
  #leaves = false;

  // `changed` is called after each change, `run` when the reader asks for a run.
  constructor(source, name, { changed, run }) {
    this.code = document.createElement("code");
    const under = document.createElement("pre");
    under.setAttribute("aria-hidden", "true");
    under.append(this.code);
    this.field = document.createElement("textarea");
    Object.assign(this.field, {
      value: source, spellcheck: false, autocapitalize: "off", autocomplete: "off", wrap: "off",
    });
    this.field.setAttribute("aria-label", `Code of ${name}, editable`);
    const hint = document.createElement("p");
    hint.className = "listing__hint";
    hint.id = `editor-hint-${++editors}`;
    hint.textContent = "Tab indents; Esc, then Tab leaves. Ctrl+Enter runs.";
    this.field.setAttribute("aria-describedby", hint.id);
    const box = document.createElement("div");
    box.className = "listing__editor";
    box.append(under, this.field);
    this.elements = [box, hint];
    this.changed = changed;
    this.run = run;
    this.field.addEventListener("input", () => this.#drawn());
    this.field.addEventListener("keydown", (event) => this.#pressed(event));
    this.#draw();
  }

  get source() {
    return this.field.value;
  }

  // As a change that undo takes back.
  set source(text) {
    this.field.focus();
    this.field.select();
    this.#insert(text);
    this.field.setSelectionRange(0, 0);
  }

  // Mark the line of an error, until the code changes.
  mark(line) {
    this.code.children[line - 1]?.classList.add("line--failed");
  }

  #draw() {
    this.code.replaceChildren(...highlighted(this.field.value));
  }

  #drawn() {
    this.#draw();
    this.changed();
  }

  // execCommand alone keeps the browser's own undo.
  #insert(text) {
    const done = text
      ? document.execCommand("insertText", false, text)
      : document.execCommand("delete");
    if (done) return;
    const { selectionStart, selectionEnd } = this.field;
    this.field.setRangeText(text, selectionStart, selectionEnd, "end");
    this.#drawn();
  }

  #pressed(event) {
    const { key } = event;
    if (key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.run();
    } else if (key === "Escape") {
      this.#leaves = true;
      return;
    } else if (key === "Tab" && !this.#leaves && !event.altKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      this.#indent(event.shiftKey);
    } else if (key === "Enter" && !event.isComposing) {
      event.preventDefault();
      this.#newLine();
    }
    if (key !== "Shift") this.#leaves = false;
  }

  #indent(less) {
    const { value, selectionStart: start, selectionEnd: end } = this.field;
    if (start === end && !less) {
      this.#insert(INDENT);
      return;
    }
    const first = start && value.lastIndexOf("\n", start - 1) + 1;
    const after = value.indexOf("\n", Math.max(start, end - 1));
    const last = after < 0 ? value.length : after;
    const lines = value.slice(first, last).split("\n");
    const moved = lines.map((line) => (less ? line.replace(/^ {1,4}/, "") : INDENT + line));
    if (moved.join() === lines.join()) return;
    this.field.setSelectionRange(first, last);
    this.#insert(moved.join("\n"));
    const movedEnd = first + moved.join("\n").length;
    this.field.setSelectionRange(start === end ? movedEnd : first, movedEnd);
  }

  #newLine() {
    const { value, selectionStart } = this.field;
    const line = value.slice(value.lastIndexOf("\n", selectionStart - 1) + 1, selectionStart);
    const deeper = /:\s*(#.*)?$/.test(line) ? INDENT : "";
    this.#insert(`\n${/^ */.exec(line)[0]}${deeper}`);
  }
}
