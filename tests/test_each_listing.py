"""Promise: each listing with Run prints in the page what was recorded, and draws the same timeline.

In the machine's Chromium and Firefox, on the built site, in parts that several workers can take on.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import pytest
from support.built_page import pages
from support.reader import AS_RECORDED, ENDED, LISTING, PAGE
from support.tab import Tab

MANY_RUNS = True
"""So many that it pays to compile what they have in common again (`started`)."""

# The timeline as it stands without its player. Numbers of events count what no page shows, such as
# what the garbage collector did, so that only their order is compared.
TIMELINE = """const timeline = (figure) => {
  const copy = figure.querySelector("asyncio-timeline")?.cloneNode(true);
  if (!copy) return null;
  for (const each of copy.querySelectorAll(
    ".timeline__controls, .timeline__status, .tl-cursor, .tl-future")) each.remove();
  const ordered = [...copy.querySelectorAll("[data-order]")];
  const orders = [...new Set(ordered.map((each) => Number(each.dataset.order)))];
  orders.sort((a, b) => a - b);
  for (const each of ordered) each.dataset.order = orders.indexOf(Number(each.dataset.order));
  // What the search index leaves out says nothing of a run.
  for (const each of [copy, ...copy.querySelectorAll("[data-search-exclude]")])
    each.removeAttribute("data-search-exclude");
  for (const each of [copy, ...copy.querySelectorAll("[class]")]) {
    each.classList.remove("tl-off", "tl-later", "tl-now");
    if (!each.classList.length) each.removeAttribute("class");
  }
  for (const each of copy.querySelectorAll("[aria-current]")) each.removeAttribute("aria-current");
  return copy.outerHTML.replaceAll(copy.id, "ID");
};"""

# The listings of a page are taken out of it, and run in another, so that Python is started once.
TAKE = f"""async (path, here) => {{
  const {{ listen }} = await import(document.querySelector("script[src$='assets/run/run.js']").src);
  document.querySelector("article").hidden = true; // to paint them would take longer than the runs
  const html = await (await fetch(here + path)).text();
  const page = new DOMParser().parseFromString(html, "text/html");
  const figures = [...page.querySelectorAll("{LISTING}[data-example]")];
  window.under = {{ figures, listen }};
}}"""
RUN_ONE = f"""async (name, part) => {{
  {TIMELINE}
  const {{ figures, listen }} = window.under;
  const figure = figures.find(({{ dataset }}) =>
    dataset.example === name && (dataset.part ?? null) === part);
  figure.id = "under-test";
  document.querySelector("article").replaceChildren(document.adoptNode(figure));
  listen(figure);
  const recorded = timeline(figure);
  figure.querySelector(".listing__run").click();
  const said = await ({ENDED})("#under-test");
  // A listing may ask for no timeline; its run gets one all the same.
  return [said, recorded === null || timeline(figure) === recorded];
}}"""

PARTS = 4
"""The listings are run in so many parts, which several workers can take on."""

FIGURE = re.compile(r"<figure\b[^>]* data-run=[^>]*>")
ATTRIBUTE = re.compile(r' data-(example|part)="([^"]*)"')


def with_run(site: Path) -> list[tuple[str, str, str | None]]:
    """Each listing with Run, once: a page that shows it, the example, and what of it is shown."""
    found: dict[tuple[str, str | None], str] = {}
    for path in pages(site):
        if path.parent.name == "playground":
            continue
        html = path.read_text("utf-8")
        tags = FIGURE.findall(html)
        assert len(tags) == html.count(' data-run="')
        for each in map(dict, map(ATTRIBUTE.findall, tags)):
            listing = each["example"], each.get("part")
            found.setdefault(listing, path.relative_to(site).as_posix())
    return [(page, *listing) for listing, page in found.items()]


@pytest.mark.timeout(600)
@pytest.mark.parametrize("part", range(PARTS))
def test_each_listing_runs_as_it_was_recorded(
    tab: Tab, address: str, site: Path, part: int, only: Collection[str] | None
) -> None:
    """Line for line, and its timeline with all times. If few have changed, those in one part."""
    listings = with_run(site)
    assert len(listings) > 50
    if only is None:
        mine = listings[len(listings) * part // PARTS : len(listings) * (part + 1) // PARTS]
    else:
        mine = [listing for listing in listings if listing[1] in only]
    tab.goto(address + PAGE)
    told: dict[str, object] = {}
    for page, shown in groupby(mine, key=itemgetter(0)):
        tab.do(TAKE, page, address)
        for _, name, of_it in shown:
            told[f"{name}, {of_it or 'whole'}"] = tab.do(RUN_ONE, name, of_it)
    assert {each: said for each, said in told.items() if said != [AS_RECORDED, True]} == {}
