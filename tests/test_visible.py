"""Promise: every line that an example printed can be seen, errors as well as the rest.

The HTML may hold it all and a style sheet still hide it: then the page lies to the eye alone, and
no comparison of text would notice.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser
from support.browsing import two_views

PAGES = ("", "how-to/forget/", "reference/errors-tasks/", "explanation/ensure-future/")
"""Pages whose listings print to both streams, differ by version and end with an exit status."""

HIDDEN = """() => {
  const opaque = (colour) => !/^rgba\\(.*, 0\\)$|^transparent$/.test(colour);
  const ground = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const colour = getComputedStyle(each).backgroundColor;
      if (opaque(colour)) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const seen = (element) => {
    const { width, height } = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    return element.checkVisibility({ opacityProperty: true, visibilityProperty: true })
      && width > 1 && height > 8 && parseFloat(style.fontSize) >= 10 && opaque(style.color)
      && style.color !== ground(element) && style.clipPath === "none" && style.filter === "none";
  };
  const told = [];
  for (const figure of document.querySelectorAll("figure[data-example]")) {
    const panels = [...figure.querySelectorAll(".listing__panel")];
    const shown = panels.filter((panel) => panel.checkVisibility());
    if (panels.length && shown.length !== 1)
      told.push(`${shown.length} outputs of ${figure.dataset.example}`);
    const output = (panels.length ? shown : [figure]).flatMap((each) =>
      [...each.querySelectorAll("pre.transcript samp .line, .listing__status")]);
    const others = figure.querySelectorAll(".listing__claim, .listing__foot, .listing__code code");
    for (const each of [...output, ...others])
      if (each.textContent.trim() && !seen(each))
        told.push(`${figure.dataset.example}: ${each.textContent.trim().slice(0, 80)}`);
  }
  return told;
}"""


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path or "home")
def test_every_line_can_be_seen(path: str, browser: Browser, address: str) -> None:
    """On a phone and on a desk, in light and in dark, whatever stream it went to."""
    view = browser.new_page()
    view.goto(address + path)
    assert view.locator("figure[data-example]").count(), "no listing to look at"
    for scheme, width in two_views(view):
        assert view.evaluate(HIDDEN) == [], f"hidden in {scheme} at {width} px"
    view.close()
