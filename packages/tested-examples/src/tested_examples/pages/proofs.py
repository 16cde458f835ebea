"""What each example proves, gathered from its script and its recordings for `facts`.

In: examples and recordings. Out: a `Proof` for each example.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from asyncio_timeline.timeline import Timeline

from tested_examples.example import Example
from tested_examples.interpreter import SUPPORTED
from tested_examples.pages.facts import Proof
from tested_examples.running.linters import Reported
from tested_examples.running.recording import Recording


def proof(example: Example, recording: Recording, reported: Reported) -> Proof:
    """What the example proves by its code, its output, its timeline, its Pythons, its linters."""
    lines = [line.text for group in recording.groups for line in group.transcript.lines]
    return Proof(
        text="\n".join([example.source, *lines]),
        seconds=frozenset(_seconds(recording.timeline)) if recording.timeline else frozenset(),
        versions=frozenset(_parted(example, recording)),
        rules=frozenset(reported.get(example.name, ())),
    )


def _parted(example: Example, recording: Recording) -> Iterator[str]:
    """Versions at which something changes: the first that runs it, the ends of each group."""
    first = next(version for version in SUPPORTED if example.runs_on(version))
    if first != SUPPORTED[0]:
        yield first
    for group in recording.groups if len(recording.groups) > 1 else ():
        yield group.versions[0]
        yield group.versions[-1]


def _seconds(value: Any) -> Iterator[float]:
    """Every time that the timeline speaks of."""
    if isinstance(value, Timeline) or hasattr(value, "__dataclass_fields__"):
        for each in fields(value):
            yield from _seconds(getattr(value, each.name))
    elif isinstance(value, tuple):
        for each in value:
            yield from _seconds(each)
    elif isinstance(value, float):
        yield value
