/* A prediction: the reader puts the shuffled lines in order, by buttons or by dragging, and is told
   where that parts from the recording, which is then stepped through from that moment. The HTML is
   described in listing_html.py; the answer is read from the recorded output that it holds. */

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

class Prediction {
  constructor(figure) {
    this.answer = figure.querySelector(".predict__answer");
    this.list = figure.querySelector(".predict__guess");
    this.printed = [...this.answer.querySelectorAll(".transcript .line")];
    this.status = element("p", { class: "predict__status", role: "status" });
    const check = element("button", { type: "button", class: "predict__check" }, "Check");
    check.addEventListener("click", () => this.check());
    figure.querySelector(".predict__lines .listing__label").textContent = "Put its lines in order";
    this.list.after(element("p", { class: "predict__tools" }, check), this.status);
    for (const line of this.lines) this.addHandles(line);
    this.list.classList.add("predict--ready");
    this.list.addEventListener("pointerdown", (event) => this.take(event));
    this.list.addEventListener("pointermove", (event) => this.drag(event));
    for (const end of ["pointerup", "pointercancel"]) {
      this.list.addEventListener(end, () => this.letGo());
    }
  }

  get lines() {
    return [...this.list.children];
  }

  addHandles(line) {
    const text = this.textOf(line);
    const move = (word, sign, by) => {
      const made = element("button", { type: "button", "aria-label": `Move “${text}” ${word}` }, sign);
      made.addEventListener("click", () => {
        this.move(line, this.lines.indexOf(line) + by);
        made.focus();
      });
      return made;
    };
    line.prepend(element("span", { class: "predict__grip", "aria-hidden": true }, "⠿"));
    line.append(move("up", "↑", -1), move("down", "↓", 1));
  }

  textOf(line) {
    return line.querySelector("samp").textContent;
  }

  // ------------------------------------------------------------------------------------ moving

  move(line, to, quietly = false) {
    const last = this.lines.length - 1;
    const place = Math.max(0, Math.min(last, to));
    const from = this.lines.indexOf(line);
    if (place < from) this.lines[place].before(line);
    else if (place > from) this.lines[place].after(line);
    for (const each of this.lines) each.removeAttribute("data-said");
    if (!quietly) this.say(`“${this.textOf(line)}” is line ${place + 1} of ${last + 1}.`);
  }

  // A finger drags by the grip, as elsewhere it scrolls the page.
  take(event) {
    const line = event.target.closest("li");
    if (!line || !event.isPrimary || event.button || event.target.closest("button")) return;
    if (event.pointerType !== "mouse" && !event.target.closest(".predict__grip")) return;
    event.preventDefault();
    this.taken = line;
    line.classList.add("predict--taken");
    this.list.setPointerCapture(event.pointerId);
  }

  drag(event) {
    if (!this.taken) return;
    const below = this.lines.findIndex((line) => {
      const { top, height } = line.getBoundingClientRect();
      return event.clientY < top + height;
    });
    const to = below < 0 ? this.lines.length - 1 : below;
    if (this.lines[to] !== this.taken) this.move(this.taken, to, true);
  }

  letGo() {
    if (!this.taken) return;
    this.taken.classList.remove("predict--taken");
    this.move(this.taken, this.lines.indexOf(this.taken));
    this.taken = undefined;
  }

  // ---------------------------------------------------------------------------------- checking

  say(text) {
    this.status.textContent = text;
  }

  check() {
    const printed = this.printed.map((line) => line.textContent.replace(/\n$/, ""));
    const parts = this.lines.map((line, place) => this.textOf(line) !== printed[place]);
    this.lines.forEach((line, place) => { line.dataset.said = parts[place] ? "other" : "same"; });
    const first = parts.indexOf(true);
    this.answer.open = true;
    const timeline = this.answer.querySelector("asyncio-timeline");
    if (first < 0) {
      this.say("Right: so it was printed. Below is the run, to step through.");
      timeline.moment = 0;
      return;
    }
    timeline.moment = timeline.momentOfPrint(Number(this.printed[first].dataset.print));
    this.say(
      `Line ${first + 1} is where it parts: you said “${this.textOf(this.lines[first])}”, and it`
      + ` printed “${printed[first]}”. The run below stands at that moment. Step back to see why.`,
    );
  }
}

for (const figure of document.querySelectorAll("figure.predict")) new Prediction(figure);
