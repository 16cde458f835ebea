/* The field for a traceback on the page of errors. What is pasted stays in the page. */

import { entriesOf } from "./entries.js";
import { read } from "./read.js";

const form = document.querySelector(".traceback");
const field = form.querySelector("textarea");
const answer = form.querySelector(".traceback__answer");
const entries = entriesOf(document);

function element(name, attributes, ...children) {
  const made = Object.assign(document.createElement(name), attributes);
  made.append(...children);
  return made;
}

function told({ message, href, printed, place }) {
  const row = element("li", {}, element("a", { href }, element("code", { textContent: message })));
  if (place) {
    const file = place.file.split(/[\\/]/).at(-1);
    row.append(element("br", {}), "Look at line ", element("b", { textContent: place.line }), " of ",
      element("code", { textContent: file }));
    if (place.inside && place.inside !== "<module>")
      row.append(", in ", element("code", { textContent: place.inside }));
    if (place.code) row.append(": ", element("code", { textContent: place.code }));
  }
  row.title = printed;
  return row;
}

function show() {
  const text = field.value.trim();
  if (!text) {
    answer.replaceChildren();
    return;
  }
  const found = read(text, entries);
  if (found.length) {
    const many = found.length > 1 ? "The index knows these. The one that came last is first:" : "The index knows this one:";
    answer.replaceChildren(element("p", { textContent: many }), element("ul", {}, ...found.map(told)));
    return;
  }
  const last = text.split("\n").at(-1).trim().slice(0, 200);
  answer.replaceChildren(element("p", {},
    "The index knows no message in it. It has those of asyncio and of executors only. The last line is ",
    element("code", { textContent: last }), "."));
}

field.addEventListener("input", show);
form.hidden = false;
show(); // what a browser has kept over a reload
