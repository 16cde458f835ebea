"""Promise: two runs that a page compares have one clock, and each is drawn from its recording."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser
from support.browsing import AXE, two_views, violations
from support.project import EXAMPLES, RECORDINGS
from tested_examples import example
from tested_examples.pages import compare
from tested_examples.problem import Problem
from tested_examples.running import recording

BLOCKING = "tutorial/9-blocking/"
PLACES = """(figure) => [...figure.querySelectorAll("svg.tl[data-axis]")].map((svg) =>
  Object.fromEntries([...svg.querySelectorAll(".tl-time")].map((text) =>
    [text.textContent, svg.querySelector(".tl-tick[x1='" + text.getAttribute("x") + "']")
      .getBoundingClientRect().left])))"""


def test_the_same_time_is_at_the_same_place(browser: Browser, address: str) -> None:
    """Read off the page, in px: each label of the one below that of the other."""
    view = browser.new_page(viewport={"width": 1280, "height": 900})
    view.goto(address + BLOCKING)
    one, two = view.locator("figure.compare").evaluate(PLACES)
    assert len(one) >= 4
    assert one == two
    view.close()


def test_each_run_is_the_recorded_one(browser: Browser, address: str) -> None:
    """Claims and files are those of the scripts; each drawing has as many blocks as steps ran."""
    view = browser.new_page()
    view.goto(address + BLOCKING)
    figure = view.locator("figure.compare")
    names = str(figure.get_attribute("data-compare")).split()
    assert len(names) == 2
    for name, run in zip(names, figure.locator(".compare__run").all(), strict=True):
        shown = example.load(name, EXAMPLES)
        told = recording.read(shown, RECORDINGS).timeline
        assert told
        assert run.locator(".compare__claim").inner_text() == re.sub("`", "", shown.claim)
        assert run.locator("[data-step]").count() == len(told.steps)
        link = str(run.locator("a").first.get_attribute("href"))
        assert link.endswith(f"examples/{name}")
    view.close()


@pytest.mark.parametrize(
    "argument",
    [
        "",
        "tutorial/await_is_a_call.py",
        "tutorial/await_is_a_call.py | tutorial/await_is_a_call.py",
        "tutorial/await_is_a_call.py | no/such.py",
        "a.py | b.py | c.py",
    ],
)
def test_what_cannot_be_compared_is_refused(argument: str) -> None:
    """With a message that says what to write."""
    with pytest.raises(Problem, match=r"next|near"):
        compare.prepare(argument, [])


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed")
def test_axe_finds_nothing(browser: Browser, address: str) -> None:
    """On a phone and a desk, in light and dark; nothing makes the page scroll sideways."""
    view = browser.new_page()
    view.goto(address + BLOCKING)
    for scheme, width in two_views(view):
        assert violations(view) == [], f"{scheme}, {width} px"
        assert view.evaluate("document.documentElement.scrollWidth") <= width
    view.close()
