/* Steps through a run: code, output and timeline move together, and a sentence says what happens.
   The HTML it works on is described in fragment.py. Moments are the rows of the table; 0 on the slider
   is the whole run, at rest, as it is without this script. */

const SVG = "http://www.w3.org/2000/svg";

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function drawn(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function button(label, path) {
  const icon = drawn("svg", { viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": true });
  icon.append(drawn("path", { d: path, fill: "currentColor" }));
  return element("button", { type: "button", "aria-label": label, title: label }, icon);
}

const PLAY = "M4 2V14L13 8z";
const PAUSE = "M3 2H7V14H3zM9 2H13V14H9z";
const PLAYED_EVERY = 900; // ms: time to read a sentence

// The reader's text size; 1 is what browsers come with.
function textSize() {
  const probe = element("span", { class: "timeline__medium" });
  document.body.append(probe);
  const size = parseFloat(getComputedStyle(probe).fontSize) / 16;
  probe.remove();
  return size;
}

function percent(shape, name) {
  return parseFloat(shape.getAttribute(name));
}

class Cursor {
  constructor(svg) {
    this.later = drawn("rect", { class: "tl-future", y: 0, height: "100%" });
    this.line = drawn("line", { class: "tl-cursor", y1: 16, y2: "100%" });
    this.head = drawn("svg", { class: "tl-cursor", y: 15 });
    this.head.append(drawn("path", { d: "M-6 0H6L0 8z" }));
    svg.querySelector(".tl-arrows, g").before(this.line); // below what it points at
    svg.querySelector(".tl-names").before(this.later);
    svg.append(this.head);
    this.svg = svg;
    this.to(null);
  }

  // `running`: the block of the step that runs, which is not yet the future.
  to(place, running) {
    for (const each of [this.later, this.line, this.head]) each.classList.toggle("tl-off", !place);
    if (!place) return;
    const end = running ? percent(running, "x") + percent(running, "width") : 0;
    const later = Math.max(parseFloat(place), end);
    // The sign of how a task ended stands to the right of where it did.
    const ended = this.svg.querySelector(`.tl-end[x="${later}%"]`);
    this.later.setAttribute("transform", `translate(${ended ? 17 : 0})`);
    this.later.setAttribute("x", `${later}%`);
    this.later.setAttribute("width", `${Math.max(0, 100 - later)}%`);
    this.line.setAttribute("x1", place);
    this.line.setAttribute("x2", place);
    this.head.setAttribute("x", place);
  }
}

class AsyncioTimeline extends HTMLElement {
  #moment = 0; // 0: the whole run

  connectedCallback() {
    this.moments = [...this.querySelectorAll(".timeline__moments tbody tr")];
    if (!this.moments.length || this.controls) return;
    this.scope = this.closest("figure, [data-timeline-scope]") ?? this;
    this.lines = new Map();
    for (const line of this.scope.querySelectorAll("[data-line]")) {
      this.lines.set(line.dataset.line, line);
    }
    this.output = [...this.scope.querySelectorAll("[data-print]")];
    // All of the code, where only a part of it is shown.
    this.source = this.scope.querySelector("template[data-source]")?.content.textContent.split("\n");
    this.box = this.querySelector(".timeline__drawing");
    this.drawings = [...this.box.querySelectorAll("svg[data-axis]")];
    this.cursors = new Map(this.drawings.map((svg) => [svg, new Cursor(svg)]));
    this.stop = new AbortController();
    this.addControls();
    this.listenToOutput();
    const listen = { signal: this.stop.signal };
    this.box.addEventListener("click", (event) => this.goToPointer(event), listen);
    this.box.addEventListener("pointerdown", (event) => this.startDragging(event), listen);
    this.box.addEventListener("pointermove", (event) => this.drag(event), listen);
    for (const end of ["pointerup", "pointercancel"]) {
      this.box.addEventListener(end, () => { this.dragged = undefined; }, listen);
    }
    const size = textSize();
    if (size !== 1) for (const svg of this.querySelectorAll("svg.tl")) svg.style.zoom = size;
    for (const link of this.scope.querySelectorAll("a[data-moment]")) {
      link.addEventListener("click", () => { this.moment = Number(link.dataset.moment); }, listen);
    }
  }

  disconnectedCallback() {
    if (!this.controls) return;
    this.pause();
    this.show(0);
    this.stop.abort();
    this.controls.parentElement.remove();
    this.controls = undefined;
  }

  get moment() {
    return this.#moment;
  }

  set moment(number) {
    this.#moment = Math.max(0, Math.min(this.moments.length, number));
    this.show(this.#moment);
  }

  // ------------------------------------------------------------------------------- controls

  addControls() {
    this.player = button("Play", PLAY);
    this.player.addEventListener("click", () => (this.playing ? this.pause() : this.play()));
    const back = button("Step back", "M3 3H5V13H3zM13 3V13L6 8z");
    const forward = button("Step forward", "M11 3H13V13H11zM3 3V13L10 8z");
    this.slider = element("input", {
      type: "range", min: 0, max: this.moments.length, value: 0, "aria-label": "Moment of the run",
    });
    this.controls = element(
      "div",
      { class: "timeline__controls", role: "group", "aria-label": "Step through the run" },
      this.player, back, this.slider, forward,
    );
    if (this.drawings.length > 1) this.controls.append(this.axisButton());
    this.status = element("p", { class: "timeline__status", role: "status" });
    this.box.before(element("div", { class: "timeline__player" }, this.controls, this.status));
    const step = (by) => () => { this.pause(); this.moment += by; };
    back.addEventListener("click", step(-1));
    forward.addEventListener("click", step(1));
    this.slider.addEventListener("input", () => {
      this.pause();
      this.moment = Number(this.slider.value);
    });
    this.controls.addEventListener("keydown", (event) => this.pressed(event));
    this.show(0);
  }

  play() {
    if (this.moment === this.moments.length) this.moment = 0;
    this.moment += 1;
    this.playing = setInterval(() => {
      this.moment += 1;
      if (this.moment === this.moments.length) this.pause();
    }, PLAYED_EVERY);
    this.showPlaying("Pause", PAUSE);
  }

  pause() {
    if (!this.playing) return;
    clearInterval(this.playing);
    this.playing = undefined;
    this.showPlaying("Play", PLAY);
  }

  showPlaying(label, path) {
    this.player.ariaLabel = this.player.title = label;
    this.player.querySelector("path").setAttribute("d", path);
    // Each moment would cut short what is said of the one before.
    this.status.ariaLive = this.playing ? "off" : "polite";
  }

  axisButton() {
    const made = element("button", { type: "button", "aria-pressed": false }, "Time to scale");
    made.addEventListener("click", () => {
      for (const svg of this.drawings) {
        svg.setAttribute("aria-hidden", svg.classList.toggle("tl-away"));
      }
      made.setAttribute("aria-pressed", made.getAttribute("aria-pressed") === "false");
      this.show(this.moment);
    });
    return made;
  }

  // The slider knows these keys; on the buttons they do the same.
  pressed(event) {
    if (event.target === this.slider || event.altKey || event.ctrlKey || event.metaKey) return;
    const to = {
      ArrowLeft: this.moment - 1, ArrowRight: this.moment + 1, Home: 0, End: this.moments.length,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.pause();
    this.moment = to;
  }

  startDragging(event) {
    const svg = event.target.closest?.("svg[data-axis]");
    if (svg && event.isPrimary && event.button === 0) this.dragged = { svg, from: event.clientX };
  }

  drag(event) {
    const { dragged } = this;
    if (!dragged || !event.isPrimary) return;
    if (!dragged.moved && Math.abs(event.clientX - dragged.from) < 4) return;
    dragged.moved = true;
    this.box.setPointerCapture(event.pointerId);
    this.goTo(dragged.svg, event.clientX, {});
  }

  goToPointer(event) {
    const svg = event.target.closest?.("svg[data-axis]");
    if (!svg) return;
    this.goTo(svg, event.clientX, event.target.closest("[data-step], [data-job]")?.dataset ?? {});
  }

  // To the nearest moment, of what ran there if something did.
  goTo(svg, x, run) {
    const { left, width } = svg.getBoundingClientRect();
    const percent = (100 * (x - left)) / width;
    let best = 0;
    let least = Infinity;
    this.moments.forEach((row, index) => {
      const place = parseFloat(this.placeOf(row, svg));
      const own = run.step ?? run.job;
      if (own !== undefined && (run.step ? row.dataset.step : row.dataset.job) !== own) return;
      const distance = Math.abs(place - percent);
      if (distance < least) [best, least] = [index + 1, distance];
    });
    this.pause();
    if (best && best !== this.moment) this.moment = best;
  }

  // ------------------------------------------------------------------------------ the output

  listenToOutput() {
    const listen = { signal: this.stop.signal };
    this.output.forEach((line, index) => {
      line.tabIndex = index ? -1 : 0;
      line.setAttribute("role", "button");
      const moment = this.momentOfPrint(Number(line.dataset.print));
      const look = () => this.show(moment, { looking: true });
      const leave = () => this.show(this.moment);
      line.addEventListener("pointerenter", look, listen);
      line.addEventListener("pointerleave", leave, listen);
      line.addEventListener("focus", look, listen);
      line.addEventListener("blur", leave, listen);
      line.addEventListener("click", () => {
        if (getSelection().isCollapsed) this.moment = moment;
      }, listen);
      line.addEventListener("keydown", (event) => this.pressedOnOutput(event, index, moment), listen);
    });
  }

  pressedOnOutput(event, index, moment) {
    if (event.key === "Enter" || event.key === " ") this.moment = moment;
    const to = {
      ArrowUp: index - 1, ArrowDown: index + 1, Home: 0, End: this.output.length - 1,
    }[event.key];
    const line = this.output[to];
    if (line && !line.classList.contains("tl-later")) {
      this.output[index].tabIndex = -1;
      line.tabIndex = 0;
      line.focus();
    } else if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
  }

  momentOfPrint(index) {
    return this.moments.findIndex((row) => Number(row.dataset.printed) > index) + 1;
  }

  // ------------------------------------------------------------------------------- the views

  // `looking`: the reader points at a line of output; what is printed later stays in sight.
  show(moment, { looking = false } = {}) {
    const row = this.moments[moment - 1];
    for (const each of this.marked ?? []) each.classList.remove("tl-now", ...(each.worn ?? []));
    this.marked = [];
    this.current?.removeAttribute("aria-current");
    row?.setAttribute("aria-current", "true");
    this.current = row;
    this.showCode(row);
    this.showOutput(row, looking);
    this.showDrawing(row);
    this.showWords(row);
    if (!looking) {
      this.slider.value = moment;
      const place = row ? `${moment} of ${this.moments.length}` : "the whole run";
      this.slider.setAttribute("aria-valuetext", place);
    }
  }

  mark(each, classes = []) {
    each.worn = classes;
    each.classList.add("tl-now", ...classes);
    this.marked.push(each);
  }

  showCode(row) {
    const line = row && this.lines.get(row.cells[3].textContent);
    if (!line) return;
    const file = line.closest("details");
    if (file) file.open = true;
    this.mark(line, [...row.cells[1].classList]);
    this.lead(line);
  }

  // Into sight of its box.
  lead(line) {
    const box = line.closest("pre");
    if (!box || box.scrollHeight <= box.clientHeight) return;
    const place = line.getBoundingClientRect().top - box.getBoundingClientRect().top;
    if (place < 40 || place > box.clientHeight - 60) box.scrollTop += place - box.clientHeight / 2;
  }

  showOutput(row, looking) {
    const printed = row && !looking ? Number(row.dataset.printed) : Infinity;
    const before = row ? Number(row.previousElementSibling?.dataset.printed ?? 0) : Infinity;
    for (const line of this.output) {
      const index = Number(line.dataset.print);
      line.classList.toggle("tl-later", index >= printed);
      if (!row || index < before || index >= Number(row.dataset.printed)) continue;
      this.mark(line);
      if (!looking) this.lead(line);
    }
  }

  placeOf(row, svg) {
    return svg.dataset.axis === "time" ? row.dataset.t : row.dataset.x;
  }

  showDrawing(row) {
    for (const [svg, cursor] of this.cursors) {
      const place = row && this.placeOf(row, svg);
      const { order, step, job } = row?.dataset ?? {};
      cursor.to(place, step && svg.querySelector(`[data-step="${step}"]`));
      if (!place) continue;
      const parts = [`[data-order="${order}"]`];
      if (step) parts.push(`[data-step="${step}"]`);
      else if (job) parts.push(`[data-job="${job}"]`);
      for (const each of svg.querySelectorAll(parts.join())) this.mark(each);
      if (!svg.classList.contains("tl-away")) this.keepInSight(svg, place, parts.at(-1));
    }
  }

  // Only the box of the drawing scrolls, never the page.
  keepInSight(svg, place, part) {
    const box = this.box;
    const x = (svg.getBoundingClientRect().width * parseFloat(place)) / 100;
    const margin = Math.min(60, box.clientWidth / 4);
    if (x < box.scrollLeft + margin || x > box.scrollLeft + box.clientWidth - margin) {
      box.scrollLeft = x - box.clientWidth / 2;
    }
    const shape = svg.querySelector(part);
    if (!shape || box.scrollHeight <= box.clientHeight) return;
    const y = shape.getBoundingClientRect().top - svg.getBoundingClientRect().top;
    if (y < box.scrollTop + margin || y > box.scrollTop + box.clientHeight - margin) {
      box.scrollTop = y - box.clientHeight / 2;
    }
  }

  showWords(row) {
    if (!row) {
      this.status.replaceChildren("Step through the run, or choose a line of the output.");
      return;
    }
    const [time, who, what, line] = [...row.cells].map((cell) => cell.textContent);
    const name = element("b", { class: row.cells[1].className }, who);
    const said = [`${time}: `, name, ` ${what}`, line ? ` (${line.includes(":") ? line : `line ${line}`})` : ""];
    const code = (this.lines.get(line)?.textContent ?? this.source?.[line - 1])?.trim();
    if (code) said.push(element("code", {}, code));
    this.status.replaceChildren(...said);
  }
}

customElements.define("asyncio-timeline", AsyncioTimeline);
