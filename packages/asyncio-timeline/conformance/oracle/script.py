"""The language of the oracle: what a random program is made of. Data only.

Every function is called once and every operation runs once at most, so that an operation stands
for a moment of the run, and its line for the operation.

Time is counted in instants: each timer has one of its own, and whatever follows from a timer is
over before the next one is due. So the order of a run does not depend on how fast it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["task", "callback", "job"]

LETTERS: dict[Kind, str] = {"task": "f", "callback": "c", "job": "j"}
"""What the functions of a kind are called: a letter and their number."""


@dataclass(frozen=True)
class Function:
    """A coroutine function, a function that the loop calls, or one that runs in a thread.

    `tidies`: when it ends, however it does, it prints that.
    """

    number: int
    kind: Kind
    body: tuple[Operation, ...] = ()
    tidies: bool = False

    @property
    def name(self) -> str:
        """Its name in the source and in a timeline."""
        return f"{LETTERS[self.kind]}{self.number}"


@dataclass(frozen=True)
class Operation:
    """One operation. `number` is unique, and printed when it is over.

    do     what; `emitted` has the source of each, `foreseen` its meaning
    on     the number of the event, queue, lock, task … that it is about
    tasks  numbers of tasks, where it takes several
    at     the instant of its timer
    how    which of several ways
    calls  the functions that it starts, schedules or hands over
    body   the operations inside of its block
    """

    number: int
    do: str
    on: int = 0
    tasks: tuple[int, ...] = ()
    at: int | None = None
    how: str = ""
    calls: tuple[Function, ...] = ()
    body: tuple[Operation, ...] = ()


@dataclass(frozen=True)
class Loop:
    """One `asyncio.run` of `main`. At the instant `end` a timer cancels it if it still runs.

    `eager`: its tasks start in `create_task`, from Python 3.12 on.
    `in_thread`: it runs in a thread of its own, beside nothing else.
    """

    main: Function
    end: int
    eager: bool = False
    in_thread: bool = False


@dataclass(frozen=True)
class Script:
    """Loops, one after the other."""

    loops: tuple[Loop, ...]


def operations(script: Script) -> Iterator[Operation]:
    """Every operation, also those that will never run."""
    for loop in script.loops:
        yield from _inside(loop.main.body)


def _inside(body: tuple[Operation, ...]) -> Iterator[Operation]:
    for operation in body:
        yield operation
        yield from _inside(operation.body)
        for function in operation.calls:
            yield from _inside(function.body)
