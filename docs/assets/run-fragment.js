/* The two things that come from outside of this page: HTML that a run made, and code in an address.
   The script that ran is a stranger's, perhaps, so of its HTML only what a timeline is made of is
   let in: no element and no attribute that can load or run anything. */

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

// ---------------------------------------------------------------------------------- addresses

const MARK = "#code=";
const LONGEST = 100_000; // characters

async function through(bytes, stream) {
  const piped = new Blob([bytes]).stream().pipeThrough(stream);
  const parts = [];
  let size = 0;
  const reader = piped.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    size += value.length;
    if (size > 4 * LONGEST) throw new RangeError("too long");
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

// The address of this page with an example's edited code behind the `#`: it is sent nowhere.
export async function addressOf(example, source) {
  const packed = await through(new TextEncoder().encode(source), new CompressionStream("deflate-raw"));
  let binary = "";
  for (const byte of packed) binary += String.fromCharCode(byte);
  const text = btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  return `${location.origin}${location.pathname}${MARK}${example}:${text}`;
}

// What such an address holds: the name of an example and its code. Null if it is none.
export async function codeInAddress() {
  if (!location.hash.startsWith(MARK)) return null;
  try {
    const [, example, text] = /^([\w/.-]*):([\w-]*)$/.exec(location.hash.slice(MARK.length));
    const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    const source = await through(bytes, new DecompressionStream("deflate-raw"));
    return { example, source: new TextDecoder().decode(source).slice(0, LONGEST) };
  } catch {
    return null;
  }
}
