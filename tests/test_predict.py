"""Promise: what a reader predicts is held against the recording, by every means of pointing.

A page shows the shuffled lines of a real output; where the reader's order parts from it, the run
stands at that moment. Without scripts the lines and the answer are there all the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Route
from support.browsing import AXE, quiet_page, two_views, violations
from support.built_page import pages, parse, predictions
from support.project import EXAMPLES, PAGES, RECORDINGS
from tested_examples import example
from tested_examples.pages import predict
from tested_examples.problem import Problem
from tested_examples.running import recording
from tested_examples.running.normalising import OutputLine

STEP = "tutorial/3-background/"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """The last exercise of a step of the tutorial, on a page that must not complain."""
    with quiet_page(browser, 1280, 900) as opened:
        yield opened


def recorded(name: str) -> list[str]:
    """What the recording of an example says that it prints."""
    shown = example.load(name, EXAMPLES)
    return [line.text for line in recording.read(shown, RECORDINGS).groups[-1].transcript.lines]


def guessed(figure: Locator) -> list[str]:
    """The lines in the reader's order."""
    return figure.locator(".predict__guess samp").all_inner_texts()


def put_right(figure: Locator, lines: list[str]) -> None:
    """With the keyboard alone."""
    for place, text in enumerate(lines):
        while guessed(figure)[place] != text:
            figure.get_by_role("button", name=f"Move “{text}” up").press("Enter")


# --------------------------------------------------------------------------- what is built


def test_each_step_of_the_tutorial_ends_with_one(site: Path) -> None:
    """Its lines are the recorded ones in another order, and no line of its code tells them."""
    steps = sorted((PAGES / "tutorial").glob("[0-9]*.md"))
    assert len(steps) == 10
    for step in steps:
        built = site / "tutorial" / step.stem / "index.html"
        (each,) = predictions(parse(built.read_text(encoding="utf-8")))
        lines = recorded(each.example)
        assert [line.partition(" ")[2] for line in each.answer.lines] == lines
        assert sorted(each.shuffled) == sorted(lines)
        assert list(each.shuffled) != lines
        source = example.load(each.example, EXAMPLES).source.splitlines()
        untold = "\n".join(line for line in source if not line.strip().startswith("#> "))
        assert untold.endswith(each.code.rstrip("\n"))
        assert '"""' not in each.code.partition("import")[0]
        assert "#> " not in each.code


def test_no_page_asks_for_what_it_has_shown(site: Path) -> None:
    """An example whose output stands above is no question."""
    for path in pages(site):
        tree = parse(path.read_text(encoding="utf-8"))
        shown = {str(figure["data-example"]) for figure in tree.select("figure[data-example]")}
        assert not shown & {each.example for each in predictions(tree)}


@pytest.mark.parametrize("texts", ["aab", "aba", "abc", "abcdefghijkl", "aaaaaaaaaaab"])
@pytest.mark.parametrize("name", ["tasks/one.py", "tasks/two.py", "a.py"])
def test_shuffled_lines_are_never_the_answer(texts: str, name: str) -> None:
    """The same lines, in an order that each build makes again."""
    lines = tuple(OutputLine("stdout", text) for text in texts)
    made = predict.shuffled(lines, name)
    assert made != lines
    assert sorted(made, key=str) == sorted(lines, key=str)
    assert made == predict.shuffled(lines, name)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("mistakes/answer_comes_late.py", "outputs"),
        ("tasks/no_such.py", "there is no example"),
        ("", "names no example"),
    ],
)
def test_what_cannot_be_predicted_is_refused(name: str, found: str) -> None:
    """With a message that says what was expected."""
    with pytest.raises(Problem) as caught:
        predict.prepare(name, [])
    assert found in str(caught.value)


# ----------------------------------------------------------------------------- in a browser


def test_a_wrong_prediction_leads_to_its_moment(page: Page, address: str) -> None:
    """Check says which line parts; the run stands there, and code and output with it."""
    page.goto(address + STEP)
    figure = page.locator("figure.predict")
    lines, said = recorded(str(figure.get_attribute("data-predict"))), guessed(figure)
    assert not figure.locator(".transcript").is_visible()
    figure.get_by_role("button", name="Check").click()
    first = next(place for place, line in enumerate(lines) if said[place] != line)
    status = figure.locator(".predict__status").inner_text()
    assert status.startswith(f"Line {first + 1} is where it parts: you said “{said[first]}”")
    assert f"printed “{lines[first]}”" in status
    assert f"prints “{lines[first]}”" in figure.locator(".timeline__status").inner_text()
    assert figure.locator(".transcript .tl-now").inner_text().strip() == lines[first]
    assert figure.locator(".listing__code .tl-now").count() == 1
    marks = figure.locator(".predict__guess li").evaluate_all("all => all.map(a => a.dataset.said)")
    assert marks == [
        "same" if one == other else "other" for one, other in zip(said, lines, strict=True)
    ]
    figure.get_by_role("button", name="Step back").click()


def test_the_keyboard_puts_it_right(page: Page, address: str) -> None:
    """Each move is said, the button keeps the focus, and the right order is called right."""
    page.goto(address + STEP)
    figure = page.locator("figure.predict")
    lines = recorded(str(figure.get_attribute("data-predict")))
    put_right(figure, lines)
    assert "is line" in figure.locator(".predict__status").inner_text()
    assert "Move" in page.evaluate("document.activeElement.ariaLabel")
    assert figure.locator(".predict__status").get_attribute("role") == "status"
    figure.get_by_role("button", name="Check").press("Enter")
    assert figure.locator(".predict__status").inner_text().startswith("Right")
    assert figure.locator("[data-said='other']").count() == 0


def test_a_pointer_drags_a_line(page: Page, address: str) -> None:
    """From the first place to the last."""
    page.goto(address + STEP)
    figure = page.locator("figure.predict")
    before = guessed(figure)
    figure.locator("li").first.scroll_into_view_if_needed()
    start = figure.locator("li").first.bounding_box()
    end = figure.locator("li").last.bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 40, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(end["x"] + 40, end["y"] + end["height"] - 4, steps=8)
    page.mouse.up()
    assert guessed(figure) == [*before[1:], before[0]]
    assert f"“{before[0]}” is line {len(before)}" in figure.locator(".predict__status").inner_text()


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves_when_the_script_comes(browser: Browser, address: str, width: int) -> None:
    """The place of the buttons is kept: what stands below stays where it is."""
    context = browser.new_context(viewport={"width": width, "height": 900})
    view = context.new_page()
    arrived: list[Route] = []
    view.route("**/predict.js", lambda route: arrived.append(route))
    view.goto(address + STEP, wait_until="commit")
    view.locator("footer.md-footer").wait_for()
    height = "document.querySelector('.predict__lines').getBoundingClientRect().height"
    before = view.evaluate(height)
    assert not view.locator(".predict__check").count()
    for route in arrived:
        route.continue_()
    view.locator(".predict__check").wait_for()
    assert view.evaluate(height) == pytest.approx(before, abs=0.6)
    context.close()


def test_without_scripts_lines_and_answer_are_there(browser: Browser, address: str) -> None:
    """The answer is behind a summary that opens by itself."""
    context = browser.new_context(java_script_enabled=False)
    view = context.new_page()
    view.goto(address + STEP)
    figure = view.locator("figure.predict")
    assert len(guessed(figure)) >= predict.FEWEST
    assert figure.locator("button").count() == 0
    figure.locator(".predict__answer > summary").click()
    assert figure.locator(".transcript").is_visible()
    context.close()


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed")
@pytest.mark.parametrize("checked", [False, True])
def test_axe_finds_nothing(page: Page, address: str, checked: bool) -> None:
    """At first, and after a check, on a phone and a desk, in light and dark."""
    page.goto(address + STEP)
    if checked:
        page.locator(".predict__check").click()
    for scheme, width in two_views(page):
        assert violations(page) == [], f"{scheme}, {width} px"
        assert page.evaluate("document.documentElement.scrollWidth") <= width
