/* Reads what a terminal printed: tracebacks, warnings, and what asyncio logs.

   In: the text, and the entries of the index, those of long messages first. Out: what the index knows
   of it, the message that ended the program first, each with the line of the reader's own code that
   it leads to, or null:

       { message, href, printed, place: { file, line, inside, code } }
*/

// A frame of a traceback. Groups of exceptions draw `|` before it.
const FRAME = /^[\s|+-]*File "(.+)", line (\d+)(?:, in (.+))?$/;
// `python -X dev` and asyncio tell where a task was made, and where its coroutine stands.
const MENTIONED = /(?:running at|created at|defined at|wait_for=.*? at) ([^\s>,]+):(\d+)/g;
// A warning begins with the line that it is about.
const WARNED = /^(\S.*?):(\d+): \w*Warning: /;
const LIBRARY = /site-packages|dist-packages|[\\/](?:python3[^\\/]*|Python3\d+[\\/]Lib|Lib)[\\/]|^<|[\\/](?:asyncio|concurrent|threading)[\\/.]/;

export function read(text, entries) {
  const lines = text.split(/\r?\n/).map((line) => line.replace(/\x1b\[[\d;]*m/g, "").trimEnd());
  const found = [];
  let frames = [];
  lines.forEach((line, number) => {
    const frame = FRAME.exec(line);
    if (frame) {
      const code = bare(lines[number + 1] ?? "");
      frames.push({ file: frame[1], line: Number(frame[2]), inside: frame[3] ?? null, code });
      return;
    }
    if (/Traceback \(most recent call last\)|^Stack for |^Coroutine created at/.test(line)) frames = [];
    const entry = entryOf(line, lines[number - 1] ?? "", entries);
    if (!entry) return;
    const { message, href } = entry;
    found.push({ message, href, printed: bare(line), place: placeOf(line, frames) ?? below(lines, number) });
  });
  const last = new Map();
  for (const each of found.toReversed()) {
    const known = last.get(each.href);
    if (!known) last.set(each.href, each);
    else known.place ??= each.place;
  }
  return [...last.values()];
}

function bare(line) {
  return line.replace(/^[\s|+-]+/, "");
}

// The line of a source below a frame is no message, whatever stands in it.
function entryOf(line, before, entries) {
  if (FRAME.test(before)) return null;
  return entries.find(({ shape }) => shape.test(line));
}

function placeOf(line, frames) {
  const own = frames.findLast(({ file }) => !LIBRARY.test(file));
  if (own) return own;
  const warned = WARNED.exec(line);
  if (warned && !LIBRARY.test(warned[1])) return place(warned[1], warned[2]);
  const mentioned = [...line.matchAll(MENTIONED)].filter(([, file]) => !LIBRARY.test(file));
  return mentioned.length ? place(mentioned[0][1], mentioned[0][2]) : null;
}

// asyncio logs the message first, then which task, then its traceback.
const LOGGED = /^(?:[a-z_]+: |Traceback|During handling|The above exception|[\w.]*(?:Error|Exit|Exception)\b)/;

function below(lines, number) {
  const frames = [];
  for (const line of lines.slice(number + 1)) {
    const frame = FRAME.exec(line);
    if (frame) frames.push({ file: frame[1], line: Number(frame[2]), inside: frame[3] ?? null, code: "" });
    else if (/^\S/.test(line) && !LOGGED.test(line)) break;
    const told = placeOf(line, []);
    if (told) return told;
  }
  return frames.findLast(({ file }) => !LIBRARY.test(file)) ?? null;
}

function place(file, line) {
  return { file, line: Number(line), inside: null, code: "" };
}
