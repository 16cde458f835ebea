"""Promise: an example runs in the page as it was recorded.

In the machine's Chromium and Firefox, on the built site below a path, with its content security
policy. What npm brings is needed: without `docs/assets/made/runtime/` listings have no Run.
"""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from support.browsing import transferred
from support.reader import (
    AS_RECORDED,
    CLICK,
    CODE,
    EDIT,
    LISTING,
    NAME,
    PAGE,
    edit,
    edited,
    ended,
    in_one_browser,
    lines,
    open_playground,
    press,
    until,
)
from support.tab import Name, Tab

pytestmark = [pytest.mark.timeout(240)]


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
    began = asked(tab)
    edited(tab, "print('again')\n")
    assert lines(tab) == ["again"]
    assert asked(tab) == began, "a second run downloads nothing"


def asked(tab: Tab) -> list[str]:
    """What was asked of a host: a worker starts from a blob, which is in the page."""
    return [url for url in tab.asked if not url.startswith("blob:")]


BLOCK_WORKERS = """() => {
  window.Allowed = window.Worker;
  window.Worker = class extends EventTarget {
    postMessage() { this.dispatchEvent(new Event("error")); }
    terminate() {}
  };
}"""


def test_what_cannot_be_had_is_said(tab: Tab, address: str) -> None:
    """A worker that is blocked, by an extension, say; a download that fails. Try again works."""
    tab.goto(address + PAGE)
    for part in ("/run/worker.js", "/runtime/"):
        tab.refuse(part)
        assert press(tab).startswith("Python could not be downloaded")
    tab.refuse(None)
    tab.do(BLOCK_WORKERS)
    tab.do(CLICK, LISTING, "again")
    assert ended(tab) == "The browser blocked the worker that runs Python."
    tab.do("() => { window.Worker = window.Allowed; }")
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


LONGEST = 70
"""Seconds that a runaway script may take. 7 are promised, on a machine that does nothing else; on
any, 60, and some for a new Python."""


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


FAILS = {
    "x = 1\nawait x\n": (
        "Failed in line 2: SyntaxError: 'await' outside function",
        2,
        "reference/errors-coroutines/#await-outside",
    ),
    "import asyncio\n\nasyncio.get_running_loop()\n": (
        "Failed in line 3: RuntimeError: no running event loop",
        3,
        "reference/errors-loops/#no-running-event-loop",
    ),
    "import asyncio\nasync def main():\n    raise OSError('no network')\nasyncio.run(main())\n": (
        "Failed in line 3: OSError: no network",
        3,
        None,
    ),
    "raise SystemExit(3)\n": ("Failed: exit status 3", None, None),
}
SHOWN_FAILURE = """(selector) => {
  const figure = document.querySelector(selector);
  const failed = figure.querySelector(".line--failed");
  return {
    line: failed && Number(failed.dataset.line),
    href: figure.querySelector(".listing__state a")?.href ?? null,
    timelines: figure.querySelectorAll("asyncio-timeline").length,
  };
}"""


@in_one_browser
def test_a_failed_run_says_what_failed_and_where(tab: Tab, address: str, site: Path) -> None:
    """The error, its line, marked in the editor, and the way to what a page says of it."""
    tab.goto(address + PAGE)
    edit(tab)
    for source, (said, line, entry) in FAILS.items():
        assert edited(tab, source).startswith(said)
        if entry:
            until(tab, "document.querySelector('.listing__state a')")
            page, _, anchor = entry.partition("#")
            assert f'id="{anchor}"' in (site / page / "index.html").read_text("utf-8")
        shown = tab.do(SHOWN_FAILURE, LISTING)
        assert shown["line"] == line, source
        assert shown["href"] == (entry and address + entry)
        assert shown["timelines"] == ("asyncio.run" in source), "no task ran, so there is no player"
    tab.do(EDIT, LISTING, "print('changed')\n")
    assert tab.do(SHOWN_FAILURE, LISTING)["line"] is None


PARTIAL = """(selector) => {
  const samps = [...document.querySelectorAll(`${selector} .listing__output samp`)];
  return samps.map((samp) => [samp.className, samp.innerText]);
}"""


@in_one_browser
def test_a_run_that_is_ended_leaves_only_what_it_printed(tab: Tab, address: str) -> None:
    """Line by line, as it came; and no timeline, for that of an earlier run shows other code."""
    tab.goto(address + PAGE)
    press(tab)
    edit(tab)
    press(tab)
    assert tab.do(SHOWN_FAILURE, LISTING)["timelines"] == 1
    source = "for n in range(10**5):\n    print(n)\n    sum(range(10**5))\n"
    tab.do(EDIT, LISTING, source)
    tab.do(CLICK, LISTING, "run")
    until(tab, "document.querySelector('.listing__output samp')?.textContent.includes('9')")
    tab.do(CLICK, LISTING, "stop")
    assert ended(tab) == "Stopped."
    assert tab.do(SHOWN_FAILURE, LISTING)["timelines"] == 0
    ((stream, printed),) = tab.do(PARTIAL, LISTING)
    assert stream == "stdout"
    assert printed.startswith("0\n1\n2\n")


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
