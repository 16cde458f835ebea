"""Promise: a run's page steps through it with keyboard, mouse or finger, calls nobody, and is
complete without JavaScript.

Chromium of the machine, driven by Playwright.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from asyncio_timeline.drawing import words
from asyncio_timeline.drawing.marks import mark
from asyncio_timeline.drawing.story import Story
from asyncio_timeline.page.fragment import script
from asyncio_timeline.page.standalone import Run
from asyncio_timeline.page.standalone import page as page_of
from asyncio_timeline.timeline import Cause, Line, Moment, Step, Task, Timeline
from playwright.sync_api import Browser, Page, expect
from support import stories
from support.browsing import AXE, WIDTHS, quiet_page, two_views, violations

SOURCE = "\n".join(f"line {number}  # what stands at {number}" for number in range(1, 41))


def written(told: Timeline, folder: Path) -> str:
    """The address of the run's page as a file."""
    run = cast("Run", SimpleNamespace(timeline=told, status=0, sources={}, source=SOURCE))
    file = folder / "run.html"
    file.write_text(page_of(run), encoding="utf-8")
    return file.as_uri()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page as wide as a phone's, that must not complain."""
    with quiet_page(browser, 360, 800) as opened:
        yield opened


@pytest.fixture
def stepping(page: Page, tmp_path: Path) -> Page:
    """`two_sleeps`, ready to be stepped through."""
    page.goto(written(stories.two_sleeps(), tmp_path))
    return page


def moment(page: Page) -> int:
    """Which moment is shown; 0 is the whole run."""
    value: int = page.evaluate("document.querySelector('asyncio-timeline').moment")
    return value


def shown(page: Page) -> dict[str, object]:
    """What the three views and the sentence say at this moment."""
    state: dict[str, object] = page.evaluate(
        """() => {
          const all = (selector) => [...document.querySelectorAll(selector)];
          const cursor = document.querySelector("svg[data-axis=order] line.tl-cursor");
          return {
            code: all(".code .tl-now").map((each) => each.dataset.line).join(),
            marks: all(".code .tl-now").map((each) => each.className).join(),
            printed: all(".output [data-print]")
              .filter((each) => getComputedStyle(each).visibility === "visible").length,
            place: cursor.classList.contains("tl-off") ? null : cursor.getAttribute("x1"),
            step: document.querySelector("svg[data-axis=order] .tl-run.tl-now")?.dataset.step,
            said: document.querySelector("[role=status]").innerText,
          };
        }"""
    )
    return state


def test_keys_alone_are_enough(stepping: Page) -> None:
    """Tab to the player; arrows, Home and End; the buttons know them too."""
    for _ in range(20):
        stepping.keyboard.press("Tab")
        if stepping.evaluate("document.activeElement.getAttribute('aria-label')") == "Step back":
            break
    else:
        pytest.fail("Tab does not lead to the player")
    last = len(words.rows(Story(stories.two_sleeps())))
    for key, expected in [("ArrowRight", 1), ("End", last), ("ArrowLeft", last - 1), ("Home", 0)]:
        stepping.keyboard.press(key)
        assert moment(stepping) == expected
    stepping.keyboard.press("Tab")
    assert stepping.evaluate("document.activeElement.type") == "range"
    for key, expected in [("ArrowRight", 1), ("End", last), ("ArrowLeft", last - 1), ("Home", 0)]:
        stepping.keyboard.press(key)
        assert moment(stepping) == expected
    stepping.keyboard.press("Tab")
    stepping.keyboard.press("Enter")
    assert moment(stepping) == 1


def test_focus_is_seen(stepping: Page) -> None:
    """Whatever Tab leads to has an outline."""
    for _ in range(12):
        stepping.keyboard.press("Tab")
        if stepping.evaluate("document.activeElement === document.body"):
            break
        outline = stepping.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", stepping.evaluate("document.activeElement.outerHTML")


def test_three_views_and_a_sentence_move_together(stepping: Page) -> None:
    """Every moment of the run: line, output, cursor and block are those of its row."""
    told = stories.two_sleeps()
    rows = words.rows(Story(told))
    forward = stepping.get_by_role("button", name="Step forward")
    seen: list[float] = []
    for number, row in enumerate(rows, 1):
        forward.click()
        state = shown(stepping)
        assert moment(stepping) == number
        assert state["code"] == ("" if row.line is None else str(row.line))
        assert state["printed"] == row.printed
        assert state["step"] == (None if row.step is None else str(row.step))
        assert str(state["said"]).split("\n")[0] == row.sentence
        if row.line is not None:
            assert mark(row.task).classes in str(state["marks"])
        seen.append(float(str(state["place"]).rstrip("%")))
    assert seen == sorted(seen)
    assert len(set(seen)) > len(rows) / 2
    stepping.keyboard.press("Home")
    assert shown(stepping) == {
        "code": "",
        "marks": "",
        "printed": len(told.prints),
        "place": None,
        "step": None,
        "said": shown(stepping)["said"],
    }


def test_what_is_said_is_announced(stepping: Page) -> None:
    """The sentence stands in a polite live region, the slider says how far one is."""
    stepping.get_by_role("button", name="Step forward").click()
    assert stepping.locator("[role=status]").count() == 1
    slider = stepping.get_by_role("slider", name="Moment of the run")
    assert slider.get_attribute("aria-valuetext") == "1 of 18"


def test_a_line_of_output_shows_where_and_when(stepping: Page) -> None:
    """Pointing at it marks code and moment and hides nothing; leaving it ends that."""
    line = stepping.locator("[data-print='2']")
    line.hover()
    state = shown(stepping)
    assert (state["code"], state["printed"]) == ("16", 5)
    assert "0.050 s: main prints “main: reader served” (line 16)" in str(state["said"])
    assert state["place"]
    stepping.mouse.move(0, 0)
    assert shown(stepping)["place"] is None
    line.click()
    stepping.mouse.move(0, 0)
    assert shown(stepping)["printed"] == 3
    assert shown(stepping)["code"] == "16"


def test_lines_of_output_are_reached_by_keys(stepping: Page) -> None:
    """One stop of Tab for all of them, then arrows; Enter goes to the moment."""
    first = stepping.locator("[data-print='0']")
    first.focus()
    stepping.keyboard.press("ArrowDown")
    expect(stepping.locator("[data-print='1']")).to_be_focused()
    assert shown(stepping)["code"] == "7"
    stepping.keyboard.press("Enter")
    assert moment(stepping) > 0
    assert stepping.locator("[data-print][tabindex='0']").count() == 1


def test_a_click_on_a_block_goes_there(stepping: Page) -> None:
    """The moment nearest to where the reader pointed."""
    stepping.locator("svg[data-axis=order] [data-step='3']").click(position={"x": 2, "y": 5})
    assert "tweet_about_latest_article goes on" in str(shown(stepping)["said"])


def test_time_to_scale(stepping: Page) -> None:
    """The second drawing takes the place of the first; the moment stays."""
    stepping.get_by_role("button", name="Step forward").click()
    stepping.get_by_role("button", name="Time to scale").click()
    heights: list[float] = stepping.evaluate(
        """[...document.querySelectorAll("svg[data-axis]")]
           .map((each) => each.getBoundingClientRect().height)"""
    )
    assert heights[0] == 0
    assert heights[1] > 50
    assert moment(stepping) == 1


def test_only_the_box_scrolls(page: Page, tmp_path: Path) -> None:
    """The cursor of a long run is kept in sight; the page stays where it is."""
    page.goto(written(stories.many_tasks(), tmp_path))
    slider = page.get_by_role("slider")
    slider.focus()
    before = page.evaluate("scrollY")
    slider.press("End")
    assert page.evaluate("scrollY") == before
    assert page.evaluate("document.querySelector('.timeline__drawing').scrollLeft") > 500
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 360
    box = page.locator(".timeline__drawing").bounding_box()
    cursor = page.locator("svg[data-axis=order] line.tl-cursor").bounding_box()
    assert box and cursor
    assert box["x"] <= cursor["x"] <= box["x"] + box["width"]


def test_targets_are_large_enough(stepping: Page) -> None:
    """24 px each way (WCAG 2.2, 2.5.8)."""
    sizes: list[list[float]] = stepping.evaluate(
        """[...document.querySelectorAll(".timeline button, .timeline input, .timeline summary")]
           .map((each) => each.getBoundingClientRect()).map((box) => [box.width, box.height])"""
    )
    assert len(sizes) == 6
    assert all(width >= 24 and height >= 24 for width, height in sizes)


def test_text_is_as_large_as_it_says(stepping: Page) -> None:
    """No text of the drawing is displayed smaller than 11 px."""
    smallest: float = stepping.evaluate(
        """Math.min(...[...document.querySelectorAll("svg text")]
           .map((each) => parseFloat(getComputedStyle(each).fontSize)))"""
    )
    assert smallest >= 11
    assert stepping.locator("svg[data-axis][viewBox]").count() == 0


@pytest.mark.parametrize(
    "tell", [stories.two_sleeps, stories.gather_of_three, stories.cancellation, stories.threads]
)
def test_no_text_overlaps_another(page: Page, tmp_path: Path, tell: object) -> None:
    """In the drawing, at the width of a phone and of a desk."""
    told = cast("Timeline", tell())  # type: ignore[operator]
    address = written(told, tmp_path)
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(address)
        overlaps: list[list[str]] = page.evaluate(
            """() => {
              const texts = [...document.querySelectorAll("svg[data-axis=order] text")]
                .map((each) => [each.textContent, each.getBoundingClientRect()])
                .filter(([, box]) => box.width);
              const found = [];
              texts.forEach(([a, one], i) => texts.slice(i + 1).forEach(([b, two]) => {
                const x = Math.min(one.right, two.right) - Math.max(one.left, two.left);
                const y = Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top);
                if (x > 1 && y > 3) found.push([a, b]);
              }));
              return found;
            }"""
        )
        assert not overlaps, width


def test_nothing_is_asked_of_anybody(page: Page, tmp_path: Path) -> None:
    """The file is all there is."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    address = written(stories.everything(), tmp_path)
    page.goto(address, wait_until="networkidle")
    assert {url for url in asked if not url.startswith("data:")} == {address}


def test_all_is_there_without_javascript(browser: Browser, tmp_path: Path) -> None:
    """Code, output, drawing, key, and every moment in words."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(written(stories.threads(), tmp_path))
    assert page.locator(".code [data-line]").count() == 40
    assert page.locator(".output [data-print]").count() == len(stories.threads().prints)
    assert page.locator("svg[data-axis=order] .tl-run").first.is_visible()
    assert not page.locator("button").count()
    page.locator("summary").click()
    rows = page.locator(".timeline__moments tbody tr")
    assert rows.count() == len(words.rows(Story(stories.threads())))
    assert rows.first.is_visible()
    context.close()


@pytest.mark.parametrize("tell", [stories.everything, stories.threads])
def test_axe_finds_nothing(browser: Browser, tmp_path: Path, tell: object) -> None:
    """At rest, with the table open, and in the middle of the run."""
    if not AXE.exists():
        pytest.skip("missing: axe-core; type: make test, which runs npm ci")
    context = browser.new_context(viewport={"width": WIDTHS[0], "height": 800}, bypass_csp=True)
    page = context.new_page()
    page.goto(written(cast("Timeline", tell()), tmp_path))  # type: ignore[operator]
    for view in two_views(page):
        assert not violations(page), view
    page.locator("summary").click()
    for _ in range(12):
        page.get_by_role("button", name="Step forward").click()
    for view in two_views(page):
        assert not violations(page), view
    context.close()


def test_marks_are_seen_in_forced_colours(browser: Browser, tmp_path: Path) -> None:
    """Blocks and marks have a colour of the system, not that of the ground."""
    context = browser.new_context(forced_colors="active")
    page = context.new_page()
    page.goto(written(stories.two_sleeps(), tmp_path))
    fill, ground, beside = page.evaluate(
        """[getComputedStyle(document.querySelector(".tl-run")).fill,
            getComputedStyle(document.body).backgroundColor,
            getComputedStyle(document.querySelector("[data-print]"), "::before").backgroundColor]"""
    )
    assert fill != ground
    assert beside != ground
    context.close()


def test_the_script_is_small() -> None:
    """What every page with a timeline loads: less than 15 kB, comments and all."""
    assert len(script().encode()) < 15_000
    assert not re.search(r"\binnerHTML\b|\beval\b|https?://(?!www\.w3\.org)", script())


def test_a_finding_leads_to_its_moment_and_file(page: Page, tmp_path: Path) -> None:
    """One click from what was wrong to the line, whichever file it stands in."""
    step = Step(0, 0, None, Moment(1, 0.0), Moment(4, 0.3), Cause("outside"), outcome="result")
    told = Timeline(
        "main.py",
        "3.14",
        simulated=True,
        end=Moment(5, 0.3),
        tasks=(
            Task(0, "Task-1", "main", None, 2, Moment(0, 0.0), Moment(4, 0.3), outcome="result"),
        ),
        steps=(step,),
        lines=(Line(Moment(2, 0.0), 1, 0), Line(Moment(3, 0.0), 2, 0, file="app/slow.py")),
    )
    texts = {"app/slow.py": "import time\ntime.sleep(0.3)\n"}
    run = SimpleNamespace(timeline=told, status=0, sources=texts, source="first\nsecond\n")
    (tmp_path / "run.html").write_text(page_of(cast("Run", run)), "utf-8")
    page.goto((tmp_path / "run.html").as_uri())
    slow = page.get_by_text("time.sleep(0.3)").first
    expect(slow).to_be_hidden()
    page.locator(".findings a").click()
    expect(slow).to_be_visible()
    expect(page.locator(".code .tl-now")).to_have_text("time.sleep(0.3)")
    expect(page.locator(".timeline__status")).to_contain_text("blocks the loop for 0.300 s")
