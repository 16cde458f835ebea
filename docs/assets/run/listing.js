/* A listing whose Run or Edit was pressed. The recorded run stays: two buttons switch between it and
   the reader's own. Python is downloaded when a script is first run. */

import { addressOf, codeInAddress } from "./address.js";
import { Editor } from "./editor.js";
import { entryOf } from "./errors.js";
import { harmless, harmlessLines } from "./harmless.js";
import { Ended, Failed, python } from "./python.js";

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function button(name, text, label) {
  return element("button", { type: "button", class: `listing__${name}`, "aria-label": label }, text);
}

// How asyncio_timeline refuses what it cannot simulate: what, perhaps the name of a function.
const NOT_SIMULATED = /\bNotSimulated: not simulated: ([^;(]*[^;( ])/;

// What a reader waits for after Run was pressed.
const WAITING = { absent: "Downloading Python", starting: "Starting Python", ready: "Running" };

let runs = 0;

class Listing {
  #stop;
  #face;

  constructor(figure) {
    this.figure = figure;
    this.example = figure.dataset.example ?? "";
    this.file = this.example.split("/").at(-1) || "your script";
    const code = figure.querySelector(".listing__code > pre") ?? element("pre", {}, element("code"));
    this.recorded = {
      code: [code],
      output: figure.querySelector(".listing__output"),
      timeline: figure.querySelector("asyncio-timeline") ?? element("div"),
    };
    if (!this.recorded.timeline.isConnected) figure.append(this.recorded.timeline);
    this.foot = figure.querySelector(".listing__foot"); // what was verified, of the recording
    this.codeBox = figure.querySelector(".listing__code");
    const whole = figure.querySelector("template.listing__source");
    this.original = (whole?.content ?? code.querySelector("code")).textContent;
    this.#face = this.recorded;
    this.addButtons();
  }

  // ----------------------------------------------------------------------------------- controls

  addButtons() {
    this.run = this.figure.querySelector(".listing__run");
    this.edit = this.figure.querySelector(".listing__edit");
    this.ofRecording = button("face", "Recorded", `Recorded run of ${this.file}`);
    this.ofYours = button("face", "Yours", `Yours: your run of ${this.file}`);
    this.faces = element(
      "div", { class: "listing__faces", role: "group", "aria-label": "Which run is shown" },
      this.ofRecording, this.ofYours,
    );
    this.ofRecording.addEventListener("click", () => this.show(this.recorded));
    this.ofYours.addEventListener("click", () => this.show(this.yours));
    this.stop = button("stop", "Stop", `Stop ${this.file}`);
    this.stop.addEventListener("click", () => this.#stop?.abort());
    this.reset = button("reset", "Reset", `Reset ${this.file} to what it was`);
    this.reset.addEventListener("click", () => { this.editor.source = this.original; });
    this.link = button("link", "Copy link", `Copy link to your ${this.file}`);
    this.link.addEventListener("click", () => this.copyLink());
    this.again = button("again", "Try again", `Try again to run ${this.file}`);
    this.again.addEventListener("click", () => this.runNow());
    this.meter = element("progress", { "aria-label": "Download of Python" });
    this.state = element("p", { class: "listing__state", role: "status" });
    this.bar = element(
      "div", { class: "listing__bar", "data-search-exclude": "" },
      this.faces, this.stop, this.again, this.reset, this.link, this.meter, this.state,
    );
    for (const each of [this.bar, this.faces, this.stop, this.again, this.reset, this.link, this.meter]) {
      each.hidden = true;
    }
    this.figure.querySelector(".listing__head").after(this.bar);
  }

  say(text) {
    this.bar.hidden = false;
    if (this.state.textContent !== text) this.state.textContent = text;
  }

  // -------------------------------------------------------------------------------------- faces

  // The player looks for code and output when a timeline is put in place: so that comes last.
  show(face) {
    const old = this.#face;
    if (old !== face) {
      const place = document.createComment("");
      old.timeline.replaceWith(place);
      old.output.replaceWith(face.output);
      for (const each of old.code) each.remove();
      this.codeBox.prepend(...face.code);
      place.replaceWith(face.timeline);
      this.#face = face;
    }
    if (this.foot) this.foot.hidden = face !== this.recorded;
    this.ofRecording.setAttribute("aria-pressed", face === this.recorded);
    this.ofYours.setAttribute("aria-pressed", face !== this.recorded);
    for (const each of [this.reset, this.link]) each.hidden = !this.editor || face === this.recorded;
  }

  startYours() {
    if (this.yours) return;
    this.yours = {
      code: this.recorded.code,
      output: this.output([], "Press Run to see what it prints."),
      timeline: element("div"), // until the first run
    };
    this.bar.hidden = false;
    this.faces.hidden = !this.example;
  }

  change(part, made) {
    if (this.#face === this.yours) {
      if (part === "code") {
        for (const each of this.yours.code) each.remove();
        this.codeBox.prepend(...made);
      } else this.yours[part].replaceWith(made);
    }
    this.yours[part] = made;
  }

  output(lines, note = "") {
    const text = element("pre", {
      class: "transcript", tabindex: 0, role: "group", "aria-label": `Output of your run of ${this.file}`,
    });
    let last;
    for (const [stream, line, index, classes] of lines) {
      if (last?.className !== stream) {
        last = element("samp", { class: stream });
        text.append(last);
      }
      const aligned = stream === "stderr" && line.startsWith(" ") ? " line--aligned" : "";
      const shown = element("span", { class: `line${aligned} ${classes}`.trim() }, `${line}\n`);
      if (index !== null) shown.dataset.print = index;
      last.append(shown);
    }
    const label = element("p", { class: "listing__label" }, note || "Output of your run");
    return element("div", { class: "listing__output" }, label, text);
  }

  // ------------------------------------------------------------------------------------ editing

  startEditing({ focus = false, source = this.original } = {}) {
    this.startYours();
    if (!this.editor) {
      this.editor = new Editor(source, this.file, {
        changed: () => this.edited(),
        run: () => this.runNow(),
      });
      this.change("code", this.editor.elements);
      this.edit.remove();
    }
    this.show(this.yours);
    if (focus) this.editor.field.focus({ preventScroll: true });
  }

  get source() {
    return this.editor?.source ?? this.original;
  }

  edited() {
    this.yours.timeline.classList.add("timeline--stale");
    if (!this.#stop) this.say("Edited. Run it to see what it prints now.");
  }

  async copyLink() {
    const address = await addressOf(this.example, this.editor.source);
    history.replaceState(null, "", address);
    try {
      await navigator.clipboard.writeText(address);
      this.say("Copied a link to this page with your code.");
    } catch {
      this.say("The address of this page now holds your code.");
    }
  }

  // ------------------------------------------------------------------------------------ running

  async runNow() {
    if (this.#stop) return;
    this.figure.setAttribute("aria-busy", "true");
    const source = this.source;
    this.#stop = new AbortController();
    this.startYours();
    this.stop.hidden = false;
    this.again.hidden = true;
    if (document.activeElement === this.again) this.stop.focus();
    this.say(WAITING[python.state]);
    try {
      const job = { source, name: this.example, identity: `run-${++runs}` };
      const result = await python.run(job, {
        told: (data) => this.told(data),
        began: () => this.began(),
        printed: (parts) => this.printed(parts),
        signal: this.#stop.signal,
      });
      this.finished(source, job.identity, result);
    } catch (error) {
      this.failed(error);
    } finally {
      if (document.activeElement === this.stop) this.run.focus();
      this.stop.hidden = this.meter.hidden = true;
      this.#stop = undefined;
      this.figure.removeAttribute("aria-busy");
    }
  }

  told({ type, had, total }) {
    if (type === "progress") {
      this.meter.hidden = false;
      this.meter.max = total;
      this.meter.value = had;
      const percent = Math.min(100, Math.floor((100 * had) / total));
      this.meter.textContent = `${percent} %`;
      // Screen readers read each change, so not each percent is one.
      this.say(`Downloading Python: ${percent - (percent % 20)} %`);
    } else if (type === "starting") {
      this.meter.hidden = true;
      this.say("Starting Python");
    }
  }

  began() {
    this.meter.hidden = true;
    for (const each of document.querySelectorAll(".listing__cost")) each.remove();
    for (const each of document.querySelectorAll(".listing__run")) {
      each.setAttribute("aria-label", each.dataset.labelReady);
    }
    this.say("Running");
  }

  // A run that takes its time is shown as it goes.
  printed(parts) {
    if (!this.partial) {
      this.partial = this.output([], "Output so far");
      this.change("output", this.partial);
      this.show(this.yours);
    }
    const text = this.partial.querySelector("pre");
    if (text.textContent.length > 20_000) return;
    for (const [stream, printed] of parts) {
      const made = stream === "stderr" ? "stderr" : "stdout";
      // One write is not one line: `print` writes its text and its line end apart.
      if (text.lastElementChild?.className !== made) text.append(element("samp", { class: made }));
      text.lastElementChild.append(String(printed));
    }
  }

  finished(source, identity, result) {
    this.partial = undefined;
    const note = `Output of your run, Python ${result.python} on a simulated clock`;
    const output = this.output(harmlessLines(result.lines), note);
    if (result.omitted) {
      const more = `${result.omitted.toLocaleString("en")} lines are left out before the last ones.`;
      output.append(element("p", { class: "listing__status" }, more));
    }
    if (result.status) {
      output.append(element("p", { class: "listing__status" }, `exit status ${result.status}`));
    }
    const focused = document.activeElement;
    this.show(this.recorded); // so that the player begins anew
    this.yours.output = output;
    this.yours.timeline = harmless(result.timeline, identity) ?? element("div");
    this.show(this.yours);
    if (focused !== document.activeElement) focused.focus({ preventScroll: true });
    const edited = source !== this.original;
    const stopped = result.lines.findLast(([stream, text]) => stream === "stderr" && text.startsWith("Stopped: "));
    const refused = result.lines.findLast(([stream, text]) => stream === "stderr" && NOT_SIMULATED.test(text));
    if (refused) this.sayNotSimulated(NOT_SIMULATED.exec(refused[1])[1]);
    else if (stopped) this.say(stopped[1]);
    else if (result.status) this.sayFailed(result, edited || !this.example);
    else if (edited || !this.example) this.say("Done.");
    else if (this.printedAsRecorded(result)) this.say("Done: it printed what was recorded.");
    else this.say("This run printed something else than the recording.");
  }

  // An error of which the reader knows: what it is, where, and what it means if a page says so. An
  // example whose error is the lesson fails as it should.
  async sayFailed(result, edited) {
    const { error, line } = result.failure ?? { error: `exit status ${result.status}`, line: null };
    if (!edited && this.printedAsRecorded(result)) {
      this.say("Done: it printed what was recorded.");
      return;
    }
    const told = error.length > 120 ? `${error.slice(0, 120)}…` : error;
    this.say(`Failed${line === null ? "" : ` in line ${line}`}: ${told}`);
    if (line !== null) this.editor?.mark(line);
    const href = await entryOf(error, result.lines);
    if (href && this.state.textContent.endsWith(told)) {
      this.state.append(" ", element("a", { href }, "What it means"));
    }
  }

  sayNotSimulated(what) {
    this.say(`A page cannot simulate ${what}. `);
    const href = new URL("../../how-to/draw-your-own/", import.meta.url);
    this.state.append(element("a", { href }, "Draw the run on your own machine"), ".");
  }

  printedAsRecorded({ lines, status, python: version }) {
    const minor = version.split(".").slice(0, 2).join(".");
    const panels = [...this.recorded.output.querySelectorAll(".listing__panel")];
    const panel = panels.find((each) => each.dataset.pythons.split(" ").includes(minor)) ?? this.recorded.output;
    const told = [...panel.querySelectorAll("samp > .line")].map(
      (line) => `${line.parentElement.className} ${line.textContent.replace(/\n$/, "")}`,
    );
    const ended = panel.querySelector(".listing__status")?.textContent ?? "exit status 0";
    const now = lines.map(([stream, text]) => `${stream} ${text}`);
    return ended === `exit status ${status}` && now.join("\n") === told.join("\n");
  }

  failed(error) {
    if (!this.partial) this.change("output", this.output([], "It printed nothing before its end."));
    this.partial = undefined;
    this.change("timeline", element("div")); // that of an earlier run would speak of other code
    this.show(this.yours);
    const known = error instanceof Ended || error instanceof Failed;
    this.say(known ? error.message : `The run failed (${error?.message ?? error}).`);
    this.again.hidden = error.message === "Stopped.";
  }
}

// ---------------------------------------------------------------------------------- the page

const opened = new WeakMap();

export function open(figure) {
  if (!opened.has(figure)) opened.set(figure, new Listing(figure));
  return opened.get(figure);
}

// An empty editor at once. Examples are fetched from this site when they are chosen.
export function openPlayground(figure) {
  const listing = open(figure);
  listing.startEditing();
  const choice = figure.querySelector(".playground__start");
  choice.addEventListener("change", async () => {
    const response = choice.value && await fetch(`${choice.dataset.root}examples/${choice.value}`);
    if (response && !response.ok) listing.say("The example could not be fetched.");
    else listing.editor.source = response ? await response.text() : "";
  });
}

export async function openAddress() {
  const found = await codeInAddress();
  const figures = [...document.querySelectorAll("figure[data-run]")];
  const figure = found && figures.find((each) => (each.dataset.example ?? "") === found.example);
  if (!figure) return;
  const listing = open(figure);
  if (listing.editor) listing.editor.source = found.source;
  else listing.startEditing({ source: found.source });
  listing.say("The code comes from the address of this page. Read it before you run it.");
  figure.scrollIntoView();
}
