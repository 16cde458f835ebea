"""Promise: a fact that a sentence states of Python or of an example is one that can be looked up.

A reader believes a number, a version, a rule or a name more readily than a sentence, and nobody
notices when one of them goes stale.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from support.project import EXAMPLES, RECORDINGS
from tested_examples.pages import facts
from tested_examples.pages.facts import Proof
from tested_examples.running import linters

PAGE = Path("docs/how-to/page.md")
ERRORS = Path("docs/reference/errors-tasks.md")
PROOFS = {
    "a/b.py": Proof(
        text="await asyncio.sleep(0.3)\ntweet.cancel()\nRuntimeError: no running event loop",
        seconds=frozenset({0.1002}),
        versions=frozenset({"3.12"}),
        rules=frozenset({"RUF006", "unused-coroutine"}),
    )
}
SHOWN = "\n\n/// example | a/b.py\n///\n"


def problems(text: str, path: Path = PAGE) -> list[str]:
    """What the check says of a page, without the lines on what to do."""
    return [each.what for each in facts.problems(path, text + SHOWN, PROOFS, {})]


@pytest.mark.parametrize(
    "sentence",
    [
        "The tweet sleeps for 0.3 s.",
        "It is sent after 100 ms.",
        "New in Python 3.12.",
        "On Python 3.11 to 3.15, and on 3.11 or newer.",
        "Ruff reports it as `RUF006`, mypy as `unused-coroutine`.",
        "`asyncio.create_task`, `tweet.cancel()`, `done()`, `loop.run_in_executor` and `await`.",
        "Type `make record`, or read `examples/a/b.py`.",
        "[3.7](https://docs.python.org/3/library/asyncio-task.html) brought `asyncio.async`.",
    ],
)
def test_what_can_be_looked_up_passes(sentence: str) -> None:
    """In the code, the output, the timeline, a linter's report, Python itself, or its docs."""
    assert problems(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "unproved"),
    [
        ("The tweet sleeps for 0.4 s.", "0.4 s"),
        ("It is sent after 200 ms.", "200 ms"),
        ("New in Python 3.13.", "Python 3.13"),
        ("Ruff reports it as `RUF007`.", "RUF007"),
        ("Ruff reports it (RUF100).", "RUF100"),
        ("`asyncio.create_tasks` starts it.", "`asyncio.create_tasks`"),
        ("`tweet.canceled()` says so.", "`tweet.canceled()`"),
        ("It says `no current event loop`.", "`no current event loop`"),
    ],
)
def test_what_cannot_be_looked_up_is_told(sentence: str, unproved: str) -> None:
    """With the sentence's line, so that it is found, and what would prove it."""
    assert problems(f"# Title\n\n{sentence}") == [f"nothing on this page proves {unproved}"]


def test_a_message_in_a_heading_is_printed_below_it() -> None:
    """Somebody who pastes the message has to find the script that prints it."""
    assert problems("## `RuntimeError: no running event loop`", ERRORS) == []
    assert problems("## `RuntimeError: no … loop`", ERRORS) == []
    assert problems("## `RuntimeError: no current event loop`", ERRORS) != []


def test_html_is_refused() -> None:
    """Code in a `div` would look like a listing and be tested by nothing."""
    assert problems("<div><code>print(1)<br>print(2)</code></div>") != []
    assert problems("A task is `<Task pending>` here.") == [
        "nothing on this page proves `<Task pending>`"
    ]


def test_linters_report_what_was_recorded() -> None:
    """A page may say that Ruff finds a mistake only as long as it does."""
    assert linters.read(RECORDINGS) == linters.run(EXAMPLES), "type: make record"
