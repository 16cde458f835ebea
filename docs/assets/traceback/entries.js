/* The index of error messages is the list on the page of errors: it is read there, or fetched. */

const INDEX = new URL("../../reference/errors/", import.meta.url);

// Of each message: what it looks like, `…` being any text, and the address of its entry.
export function entriesOf(page) {
  return [...page.querySelectorAll("article li > a[href*='#']:has(> code)")].map((link) => {
    const message = link.querySelector("code").textContent;
    const parts = message.split("…").map((text) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
    const { href } = new URL(link.getAttribute("href"), INDEX);
    return { message, shape: new RegExp(parts.join(".*")), length: message.length, href };
  }).toSorted((one, other) => other.length - one.length);
}

// The same, fetched. Longer messages, which say more, come first.
export async function fetchEntries() {
  const response = await fetch(INDEX);
  if (!response.ok) return [];
  return entriesOf(new DOMParser().parseFromString(await response.text(), "text/html"));
}
