"""Promise: on a phone and on a desk, in light and in dark, pages fit, can be used, and call nobody.

Chromium of the machine, driven by Playwright; axe-core from package-lock.json. Where one is missing
the tests say so and are skipped; with REQUIRE_BROWSER=1 they fail instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser
from support.browsing import (
    ALL_VIEWS,
    AXE,
    PREFIX,
    TWO_VIEWS,
    WIDTHS,
    Scheme,
    all_views,
    missing,
    transferred,
    violations,
)
from support.built_page import figures, pages, parse
from support.project import EXAMPLES

PARTS = 4
"""The site is visited in so many parts, which several workers can take on."""
HEAVIEST = 100 * 1024
"""Bytes that a page may take with all that it loads, compressed."""


@dataclass
class Visit:
    """What one visit of one page showed, at both widths and in both colour schemes."""

    path: str
    too_wide: list[str] = field(default_factory=list[str])
    asked: set[str] = field(default_factory=set[str])
    said: list[str] = field(default_factory=list[str])
    axe: list[str] = field(default_factory=list[str])


@pytest.fixture(scope="module")
def paths(site: Path) -> list[str]:
    """Every page of the site, as its address ends."""
    return [path.relative_to(site).as_posix().removesuffix("index.html") for path in pages(site)]


@pytest.fixture(scope="module", params=range(PARTS), ids=lambda part: f"part{part}")
def visits(
    request: pytest.FixtureRequest, browser: Browser, address: str, paths: list[str], site: Path
) -> Iterator[list[Visit]]:
    """Each page of one part of the site, loaded once on a phone."""
    context = browser.new_context(reduced_motion="reduce")
    view = context.new_page()
    view.on("request", lambda request: made[-1].asked.add(request.url))
    view.on("console", lambda said: made[-1].said.extend([said.text] * (said.type == "error")))
    view.on("pageerror", lambda error: made[-1].said.append(str(error)))
    made: list[Visit] = []
    with_axe = axe_views(paths, site) if AXE.exists() else {}
    assert with_axe.keys() <= set(paths)
    for path in paths[request.param :: PARTS]:
        made.append(Visit(path))
        view.set_viewport_size({"width": WIDTHS[0], "height": 800})
        view.goto(address + path, wait_until="load")
        for scheme, width in all_views(view):
            more = view.evaluate("document.scrollingElement.scrollWidth - window.innerWidth")
            if more > 0:
                made[-1].too_wide.append(f"{path}: {more} px more than {width} ({scheme})")
            if (scheme, width) in with_axe.get(path, ()):
                found = violations(view)
                made[-1].axe += [f"{path} ({width} px, {scheme}): {each}" for each in found]
        view.wait_for_load_state("networkidle")
    context.close()
    assert made
    yield made


def test_no_page_scrolls_sideways(visits: list[Visit]) -> None:
    """At both widths, in both schemes."""
    wide = [each for visit in visits for each in visit.too_wide]
    assert not wide, "\n".join(wide)


def test_no_page_calls_a_stranger(visits: list[Visit], address: str) -> None:
    """Nothing is asked of any other host."""
    for visit in visits:
        assert address + visit.path in visit.asked
        own = (address, "data:", "blob:")
        assert not [url for url in visit.asked if not url.startswith(own)], visit.path


def test_no_page_complains(visits: list[Visit]) -> None:
    """The console has no error, no script fails."""
    assert not [f"{visit.path}: {each}" for visit in visits for each in visit.said]


def test_pages_are_light(visits: list[Visit], address: str, site: Path) -> None:
    """Each page with all that it loads, compressed as servers do."""
    for visit in visits:
        files = {urlsplit(url).path for url in visit.asked if url.startswith(address)}
        weight = sum(transferred(site / name.removeprefix(PREFIX)) for name in files)
        assert weight <= HEAVIEST, f"{visit.path}: {weight / 1024:.1f} KiB"


def test_axe_finds_nothing(visits: list[Visit]) -> None:
    """The home page, the pages with the most to go wrong, and the notebook."""
    if not AXE.exists():
        missing("axe-core; type: make test, which runs npm ci")
    refused = [each for visit in visits for each in visit.axe]
    assert not refused, "\n".join(refused)


def axe_views(paths: list[str], site: Path) -> dict[str, list[tuple[Scheme, int]]]:
    """In which views axe looks at which page.

    In all: home and the first tutorial page. In two: not found, a page with version tabs, one with
    stderr, the notebook.
    """
    html = {
        path: (site / path / "index.html").read_text("utf-8") for path in paths if path[-1:] == "/"
    }
    some = [
        "404.html",
        *(path for path in paths if path.startswith("notebooks/")),
        *(
            min((path for path in html if mark in html[path]), key=lambda path: len(html[path]))
            for mark in ('class="listing__panel"', 'class="stderr"')
        ),
    ]
    return dict.fromkeys(some, TWO_VIEWS) | dict.fromkeys(["", "tutorial/1-coroutine/"], ALL_VIEWS)


def test_the_guard_on_axe(browser: Browser) -> None:
    """axe is really run: a page with an unnamed button and grey on grey is refused."""
    if not AXE.exists():
        missing("axe-core; type: make test, which runs npm ci")
    view = browser.new_page()
    grey = "<p style='color:#999;background:#aaa'>grey on grey</p>"
    view.set_content(f"<main><h1>x</h1>{grey}<button></button></main>")
    assert {each.split(":")[0] for each in violations(view)} >= {"button-name", "color-contrast"}
    view.close()


def test_copy_gives_the_whole_script(browser: Browser, address: str, site: Path) -> None:
    """Also where the listing shows one part of it."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    view = context.new_page()
    try:
        for want_part in (False, True):
            path, index = next(
                (path, index)
                for path in pages(site)
                for index, figure in enumerate(figures(parse(path.read_text("utf-8"))))
                if bool(figure.part) is want_part
            )
            view.goto(address + path.relative_to(site).as_posix())
            listing = view.locator("figure[data-example]").nth(index)
            listing.locator(".listing__copy").click()
            listing.locator(".listing__said", has_text="Copied").wait_for()
            name = listing.get_attribute("data-example")
            copied = view.evaluate("navigator.clipboard.readText()")
            assert copied == (EXAMPLES / str(name)).read_text("utf-8")
            view.evaluate("navigator.clipboard.writeText('')")
    finally:
        context.close()


def test_listings_need_no_script(browser: Browser, address: str, site: Path) -> None:
    """Without JavaScript: code, output and version tabs work, and no dead button is shown."""
    path = next(path for path in pages(site) if "listing__panel" in path.read_text("utf-8"))
    context = browser.new_context(java_script_enabled=False)
    view = context.new_page()
    try:
        view.goto(address + path.relative_to(site).as_posix())
        listing = view.locator("figure[data-example]:has(.listing__panel)").first
        panels = listing.locator(".listing__panel")
        labels = listing.locator("input[type=radio] + label")
        assert labels.count() == panels.count() >= 2
        for number in range(labels.count()):
            labels.nth(number).click()
            shown = [panels.nth(each).is_visible() for each in range(panels.count())]
            assert shown == [each == number for each in range(panels.count())]
        assert listing.locator(".listing__code pre").is_visible()
        assert not listing.locator(".listing__copy").is_visible()
    finally:
        context.close()
