/* Code in the address of a page, behind the `#`, which no browser sends to a server. */
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
