/* What of the HTML that a run made is let into the page. The script may be a stranger's, so it is only
   what a timeline is made of: no element and no attribute that can load or run anything. */

const ELEMENTS = new Set(
  `asyncio-timeline b circle clippath code defs desc details div ellipse g i li line lineargradient
  marker mask p path pattern polygon polyline rect small span stop strong summary svg symbol table
  tbody td text th thead title tr tspan ul use wbr`.split(/\s+/),
);
const REFUSED = /^(on.*|style|src.*|action|formaction|target|data|is|slot|part)$/;

function allowed({ name, value }) {
  const plain = name.toLowerCase();
  if (plain === "href" || plain === "xlink:href") return value.startsWith("#");
  return !REFUSED.test(plain) && !/url\((?!["']?#)/i.test(value);
}

export function harmless(html) {
  const parsed = new DOMParser().parseFromString(html, "text/html").body;
  for (const each of [...parsed.querySelectorAll("*")]) {
    if (!ELEMENTS.has(each.localName.toLowerCase())) each.remove();
    else for (const attribute of [...each.attributes]) {
      if (!allowed(attribute)) each.removeAttributeNode(attribute);
    }
  }
  return parsed.firstElementChild;
}
