/* Run and Edit on each listing that the simulation can run. What they do is loaded when one of them
   is pressed. */

function styled() {
  const href = new URL("run.css", import.meta.url).href;
  if (document.querySelector(`link[href="${href}"]`)) return undefined;
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
  document.head.append(link);
  return new Promise((resolve) => { link.onload = link.onerror = resolve; });
}

async function load() {
  const [listing] = await Promise.all([import("./listing.js"), styled()]);
  return listing;
}

// Shows the buttons of a listing that stands in the page.
export function listen(figure) {
  const run = figure.querySelector(".listing__run");
  const edit = figure.querySelector(".listing__edit");
  run.addEventListener("click", async () => {
    figure.setAttribute("aria-busy", "true");
    (await load()).open(figure).runNow();
  });
  edit.addEventListener("click", async () => {
    (await load()).open(figure).startEditing({ focus: true });
  });
  run.hidden = edit.hidden = false;
}

async function openAddress() {
  if (location.hash.startsWith("#code=")) (await load()).openAddress();
}

for (const figure of document.querySelectorAll("figure[data-run]")) listen(figure);
const playground = document.querySelector("figure.playground[data-run]");
if (playground) (await load()).openPlayground(playground);
addEventListener("hashchange", openAddress);
await openAddress();
