/* What of a run's result is let into the page. The script may be a stranger's, and may make its own
   result, so it is only what a timeline and lines of output are made of: no element and no attribute
   that can load or run anything, that looks like a part of the page around it, or takes the focus. */

// What `timeline_view` of asyncio_timeline.page.fragment writes.
const ELEMENTS = new Set(
  `asyncio-timeline circle defs desc details div g li line marker path pattern rect summary svg table
  tbody td text th thead title tr ul use wbr`.split(/\s+/),
);
const ATTRIBUTES = new Set(
  `aria-hidden aria-label aria-labelledby class cx cy d data-axis data-job data-order data-printed
  data-step data-t data-task data-x dx fill height href id marker-end markerheight markerunits
  markerwidth orient patternunits r refx refy role scope tabindex transform viewbox width x x1 x2 y
  y1 y2`.split(/\s+/),
);
const CLASS = /^(tl(-[\w-]+)?|timeline(__[\w-]+)?)$/;

function allowed({ name, value }, identity) {
  const plain = name.toLowerCase();
  if (!ATTRIBUTES.has(plain)) return false;
  if (plain === "href") return value.startsWith("#");
  if (plain === "id") return value === identity || value.startsWith(`${identity}-`);
  if (plain === "role") return value === "group" || value === "img";
  if (plain === "tabindex") return value === "0";
  return !/url\((?!["']?#)/i.test(value);
}

function classes(text, ours) {
  return text.split(/\s+/).filter((name) => ours.test(name)).join(" ");
}

// The timeline in `html`, whose ids begin with `identity`; null if there is none.
export function harmless(html, identity) {
  const parsed = new DOMParser().parseFromString(html, "text/html").body;
  for (const each of [...parsed.querySelectorAll("*")]) {
    if (!ELEMENTS.has(each.localName.toLowerCase())) each.remove();
    else {
      for (const attribute of [...each.attributes]) {
        if (!allowed(attribute, identity)) each.removeAttributeNode(attribute);
      }
      const given = each.getAttribute("class");
      if (given !== null) each.setAttribute("class", classes(given, CLASS));
    }
  }
  const timeline = parsed.firstElementChild;
  return timeline?.localName === "asyncio-timeline" ? timeline : null;
}

// Lines of output as `[stream, text, index of the print or null, classes of its mark]`.
export function harmlessLines(lines) {
  return lines.map(([stream, text, index, mark]) => [
    stream === "stderr" ? "stderr" : "stdout",
    String(text),
    Number.isInteger(index) ? index : null,
    classes(String(mark ?? ""), /^tl-[\w-]+$/),
  ]);
}
