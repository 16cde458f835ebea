/* Leads from an error to what a page says of it. The index of error messages is that page's list: it
   is read when a run has failed, not before. */

const INDEX = new URL("../../reference/errors/", import.meta.url);

let entries;

// Of each message: what it looks like, `…` being any text, and the address of its entry.
async function index() {
  const response = await fetch(INDEX);
  if (!response.ok) return [];
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return [...page.querySelectorAll("article li > a[href*='#']:has(> code)")].map((link) => {
    const parts = link.textContent.split("…").map((text) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
    const { href } = new URL(link.getAttribute("href"), INDEX);
    return { shape: new RegExp(parts.join(".*")), length: link.textContent.length, href };
  });
}

// The address of the entry that says most about an error, or else about a line of stderr; or null.
export async function entryOf(error, lines) {
  entries ??= index().catch(() => []);
  const all = (await entries).toSorted((one, other) => other.length - one.length);
  const printed = lines.filter(([stream]) => stream === "stderr").map(([, text]) => text).join("\n");
  return [error, printed].map((text) => all.find(({ shape }) => shape.test(text))).find(Boolean)?.href;
}
