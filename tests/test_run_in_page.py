"""Promise: an example runs in the page as it was recorded, and no script does harm there.

In the machine's Chromium and Firefox, on the built site below a path, with its content security
policy. What npm brings is needed: without `docs/assets/made/runtime/` listings have no Run.
"""

from __future__ import annotations

import base64
import re
import time
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from support.browsing import missing, transferred
from support.built_page import pages
from support.project import PYTHONS
from support.tab import NAMES, Absent, Name, Tab
from tested_examples.in_the_page import browser_runtime

pytestmark = [pytest.mark.timeout(240)]

PAGE = "tutorial/4-start/"
LISTING = "figure[data-run]"
NAME = "tutorial/when_it_starts.py"
AS_RECORDED = "Done: it printed what was recorded."


@pytest.fixture(scope="module", autouse=True)
def _runtime() -> None:
    if browser_runtime.read() is None:
        missing("Pyodide; type: make test, which runs npm ci")
    if not browser_runtime.is_current(PYTHONS):
        pytest.fail("docs/assets/made/runtime was made from other files; type: make assets")


@pytest.fixture(scope="module", params=NAMES)
def started(request: pytest.FixtureRequest) -> Iterator[Tab]:
    """A browser, for all tests of this file that come to it in a row."""
    try:
        tab = Tab(request.param, less_compiling=True)
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
    assert not started.said


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


# -------------------------------------------------------------------------------- the same truth

# The timeline as it stands without its player. Numbers of events count what no page shows, such as
# what the garbage collector did, so that only their order is compared.
TIMELINE = """const timeline = (figure) => {
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
};"""

# All listings of the site in one page, one after the other, so that Python is started once.
RUN_ALL = f"""async (path, here, seen) => {{
  {TIMELINE}
  const ended = {ENDED};
  const {{ listen }} = await import(document.querySelector("script[src$='assets/run/run.js']").src);
  const article = document.querySelector("article");
  article.hidden = true; // nothing is painted, which takes longer than the runs
  const html = await (await fetch(here + path)).text();
  const page = new DOMParser().parseFromString(html, "text/html");
  const told = [];
  for (const figure of page.querySelectorAll("{LISTING}[data-example]")) {{
    const which = [figure.dataset.example, figure.dataset.part ?? null];
    if (seen.some((each) => String(each) === String(which))) {{
      told.push([which, "shown before", true]);
      continue;
    }}
    figure.id = "under-test";
    article.replaceChildren(document.adoptNode(figure));
    listen(figure);
    const recorded = timeline(figure);
    figure.querySelector(".listing__run").click();
    const said = await ended("#under-test");
    told.push([which, said, timeline(figure) === recorded]);
  }}
  return told;
}}"""


def test_each_listing_runs_as_it_was_recorded(tab: Tab, address: str, site: Path) -> None:
    """Line for line, and its timeline with all times."""
    with_run = {
        path.relative_to(site).as_posix(): path.read_text("utf-8").count(' data-run="')
        for path in pages(site)
        if path.parent.name != "playground"
    }
    tab.goto(address + PAGE)
    told: list[tuple[object, str, bool]] = []
    for path in with_run:
        told += tab.do(RUN_ALL, path, address, [which for which, *_ in told])
    assert len(told) == sum(with_run.values()) > 50
    run = [each for each in told if each[1] != "shown before"]
    assert len(run) > 50
    assert [each for each in run if list(each[1:]) != [AS_RECORDED, True]] == []


@in_one_browser
def test_another_output_is_said(tab: Tab, address: str, site: Path) -> None:
    """If a run prints something else than the page shows, the page says so."""
    tab.goto(address + PAGE)
    change = """(selector) => {
      document.querySelector(`${selector} .listing__output .line`).firstChild.data = "lie\\n";
    }"""
    tab.do(change, LISTING)
    assert press(tab) == "This run printed something else than the recording."


# --------------------------------------------------------------------------- what is asked for

SHOWN = "(selector, name) => document.querySelector(`${selector} .listing__${name}`).innerText"


def test_nothing_is_asked_before_run(tab: Tab, address: str, site: Path) -> None:
    """Neither by opening a page nor by Edit; then once, under 7 MB; and a second run asks nothing.

    The button says how much it will be.
    """
    tab.goto(address + PAGE)
    edit(tab)
    assert not [url for url in tab.asked if "/runtime/" in url]
    said = str(tab.do(SHOWN, LISTING, "run"))
    press(tab)
    runtime = [url.partition("?")[0] for url in tab.asked if "/runtime/" in url]
    assert len(runtime) == len(set(runtime)) > 4
    size = sum(transferred(site / url.removeprefix(address)) for url in runtime)
    told = re.fullmatch(r"Run ([\d.]+) MB once", said)
    assert told, said
    assert abs(float(told[1]) - size / 1e6) < 0.06, "to a tenth; it does not count its own list"
    assert size < 7_000_000
    began = len(tab.asked)
    edited(tab, "print('again')\n")
    assert lines(tab) == ["again"]
    assert len(tab.asked) == began, "a second run downloads nothing"


def test_what_cannot_be_had_is_said(tab: Tab, address: str) -> None:
    """A worker that is blocked, by an extension, say; a download that fails. Try again works."""
    tab.goto(address + PAGE)
    tab.refuse("/run/worker.js")
    assert press(tab) == "The browser blocked the worker that runs Python."
    tab.refuse("/runtime/")
    tab.do(CLICK, LISTING, "again")
    assert ended(tab).startswith("Python could not be downloaded")
    tab.refuse(None)
    tab.do(CLICK, LISTING, "again")
    assert ended(tab) == AS_RECORDED


IN_WORDS = [
    ({"online": False, "what": "Failed to fetch"}, "You are offline, and Python is not downlo"),
    ({"online": True, "what": "x: 404 Not Found"}, "Python could not be downloaded (x: 404 N"),
    ({"online": True, "what": "Out of memory"}, "The browser has no memory left for Python."),
    ({"type": "broken", "what": "Aborted(memory)"}, "The browser has no memory left for Pyth"),
    ({"type": "broken", "what": "x\nunreachable"}, "Python itself failed (unreachable)."),
]


@in_one_browser
def test_failures_are_told_in_words(tab: Tab, address: str) -> None:
    """Offline, not found, out of memory, broken."""
    tab.goto(address + PAGE)
    for happened, told in IN_WORDS:
        said = tab.do(
            """async (happened) => {
              const run = document.querySelector("script[src$='assets/run/run.js']").src;
              const { inWords } = await import(new URL("python.js", run));
              return inWords({ type: "failed", ...happened });
            }""",
            happened,
        )
        assert str(said).startswith(told)


# --------------------------------------------------------------------------------- never stuck

SPINS: dict[Name, dict[str, str]] = {
    "chromium": {
        "while True: pass": "5 seconds of Python code",
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass": (
            "5 seconds of Python code|cannot be interrupted"
        ),
    },
    "firefox": {"sum(range(10**11))": "cannot be interrupted"},
}
"""Each takes seconds. Either the page ends it with its worker, seen in both, or Python itself."""

RUNAWAY = {
    "import asyncio\nasync def main():\n    while True: await asyncio.sleep(0)\n"
    "asyncio.run(main())": "turns of the event loop",
    "import asyncio\nasync def bomb():\n    while True:\n        asyncio.create_task(bomb())\n"
    "        asyncio.create_task(bomb())\n        await asyncio.sleep(0)\n"
    "asyncio.run(bomb())": " tasks",
    "for n in range(10**6): print(n)": "characters of output",
    "import asyncio\nasync def main():\n    await asyncio.get_running_loop().create_future()\n"
    "asyncio.run(main())": "every task is waiting and nothing can wake them: Task-1",
}


LONGEST = 12
"""Seconds that a runaway script may take. 7 are promised, on a machine that does nothing else."""


def test_a_runaway_script_ends_and_the_next_runs(tab: Tab, address: str) -> None:
    """Each is told why, within seconds. The page answers meanwhile; Stop ends a run at once."""
    tab.goto(address + PAGE)
    press(tab)
    edit(tab)
    for source, expected in (SPINS[tab.name] | RUNAWAY).items():
        began = time.monotonic()
        assert re.search(expected, edited(tab, source + "\n")), source
        assert time.monotonic() - began < LONGEST, source
        edited(tab, "print('next')\n")
        assert lines(tab) == ["next"], source
    tab.do(EDIT, LISTING, "sum(range(10**11))\n")
    tab.do(CLICK, LISTING, "run")
    until(tab, "(window.turns = (window.turns ?? 0) + 1) > 20")
    assert not tab.do("(selector) => document.querySelector(selector).ariaBusy === null", LISTING)
    tab.do(CLICK, LISTING, "stop")
    assert ended(tab) == "Stopped."
    assert edited(tab, "print('next')\n") == "Done."


NOT_SIMULATED = {
    "sockets": "import asyncio\nasyncio.run(asyncio.open_connection('localhost', 1))\n",
    "subprocesses": "import subprocess\nsubprocess.run(['true'])\n",
    "signals": "import asyncio\nasync def main():\n"
    "    asyncio.get_running_loop().add_signal_handler(2, print)\nasyncio.run(main())\n",
}


@in_one_browser
def test_what_is_not_simulated_is_said(tab: Tab, address: str, site: Path) -> None:
    """In one sentence, with a way on that leads somewhere."""
    open_playground(tab, address)
    for what, source in NOT_SIMULATED.items():
        said = edited(tab, source)
        assert said == f"A page cannot simulate {what}. Draw the run on your own machine."
        link = str(tab.do("() => document.querySelector('.listing__state a').href"))
        assert (site / link.removeprefix(address) / "index.html").exists()


# ------------------------------------------------------------------------------------ editing


def test_the_keyboard_does_everything(tab: Tab, address: str) -> None:
    """Edit, indent, undo, run, leave the field, take edits back, see the recorded run again."""
    tab.goto(address + PAGE)
    tab.do("(selector) => document.querySelector(`${selector} .listing__edit`).focus()", LISTING)
    tab.press("Enter")
    until(tab, "document.activeElement.localName === 'textarea'")
    original = tab.do(CODE, LISTING)
    tab.press("Control", "a")
    tab.type("if True:\nprint('typed')")
    typed = "if True:\n    print('typed')"
    assert tab.do(CODE, LISTING) == typed, "a line after a colon is indented"
    tab.press("Home")
    tab.press("Shift", "Tab")
    assert tab.do(CODE, LISTING) == "if True:\nprint('typed')"
    tab.press("Tab")
    tab.press("Control", "z")
    tab.press("Control", "z")
    assert tab.do(CODE, LISTING) == typed
    tab.press("Control", "Enter")
    assert ended(tab) == "Done."
    assert lines(tab) == ["typed"]
    tab.press("Escape")
    tab.press("Tab")
    assert tab.do("() => document.activeElement.localName") != "textarea"
    focus = "(selector, name) => document.querySelector(`${selector} .listing__${name}`).focus()"
    tab.do(focus, LISTING, "reset")
    tab.press("Enter")
    assert tab.do(CODE, LISTING) == original
    tab.do(focus, LISTING, "face")
    tab.press("Enter")
    assert tab.do("(selector) => document.querySelector(`${selector} textarea`)", LISTING) is None
    assert lines(tab)[0] != "typed"
    tab.do(focus, LISTING, "run")
    tab.press("Enter")
    assert ended(tab) == AS_RECORDED


def test_a_link_carries_the_code(tab: Tab, address: str) -> None:
    """In the fragment, so it is sent nowhere; and opening it runs nothing."""
    tab.goto(address + PAGE)
    edit(tab)
    tab.do(EDIT, LISTING, "print('carried \N{SNOWMAN}')\n")
    tab.do(CLICK, LISTING, "link")
    until(tab, "location.hash")
    link = str(tab.do("() => location.href"))
    tab.open()
    tab.goto(link)
    until(tab, "document.querySelector('textarea')")
    assert tab.do(CODE, LISTING) == "print('carried \N{SNOWMAN}')\n"
    assert not [url for url in tab.asked if "/runtime/" in url or "code=" in url.partition("#")[0]]
    assert press(tab) == "Done."
    assert lines(tab) == ["carried \N{SNOWMAN}"]


@in_one_browser
def test_the_playground(tab: Tab, address: str) -> None:
    """An empty editor; an example to start from."""
    open_playground(tab, address)
    assert tab.do(CODE, LISTING) == ""
    choose = """(name) => {
      const choice = document.querySelector(".playground__start");
      choice.value = name;
      choice.dispatchEvent(new Event("change"));
    }"""
    tab.do(choose, NAME)
    until(tab, "document.querySelector('textarea').value")
    assert press(tab) == "Done."
    assert "tweet: started" in lines(tab)


# ------------------------------------------------------------------------------- whoever uses it


@in_one_browser
def test_axe_finds_nothing_in_any_state(tab: Tab, address: str) -> None:
    """Idle, failed, loading, done, edited, running, stopped."""
    tab.goto(address + PAGE)
    assert not tab.violations(), "idle"
    tab.refuse("/runtime/")
    press(tab)
    assert not tab.violations(), "failed"
    tab.refuse(None)
    tab.do(CLICK, LISTING, "again")
    assert not tab.violations(), "loading"
    ended(tab)
    assert not tab.violations(), "done"
    edit(tab)
    tab.do(EDIT, LISTING, "sum(range(10**11))\n")
    assert not tab.violations(), "edited"
    tab.do(CLICK, LISTING, "run")
    assert not tab.violations(), "running"
    tab.do(CLICK, LISTING, "stop")
    assert ended(tab) == "Stopped."
    assert not tab.violations(), "stopped"


HOSTILE = [
    "print('<img src=x onerror=window.broken=1><script>window.broken=1</script>')\n",
    "import asyncio_timeline.html as html, tested_examples.in_the_page.run_script as page\n"
    "page.timeline_view = lambda *a, **k: '<asyncio-timeline><img src=x onerror=window.broken=1>"
    "<svg onload=window.broken=1><script>window.broken=1</script></svg></asyncio-timeline>'\n",
    "</textarea><script>window.broken=1</script><img src=x onerror=window.broken=1>\n",
]


def test_a_stranger_cannot_run_script_in_the_page(started: Tab, address: str) -> None:
    """Not with an address, with what is printed, with a timeline of its own, or by fetching."""
    tab = started
    for source in HOSTILE:
        tab.open()
        deflate = zlib.compressobj(wbits=-15)
        packed = deflate.compress(source.encode()) + deflate.flush()
        text = base64.urlsafe_b64encode(packed).decode().rstrip("=")
        tab.goto(f"{address}{PAGE}#code={NAME}:{text}")
        until(tab, "document.querySelector('textarea')")
        assert tab.do(CODE, LISTING) == source
        assert not [url for url in tab.asked if "/runtime/" in url], "an address runs nothing"
        assert tab.do(BROKEN) is None
    for source in HOSTILE:
        edited(tab, source)
        assert tab.do(BROKEN) is None
    tab.do(
        """() => { document.body.append(Object.assign(document.createElement("div"),
        {innerHTML: "<img src=data:x onerror='window.broken=1'>"})) }"""
    )
    until(tab, "document.querySelector('img[src=\"data:x\"]').complete")
    assert tab.do(BROKEN) is None, "the policy stops inline handlers"
    edited(tab, "import js\njs.fetch('https://example.org/')\n")
    assert not [url for url in tab.asked if "example.org" in url]


BROKEN = "() => window.broken ?? null"
