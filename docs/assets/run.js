/* Run and Edit on each listing that the simulation can run. What they do is loaded when one of them
   is pressed. */

const load = () => import("./run-listing.js");

function listen(figure) {
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
