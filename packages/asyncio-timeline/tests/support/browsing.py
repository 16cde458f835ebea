"""What tests in a browser share: how wide, in which colours, and what axe says."""

from __future__ import annotations

import os
import shutil
import zlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, NoReturn

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

BROWSER_REQUIRED = os.environ.get("REQUIRE_BROWSER") == "1"
AXE = Path(__file__).parents[4] / "node_modules/axe-core/axe.min.js"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NO_SANDBOX = ["--no-sandbox"] if hasattr(os, "getuid") and os.getuid() == 0 else []
CHROMIUM = [*NO_SANDBOX, "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup"]
"""How Chromium is started. The suggestions below the address bar, where nobody types, are two pages
in a process of their own for each new window: 0.7 s of a processor, more than a page of the site
takes."""
LESS_COMPILING = "--js-flags=--no-wasm-dynamic-tiering --no-wasm-tier-up"
"""WebAssembly is compiled once, not again while it runs: no test runs long enough for the second
compiler to pay, and it takes a third of the processor's time."""
PREFIX = "/meanwhile/"
"""Sites of a project on GitHub Pages lie below a path."""

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
WIDTHS = (360, 1280)
"""A phone's and a desk's."""
ALL_VIEWS: list[tuple[Scheme, int]] = [(scheme, width) for width in WIDTHS for scheme in SCHEMES]
TWO_VIEWS: list[tuple[Scheme, int]] = [("light", 360), ("dark", 1280)]
"""Both schemes and both widths, where not each page must be looked at in all four."""


@contextmanager
def quiet_page(browser: Browser, width: int, height: int) -> Generator[Page]:
    """A page of this size that must not complain."""
    context = browser.new_context(viewport={"width": width, "height": height})
    opened = context.new_page()
    said: list[str] = []
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda error: said.append(str(error)))
    yield opened
    assert not said, said
    context.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The machine's Chromium, or the one that `playwright install chromium` brought."""
    with sync_playwright() as playwright:
        found = next(filter(None, map(shutil.which, BROWSERS)), None)
        if found is None and not Path(playwright.chromium.executable_path).exists():
            missing("Chromium; type: playwright install chromium")
        launched = playwright.chromium.launch(
            executable_path=found,
            args=[*CHROMIUM, LESS_COMPILING],
        )
        yield launched
        launched.close()


def chromium() -> str | None:
    """The machine's Chromium, else the one of Playwright."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        with sync_playwright() as playwright:
            own = playwright.chromium.executable_path
        found = own if Path(own).exists() else None
    return found


def all_views(view: Page) -> Iterator[tuple[Scheme, int]]:
    """Show the page as it stands in both widths and both schemes, without loading it again."""
    return _shown(view, ALL_VIEWS)


def two_views(view: Page) -> Iterator[tuple[Scheme, int]]:
    """Show the page as it stands in both of `TWO_VIEWS`, without loading it again."""
    return _shown(view, TWO_VIEWS)


def _shown(view: Page, views: list[tuple[Scheme, int]]) -> Iterator[tuple[Scheme, int]]:
    for scheme, width in views:
        view.set_viewport_size({"width": width, "height": 800})
        view.emulate_media(color_scheme=scheme)
        view.evaluate(_AT_REST)
        yield scheme, width


# A colour on its way from one scheme to the other has the contrast of neither.
_AT_REST = """() => {
  document.body.offsetWidth;
  for (const each of document.getAnimations())
    if (each.effect.getComputedTiming().endTime !== Infinity) each.finish();
}"""


def missing(what: str) -> NoReturn:
    """Skip the test, or fail it where a browser is required."""
    if BROWSER_REQUIRED:
        pytest.fail(f"missing: {what}", pytrace=False)
    pytest.skip(f"missing: {what}")


def transferred(file: Path) -> int:
    """How many bytes of a file of the site go over the wire, from a host that compresses text."""
    data = (file / "index.html" if file.is_dir() else file).read_bytes()
    if file.suffix in (".png", ".woff2", ".gz", ".zip"):
        return len(data)
    return len(zlib.compress(data, 6)) + 12  # gzip's head is 12 bytes longer


def violations(view: Page) -> list[str]:
    """What axe says of the page as it stands."""
    # The content security policy lets no script tag in.
    if view.evaluate("typeof axe") == "undefined":
        view.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = view.evaluate(
        "axe.run(document, {resultTypes: ['violations']}).then(result => result.violations)"
    )
    return list(map(worded, found))


def worded(violation: dict[str, Any]) -> str:
    """One violation as a line: axe's rule, and the first element that breaks it."""
    return f"{violation['id']}: {violation['nodes'][0]['html'][:300]}"
