"""Promise: on the site the timeline of a listing moves with its code and output, and with no other.

Pages as MkDocs builds them, in the Chromium of the machine. What the player does on any page is
proved by test_player; this is about the theme around it and the listing that holds it.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator

import pytest
from asyncio_timeline.drawing import words
from asyncio_timeline.drawing.story import Story
from playwright.sync_api import Browser, Locator, Page, Route
from support.browsing import AXE, WIDTHS, missing, quiet_page, two_views, violations
from support.project import EXAMPLES, RECORDINGS
from tested_examples import example
from tested_examples.running import recording

BACKGROUND = "tutorial/3-background/"
STEPPED = (BACKGROUND, "tutorial/6-failure/", "how-to/from-a-thread/")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page as wide as a desk's that must not complain."""
    with quiet_page(browser, 1280, 900) as opened:
        yield opened


def listing(page: Page, number: int = 0) -> Locator:
    """A listing of the page that has a timeline."""
    return page.locator("figure.listing:has(asyncio-timeline)").nth(number)


def show(figure: Locator, moment: int) -> None:
    """Go to a moment of the run."""
    figure.locator("asyncio-timeline").evaluate("(each, number) => each.moment = number", moment)


def state(figure: Locator) -> dict[str, object]:
    """What the three views and the sentence say."""
    found: dict[str, object] = figure.evaluate(
        """(figure) => {
          const all = (selector) => [...figure.querySelectorAll(selector)];
          const cursor = figure.querySelector("line.tl-cursor");
          return {
            code: all(".listing__code .tl-now").map((each) => each.dataset.line).join(),
            printed: all("[data-print]")
              .filter((each) => getComputedStyle(each).visibility === "visible").length,
            place: cursor.classList.contains("tl-off") ? null : cursor.getAttribute("x1"),
            said: figure.querySelector(".timeline__status").innerText,
          };
        }"""
    )
    return found


def recorded_rows(figure: Locator) -> list[words.Row]:
    """The moments of the listing's run, from its recording."""
    shown = example.load(str(figure.get_attribute("data-example")), EXAMPLES)
    told = recording.read(shown, RECORDINGS).timeline
    assert told
    return words.rows(Story(told))


# ---------------------------------------------------------------------------- it moves


def test_code_output_and_picture_move_together(page: Page, address: str) -> None:
    """Each moment: the line, the lines printed so far, the cursor, the sentence."""
    page.goto(address + BACKGROUND)
    figure = listing(page)
    rows = recorded_rows(figure)
    forward = figure.get_by_role("button", name="Step forward")
    places: list[float] = []
    for row in rows:
        forward.click()
        now = state(figure)
        assert now["code"] == ("" if row.line is None else str(row.line))
        assert now["printed"] == row.printed
        assert str(now["said"]).startswith(row.sentence)
        places.append(float(str(now["place"]).rstrip("%")))
    assert places == sorted(places)


def test_keys_alone_are_enough(page: Page, address: str) -> None:
    """From the code on: Tab to the player, then arrows, Home and End."""
    page.goto(address + BACKGROUND)
    figure = listing(page)
    figure.locator(".listing__code pre").focus()
    for _ in range(5):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.ariaLabel") == "Step back":
            break
    else:
        pytest.fail("Tab does not lead to the player")
    page.keyboard.press("ArrowRight")
    assert str(state(figure)["said"]).startswith("0.000 s: asyncio.run creates the task main")
    page.keyboard.press("End")
    assert str(state(figure)["said"]).endswith("the program ends")
    page.keyboard.press("Home")
    assert state(figure)["place"] is None
    assert page.url == address + BACKGROUND


def test_a_line_of_output_says_where_and_when(page: Page, address: str) -> None:
    """Pointed at, or focused."""
    page.goto(address + BACKGROUND)
    figure = listing(page)
    line = figure.locator("[data-print='3']")
    line.hover()
    assert state(figure)["code"] == "9"
    assert "tweet_about_latest_article prints “tweet: sent” (line 9)" in str(state(figure)["said"])
    assert state(figure)["printed"] == 5
    page.mouse.move(0, 0)
    assert state(figure)["place"] is None
    figure.locator("[data-print='0']").focus()
    assert state(figure)["code"] == "14"


def test_listings_of_a_page_are_apart(page: Page, address: str) -> None:
    """Stepping through one changes nothing in the others."""
    page.goto(address + "tutorial/6-failure/")
    first, second = listing(page, 0), listing(page, 1)
    before = second.evaluate("each => each.outerHTML")
    show(first, 5)
    assert state(first)["place"]
    assert second.evaluate("each => each.outerHTML") == before
    ids: list[str] = page.evaluate("[...document.querySelectorAll('[id]')].map(each => each.id)")
    assert len(ids) == len(set(ids))


def test_lines_outside_of_a_part_are_quoted(page: Page, address: str) -> None:
    """A listing that shows a part: the sentence has the number and the text of any line."""
    page.goto(address)
    figure = listing(page)
    source = (EXAMPLES / str(figure.get_attribute("data-example"))).read_text("utf-8").splitlines()
    shown = set(figure.locator("[data-line]").evaluate_all("all => all.map(a => a.dataset.line)"))
    rows = recorded_rows(figure)
    assert any(row.line and str(row.line) not in shown for row in rows)
    for number, row in enumerate(rows, 1):
        show(figure, number)
        now = state(figure)
        assert now["code"] == (str(row.line) if str(row.line) in shown else "")
        if row.line is not None:
            assert str(now["said"]).endswith(f"(line {row.line})\n{source[row.line - 1].strip()}")


def test_the_output_of_the_recorded_python_moves(page: Page, address: str) -> None:
    """Where output differs by version: one tab moves, the others say of which the timeline is."""
    page.goto(address + "how-to/timeouts-compared/")
    figure = page.locator("figure.listing:has(.listing__tabs):has(asyncio-timeline)").first
    foot = figure.locator(".listing__foot").inner_text()
    told = re.search(r"timeline .*, Python (\d+\.\d+)", foot)
    assert told
    panels = figure.locator(".listing__panel")
    for number in range(panels.count()):
        panel = panels.nth(number)
        figure.locator("input[type=radio] + label").nth(number).click()
        assert panel.is_visible()
        moves = panel.locator("[data-print]").count() > 0
        assert moves == (told[1] in str(panel.get_attribute("data-pythons")).split())
        sentence = panel.locator(".listing__other")
        assert sentence.count() == (not moves)
        show(figure, 3)
        if not moves:
            assert told[1] in sentence.inner_text()
            assert not panel.locator(".tl-later, .tl-now").count()
        show(figure, 0)


# ------------------------------------------------------------------- whoever looks at it


def test_it_is_there_without_javascript(browser: Browser, address: str) -> None:
    """Picture, key and table, and no gap where the player would be."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + BACKGROUND)
    figure = listing(page)
    assert figure.locator(".tl-run").first.is_visible()
    timeline = figure.locator("asyncio-timeline").bounding_box()
    drawing = figure.locator(".timeline__drawing").bounding_box()
    assert timeline and drawing
    assert drawing["y"] - timeline["y"] < 3
    figure.locator("summary").click()
    assert figure.locator(".timeline__key").is_visible()
    assert figure.locator("tbody tr").last.is_visible()
    context.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves_when_the_player_comes(browser: Browser, address: str, width: int) -> None:
    """The script is late: what stands below it stays where it is."""
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    arrives = threading.Event()

    def late(route: Route) -> None:
        if arrives.is_set():
            route.continue_()
        else:
            waiting.append(route)

    waiting: list[Route] = []
    page.route("**/made/player.js", late)
    for path in STEPPED:
        arrives.clear()
        page.goto(address + path, wait_until="commit")
        page.locator("footer.md-footer").wait_for()
        box = "(each) => each.getBoundingClientRect()"
        tops = f"""[...document.querySelectorAll(".timeline__drawing")].map((each) =>
            ({box})(each).top - ({box})(each.closest("figure")).top)"""
        heights = f"""[...document.querySelectorAll("figure.listing")].map((each) =>
            ({box})(each).height)"""
        assert not page.locator(".timeline__player").count()
        before = page.evaluate(tops), page.evaluate(heights)
        arrives.set()
        for route in waiting:
            route.continue_()
        waiting.clear()
        page.locator(".timeline__player").first.wait_for()
        assert (page.evaluate(tops), page.evaluate(heights)) == before
        page.wait_for_load_state("load")
    context.close()


def test_a_drawing_is_as_high_as_it_says(page: Page, address: str) -> None:
    """The theme makes pictures shrink; these are never scaled."""
    page.goto(address + "tutorial/9-blocking/")
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        sizes: list[list[float]] = page.evaluate(
            """[...document.querySelectorAll("svg[data-axis]")].map((each) =>
               [each.getBoundingClientRect().height, Number(each.getAttribute("height"))])"""
        )
        assert sizes
        assert all(height == said for height, said in sizes)


def test_it_is_printed_whole(page: Page, address: str) -> None:
    """On paper, a handout: the run at rest and all of its output, without buttons or the table."""
    page.goto(address + BACKGROUND)
    figure = listing(page)
    show(figure, 4)
    page.emulate_media(media="print")
    assert not figure.locator(".timeline__moments").is_visible()
    assert not figure.locator("button:visible").count()
    assert figure.locator(".tl-run").first.is_visible()
    assert not figure.locator(".timeline__player").is_visible()
    assert not figure.locator("line.tl-cursor").is_visible()
    assert state(figure)["printed"] == 5


def test_nothing_moves_by_itself(browser: Browser, address: str) -> None:
    """Nothing is animated, whether the reader asked for less motion or not."""
    for motion in ("reduce", "no-preference"):
        context = browser.new_context(reduced_motion=motion)
        page = context.new_page()
        page.goto(address + BACKGROUND)
        before = page.evaluate("scrollY")
        show(listing(page), 9)
        running = "document.getAnimations().filter(a => a.effect.target.closest('.listing')).length"
        assert page.evaluate(running) == 0
        assert page.evaluate("scrollY") == before
        context.close()


def test_the_moment_is_seen_in_forced_colours(browser: Browser, address: str) -> None:
    """Line and block have outlines of the system."""
    context = browser.new_context(forced_colors="active")
    page = context.new_page()
    page.goto(address + BACKGROUND)
    figure = listing(page)
    show(figure, 10)
    assert (
        figure.locator("[data-line].tl-now").evaluate("a => getComputedStyle(a).outlineWidth")
        == "2px"
    )
    fill, ground = figure.evaluate(
        """figure => [getComputedStyle(figure.querySelector(".tl-run")).fill,
           getComputedStyle(document.body).backgroundColor]"""
    )
    assert fill != ground
    context.close()


@pytest.mark.parametrize("path", STEPPED)
def test_axe_finds_nothing(browser: Browser, address: str, path: str) -> None:
    """In the middle of each run, with its table open; and nothing is too wide.

    At rest, test_browser asks axe about other pages.
    """
    if not AXE.exists():
        missing("axe-core; type: make test, which runs npm ci")
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.set_viewport_size({"width": WIDTHS[0], "height": 800})
    page.goto(address + path)
    page.evaluate(
        """document.querySelectorAll("asyncio-timeline").forEach((each) => {
             each.querySelector("details").open = true;
             each.moment = Math.floor(each.moments.length / 2);
           })"""
    )
    for scheme, width in two_views(page):
        assert not violations(page), (scheme, width)
        assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    context.close()


# ------------------------------------------------------------------------------ what it loads


def test_search_comes_when_it_is_asked(page: Page, address: str) -> None:
    """Neither index nor worker before; then results, of a pasted message as of a typed word."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address, wait_until="networkidle")
    assert not [url for url in asked if "search" in url]
    field = page.locator(".md-search__input")
    found = page.locator(".md-search-result__item h1").first
    field.click()
    page.keyboard.insert_text("Task was destroyed but it is pending!")
    found.filter(has_text="Errors of tasks and groups").wait_for()
    field.clear()
    page.keyboard.type("executor")
    found.filter(has_text="Which executor?").wait_for()
    assert [url for url in asked if "/assets/search/worker.js" in url]
