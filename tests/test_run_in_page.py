"""Run and Edit in Chromium, on the built site below a path, with its content security policy.

What npm brings is needed: without `docs/assets/runtime/` listings have no Run.
"""

from __future__ import annotations

import base64
import time
import zlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from browsing import AXE, missing, violations
from built_page import pages
from playwright.sync_api import Browser, Locator, Page, Request

from tested_examples import browser_runtime

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.timeout(300)]

PAGE = "tutorial/4-start/"
RUNS_ENDED = 60_000


@pytest.fixture(scope="module", autouse=True)
def _runtime() -> None:
    if browser_runtime.read() is None:
        missing("Pyodide; type: make test, which runs npm ci")


@pytest.fixture
def asked() -> list[str]:
    """The addresses that the page asked for."""
    return []


@pytest.fixture
def view(browser: Browser, address: str, asked: list[str]) -> Iterator[Page]:
    """A page in a new profile. It must not ask another host, nor complain."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    said: list[str] = []
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.extend([message.text] * (message.type == "error")))
    yield page
    context.close()
    assert not {url for url in asked if not url.startswith((address, "data:", "blob:"))}
    assert not said


def press(listing: Locator) -> str:
    """Press Run, wait for the end, and return what the page says of it."""
    listing.locator(".listing__run").click()
    return ended(listing)


def ended(listing: Locator) -> str:
    """Wait for the end of a run."""
    page = listing.page
    page.locator("figure[aria-busy]").wait_for(state="detached", timeout=RUNS_ENDED)
    return listing.locator(".listing__state").inner_text()


def lines(listing: Locator) -> list[str]:
    """What the listing shows as printed."""
    texts = listing.locator(".listing__output .line").all_text_contents()
    return [text.removesuffix("\n") for text in texts]


def first(view: Page, address: str) -> Locator:
    """The first listing of a page with Run."""
    view.goto(address + PAGE)
    return view.locator("figure[data-run]").first


def test_nothing_is_asked_before_run(view: Page, address: str, asked: list[str]) -> None:
    """Neither by opening a page nor by Edit."""
    listing = first(view, address)
    listing.locator(".listing__edit").click()
    assert not [url for url in asked if "/runtime/" in url]
    assert "once" in listing.locator(".listing__run").inner_text()
    press(listing)
    assert [url for url in asked if "/runtime/" in url]
    listing.locator("textarea").fill("print('again')\n")
    began = len(asked)
    press(listing)
    assert lines(listing) == ["again"]
    assert len(asked) == began, "a second run downloads nothing"


# The timeline as it stands without its player. Numbers of events count what no page shows, such as
# what the garbage collector did, so that only their order is compared.
TIMELINE = """figure => {
  const copy = figure.querySelector("asyncio-timeline").cloneNode(true);
  for (const each of copy.querySelectorAll(
    ".timeline__controls, .timeline__status, .tl-cursor, .tl-future")) each.remove();
  const ordered = [...copy.querySelectorAll("[data-order]")];
  const orders = [...new Set(ordered.map((each) => Number(each.dataset.order)))];
  orders.sort((a, b) => a - b);
  for (const each of ordered) each.dataset.order = orders.indexOf(Number(each.dataset.order));
  for (const each of [copy, ...copy.querySelectorAll("[class]")]) {
    each.classList.remove("tl-off", "tl-later", "tl-now");
    if (!each.classList.length) each.removeAttribute("class");
  }
  for (const each of copy.querySelectorAll("[aria-current]")) each.removeAttribute("aria-current");
  return copy.outerHTML.replaceAll(copy.id, "ID");
}"""


def test_each_listing_runs_as_it_was_recorded(view: Page, address: str, site: Path) -> None:
    """Line for line, and its timeline with all times."""
    seen = 0
    for path in pages(site):
        if "data-run=" not in path.read_text("utf-8"):
            continue
        view.goto(address + path.relative_to(site).as_posix())
        for listing in view.locator("figure[data-run][data-example]").all():
            name = listing.get_attribute("data-example")
            recorded = listing.evaluate(TIMELINE)
            assert press(listing) == "Done: it printed what was recorded.", name
            assert listing.evaluate(TIMELINE) == recorded, name
            seen += 1
    assert seen > 50


RUNAWAY = {
    "while True: pass": "5 seconds of Python code",
    "sum(range(10**11))": "cannot be interrupted",
    "import asyncio\nasync def main():\n    while True: await asyncio.sleep(0)\n"
    "asyncio.run(main())": "turns of the event loop",
    "import asyncio\nasync def bomb():\n    while True:\n        asyncio.create_task(bomb())\n"
    "        asyncio.create_task(bomb())\n        await asyncio.sleep(0)\n"
    "asyncio.run(bomb())": " tasks",
    "for n in range(10**6): print(n)": "characters of output",
    "import asyncio\nasync def main():\n    await asyncio.get_running_loop().create_future()\n"
    "asyncio.run(main())": "every task is waiting and nothing can wake them: Task-1",
}


def test_a_runaway_script_ends_and_the_next_runs(view: Page, address: str) -> None:
    """Each is told why, within seconds."""
    listing = first(view, address)
    press(listing)
    listing.locator(".listing__edit").click()
    for source, expected in RUNAWAY.items():
        listing.locator("textarea").fill(source + "\n")
        began = time.monotonic()
        assert expected in press(listing), source
        assert time.monotonic() - began < 12, source  # 7 s where nothing else runs
        listing.locator("textarea").fill("print('next')\n")
        press(listing)
        assert lines(listing) == ["next"], source


def test_stop(view: Page, address: str) -> None:
    """The Stop button ends a run at once, and says so."""
    listing = first(view, address)
    press(listing)
    listing.locator(".listing__edit").click()
    listing.locator("textarea").fill("sum(range(10**11))\n")
    listing.locator(".listing__run").click()
    listing.locator(".listing__stop").click()
    assert ended(listing) == "Stopped."


def test_the_keyboard_does_everything(view: Page, address: str) -> None:
    """Edit, indent, undo, run, leave the field, go back to the recorded run."""
    listing = first(view, address)
    listing.locator(".listing__edit").press("Enter")
    field = listing.locator("textarea")
    original = field.input_value()
    field.press("ControlOrMeta+a")
    view.keyboard.type("if True:\nprint('typed')")
    assert field.input_value() == "if True:\n    print('typed')"
    view.keyboard.press("Home")
    view.keyboard.press("Shift+Tab")
    assert field.input_value() == "if True:\nprint('typed')"
    view.keyboard.press("ControlOrMeta+z")
    assert field.input_value() == "if True:\n    print('typed')"
    view.keyboard.press("ControlOrMeta+Enter")
    ended(listing)
    assert lines(listing) == ["typed"]
    field.focus()
    view.keyboard.press("Escape")
    view.keyboard.press("Tab")
    assert view.evaluate("document.activeElement.localName") != "textarea"
    listing.get_by_role("button", name="Reset").press("Enter")
    assert field.input_value() == original
    listing.get_by_role("button", name="Recorded").press("Enter")
    assert not listing.locator("textarea").is_visible()


def test_what_is_offline_is_said(view: Page, address: str) -> None:
    """Then Try again works."""
    listing = first(view, address)
    view.route("**/runtime/**", lambda route: route.fulfill(status=503, body="no"))
    assert "could not be downloaded" in press(listing)
    view.unroute("**/runtime/**")
    listing.locator(".listing__again").click()
    assert ended(listing) == "Done: it printed what was recorded."


def test_axe_finds_nothing_in_any_state(view: Page, address: str) -> None:
    """Idle, edited, running, done, failed."""
    if not AXE.exists():
        missing("axe-core; type: make test, which runs npm ci")
    listing = first(view, address)
    assert not violations(view)
    press(listing)
    assert not violations(view)
    listing.locator(".listing__edit").click()
    assert not violations(view)
    listing.locator("textarea").fill("sum(range(10**11))\n")
    listing.locator(".listing__run").click()
    assert not violations(view)
    assert "cannot be interrupted" in ended(listing)
    assert not violations(view)


HOSTILE = [
    "print('<img src=x onerror=window.broken=1><script>window.broken=1</script>')\n",
    "import asyncio_timeline.html as html, tested_examples.in_page as page\n"
    "page.timeline_view = lambda *a, **k: '<asyncio-timeline><img src=x onerror=window.broken=1>"
    "<svg onload=window.broken=1><script>window.broken=1</script></svg></asyncio-timeline>'\n",
    "</textarea><script>window.broken=1</script><img src=x onerror=window.broken=1>\n",
]


def _keep(asked: list[str], request: Request) -> None:
    asked.append(request.url)


def test_a_stranger_cannot_run_script_in_the_page(browser: Browser, address: str) -> None:
    """Not with an address, with what is printed, with a timeline of its own, or by fetching."""
    for source in HOSTILE:
        context = browser.new_context()
        page = context.new_page()
        asked: list[str] = []
        page.on("request", partial(_keep, asked))
        name = "tutorial/when_it_starts.py"
        deflate = zlib.compressobj(wbits=-15)
        packed = deflate.compress(source.encode()) + deflate.flush()
        text = base64.urlsafe_b64encode(packed).decode().rstrip("=")
        page.goto(f"{address}{PAGE}#code={name}:{text}")
        listing = page.locator(f'figure[data-example="{name}"]')
        assert listing.locator("textarea").input_value() == source
        assert not [url for url in asked if "/runtime/" in url], "an address runs nothing"
        press(listing)
        assert page.evaluate("window.broken") is None
        page.evaluate(
            """document.body.append(Object.assign(document.createElement("div"),
            {innerHTML: "<img src=data:x onerror='window.broken=1'>"}))"""
        )
        page.wait_for_timeout(200)
        assert page.evaluate("window.broken") is None, "the policy stops inline handlers"
        listing.locator("textarea").fill("import js\njs.fetch('https://example.org/')\n")
        press(listing)
        assert not [url for url in asked if "example.org" in url]
        context.close()


def test_the_playground(view: Page, address: str) -> None:
    """An empty editor; an example to start from."""
    view.goto(address + "playground/")
    listing = view.locator("figure.playground")
    assert listing.locator("textarea").input_value() == ""
    listing.locator("select").select_option("tutorial/when_it_starts.py")
    listing.locator("textarea", has_text="").wait_for()
    view.wait_for_timeout(500)
    assert "asyncio" in listing.locator("textarea").input_value()
    assert press(listing) == "Done."
    assert "tweet: started" in lines(listing)
