/* Leads from an error to what a page says of it. The index is read when a run has failed, not
   before. */

import { fetchEntries } from "../traceback/entries.js";

let entries;

// The address of the entry that says most about an error, or else about a line of stderr; or null.
export async function entryOf(error, lines) {
  entries ??= fetchEntries().catch(() => []);
  const all = await entries;
  const printed = lines.filter(([stream]) => stream === "stderr").map(([, text]) => text).join("\n");
  return [error, printed].map((text) => all.find(({ shape }) => shape.test(text))).find(Boolean)?.href;
}
