"""What a reader does with a listing in a browser, and what the page says then."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from support.browsing import missing
from support.project import PYTHONS
from support.tab import NAMES, Absent, Tab
from tested_examples.in_the_page import browser_runtime

PAGE = "tutorial/4-start/"
LISTING = "figure[data-run]"
NAME = "tutorial/when_it_starts.py"
AS_RECORDED = "Done: it printed what was recorded."


def _check_runtime() -> None:
    if browser_runtime.read() is None:
        missing("Pyodide; type: make test, which runs npm ci")
    if not browser_runtime.is_current(PYTHONS):
        pytest.fail("docs/assets/made/runtime was made from other files; type: make assets")


@pytest.fixture(scope="module", params=NAMES)
def started(request: pytest.FixtureRequest) -> Iterator[Tab]:
    """A browser, for all tests of a file that come to it in a row."""
    _check_runtime()
    try:
        tab = Tab(request.param, less_compiling=not hasattr(request.module, "MANY_RUNS"))
    except Absent as absent:
        missing(str(absent))
    with closing(tab):
        yield tab


@pytest.fixture
def tab(started: Tab, address: str) -> Iterator[Tab]:
    """A new profile. In the end it has asked no other host, and the page has not complained."""
    started.open()
    yield started
    assert not {url for url in started.asked if not url.startswith((address, "data:", "blob:"))}
    refused = "Failed to load resource" if started.refuses else "\0"
    assert not [said for said in started.said if not said.startswith(refused)]


in_one_browser = pytest.mark.parametrize("started", ["chromium"], indirect=True)
"""What hangs on the page's own words and logic, and on nothing that browsers do each their way."""


# ------------------------------------------------------------------ what a reader does and sees

ENDED = """(selector) => new Promise((resolve) => {
  const figure = document.querySelector(selector);
  const look = () => {
    if (figure.hasAttribute("aria-busy")) setTimeout(look, 5);
    else resolve(figure.querySelector(".listing__state").textContent);
  };
  look();
})"""
CLICK = "(selector, name) => document.querySelector(`${selector} .listing__${name}`).click()"
LINES = """(selector) =>
  [...document.querySelector(selector).querySelectorAll(".listing__output .line")]
    .map((line) => line.textContent.replace(/\\n$/, ""))"""
EDIT = """(selector, text) => {
  const field = document.querySelector(`${selector} textarea`);
  field.value = text;
  field.dispatchEvent(new Event("input"));
}"""
CODE = "(selector) => document.querySelector(`${selector} textarea`).value"


def press(tab: Tab, selector: str = LISTING) -> str:
    """Press Run, wait for the end, and return what the page says of it."""
    tab.do(CLICK, selector, "run")
    return ended(tab, selector)


def ended(tab: Tab, selector: str = LISTING) -> str:
    """Wait for the end of a run; what the page says of it."""
    return str(tab.do(ENDED, selector))


def lines(tab: Tab, selector: str = LISTING) -> list[str]:
    """What the listing shows as printed."""
    return list(tab.do(LINES, selector))


def until(tab: Tab, condition: str) -> None:
    """Wait for a condition, an expression of JavaScript. The test's time limit ends the wait."""
    tab.do(
        "() => new Promise((done) => { const look = () => "
        f"({condition}) ? done(null) : setTimeout(look, 5); look(); }})"
    )


def edit(tab: Tab) -> None:
    """Press Edit, and wait for the editor."""
    tab.do(CLICK, LISTING, "edit")
    until(tab, "document.querySelector('textarea')")


def edited(tab: Tab, source: str, selector: str = LISTING) -> str:
    """Put a script into the open editor, run it, and return what the page says of it."""
    tab.do(EDIT, selector, source)
    return press(tab, selector)


def open_playground(tab: Tab, address: str) -> None:
    """The page with an empty editor."""
    tab.goto(address + "playground/")
    until(tab, "document.querySelector('textarea')")
