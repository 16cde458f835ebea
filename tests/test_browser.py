"""Promise: on a phone and on a desk, in light and in dark, pages fit, can be used, and call nobody.

Chromium of the machine, driven by Playwright; axe-core from package-lock.json. Where one is missing
the tests say so and are skipped; with REQUIRE_BROWSER=1 they fail instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from browsing import AXE, PREFIX, SCHEMES, missing, transferred, violations
from built_page import figures, pages, parse
from playwright.sync_api import Browser, Page
from project import EXAMPLES

pytestmark = pytest.mark.xdist_group("browser")


WIDTHS = (360, 1280)
HEAVIEST = 100 * 1024
"""Bytes that a page may take with all that it loads, compressed."""


@pytest.fixture(scope="module")
def view(browser: Browser) -> Iterator[Page]:
    """A page. `looks` shows it as wide as a phone and as a desk, in both colour schemes."""
    context = browser.new_context(reduced_motion="reduce")
    yield context.new_page()
    context.close()


def looks(view: Page) -> Iterator[str]:
    """Show the page as it stands in each width and scheme, without loading it again."""
    for width in WIDTHS:
        view.set_viewport_size({"width": width, "height": 800})
        for scheme in SCHEMES:
            view.emulate_media(color_scheme=scheme)
            yield f"{width} px, {scheme}"


@pytest.fixture(scope="module")
def paths(site: Path) -> list[str]:
    """Every page of the site, as its address ends."""
    return [path.relative_to(site).as_posix().removesuffix("index.html") for path in pages(site)]


def test_pages_fit_are_light_and_call_no_stranger(
    view: Page, address: str, paths: list[str], site: Path
) -> None:
    """Each page in turn: its width, what it weighs with all that it loads, compressed as servers
    do, the hosts it asks, what it says in the console.
    """
    asked: set[str] = set()
    said: list[str] = []
    view.on("request", lambda request: asked.add(request.url))
    view.on("console", lambda message: said.extend([message.text] * (message.type == "error")))
    view.on("pageerror", lambda error: said.append(str(error)))
    wide: list[str] = []
    heavy: list[str] = []
    for path in paths:
        asked.clear()
        view.goto(address + path, wait_until="load")
        view.evaluate(IDLE)
        for look in looks(view):
            width = view.evaluate("document.scrollingElement.scrollWidth - window.innerWidth")
            if width > 0:
                wide.append(f"{path}: {width} px too wide ({look})")
        assert not {url for url in asked if not url.startswith((address, "data:", "blob:"))}, path
        files = {urlsplit(url).path for url in asked if url.startswith(address)}
        weight = sum(transferred(site / name.removeprefix(PREFIX)) for name in files)
        if weight > HEAVIEST:
            heavy.append(f"{path}: {weight / 1024:.1f} KiB")
    assert not wide, "\n".join(wide)
    assert not heavy, "\n".join(heavy)
    assert not said


IDLE = "new Promise((resolve) => requestIdleCallback(resolve, {timeout: 500}))"
"""What scripts do once the page has loaded is done."""


def test_axe_finds_nothing(view: Page, address: str, paths: list[str], site: Path) -> None:
    """The home page, the pages with the most to go wrong, and the notebook."""
    if not AXE.exists():
        missing("axe-core; type: make test, which runs npm ci")
    for path in axe_pages(paths, site):
        view.goto(address + path, wait_until="load")
        for look in looks(view):
            found = violations(view)
            assert not found, f"{path} ({look}): {found}"


def axe_pages(paths: list[str], site: Path) -> list[str]:
    """Home, the first tutorial page, a page with version tabs, one with stderr, the notebook."""
    chosen = ["", "404.html", "tutorial/1-coroutine/"]
    html = {
        path: (site / path / "index.html").read_text("utf-8") for path in paths if path[-1:] == "/"
    }
    chosen += [
        min((path for path in html if mark in html[path]), key=lambda path: len(html[path]))
        for mark in ('class="listing__panel"', 'class="stderr"')
    ]
    chosen += [path for path in paths if path.startswith("notebooks/")]
    return list(dict.fromkeys(chosen))


def test_the_guard_on_axe(view: Page) -> None:
    """axe is really run: a page with an unnamed button and grey on grey is refused."""
    if not AXE.exists():
        missing("axe-core; type: make test, which runs npm ci")
    grey = "<p style='color:#999;background:#aaa'>grey on grey</p>"
    view.set_content(f"<main><h1>x</h1>{grey}<button></button></main>")
    assert {each.split(":")[0] for each in violations(view)} >= {"button-name", "color-contrast"}


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
