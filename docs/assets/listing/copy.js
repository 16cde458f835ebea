/* Shows the Copy button of each listing. It copies the whole script, also where the page shows
   only a part of it, and says so in the listing's status line. */

const SAID_FOR = 2000; // milliseconds

function script(listing) {
  const whole = listing.querySelector("template.listing__source");
  return (whole?.content ?? listing.querySelector("pre > code")).textContent;
}

async function copy(listing) {
  const said = listing.querySelector(".listing__said");
  try {
    await navigator.clipboard.writeText(script(listing));
    said.textContent = "Copied";
  } catch {
    said.textContent = "The browser does not let this page copy";
  }
  clearTimeout(said.timer);
  said.timer = setTimeout(() => { said.textContent = ""; }, SAID_FOR);
}

function show() {
  for (const button of document.querySelectorAll(".listing__copy")) button.hidden = false;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.(".listing__copy");
  if (button) copy(button.closest(".listing"));
});

if (navigator.clipboard) {
  // `document$` is the theme's: it speaks once a page, also where pages are swapped without a load.
  if (window.document$) window.document$.subscribe(show);
  else show();
}
