"""Promise: each message of asyncio and of executors is in the error index, or left out
for a reason that is written down.

Somebody who pastes a message finds its cause and its cure. A new Python may say something new: then
this test names it, and somebody decides.
"""

from __future__ import annotations

import re

import pytest
from support.left_out import FILES, MESSAGES
from support.messages import Message, messages
from support.project import PAGES, PYTHONS
from tested_examples.interpreter import SUPPORTED

ENDS = sorted({next(iter(PYTHONS)), list(PYTHONS)[-1]})
_KIND = re.compile(r"^\w+(?:Error|Warning): ")


def in_the_index() -> list[str]:
    """The messages that stand in the headings of the pages of errors."""
    pages = sorted((PAGES / "reference").glob("errors-*.md"))
    headings = [
        line
        for path in pages
        for line in path.read_text("utf-8").splitlines()
        if line.startswith("## ")
    ]
    return [_KIND.sub("", code) for line in headings for code in re.findall(r"`([^`]+)`", line)]


def same(one: str, other: str) -> bool:
    """Whether two messages agree where neither leaves something out."""
    return bool(_pattern(one).search(other) or _pattern(other).search(one))


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(".*?".join(map(re.escape, text.rstrip(".").split("…"))), re.DOTALL)


INDEX = in_the_index()


def is_indexed(message: Message) -> bool:
    """Whether somebody who pastes it finds an entry."""
    return any(same(message.text, each) for each in INDEX)


@pytest.mark.parametrize("version", PYTHONS)
def test_every_message_is_indexed_or_left_out(version: str) -> None:
    """On each Python that is here, by its sources."""
    found = messages(PYTHONS[version])
    assert len(found) > 200
    unknown = [
        f"{each.file}:{each.line}: {each.text}"
        for each in found
        if each.file not in FILES and each.text not in MESSAGES and not is_indexed(each)
    ]
    assert not unknown, (
        "neither in docs/reference/errors-*.md nor in tests/support/left_out.py:\n"
        + ("\n".join(unknown))
    )


@pytest.mark.skipif(
    not {SUPPORTED[0], SUPPORTED[-1]} <= set(PYTHONS),
    reason="needs the sources of the oldest and the newest supported Python",
)
def test_nothing_is_left_out_that_nobody_says() -> None:
    """Or the list would grow for ever, and hide a message that comes back."""
    said = {each.text for version in PYTHONS for each in messages(PYTHONS[version])}
    assert set(MESSAGES) <= said


def test_messages_are_read_from_sources() -> None:
    """What is raised, warned of, logged or reported, with what differs left out."""
    texts = {each.text for each in messages(PYTHONS[ENDS[0]])}
    assert "TaskGroup … is finished" in texts
    assert "no running event loop" in texts
    assert "Task was destroyed but it is pending!" in texts
    assert "Executing … took … seconds" in texts
    assert not is_indexed(Message("", 0, "something that nobody wrote about"))
