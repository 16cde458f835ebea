"""Random scripts, as a Hypothesis strategy: what fails can be shrunk to the least that does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from hypothesis import strategies as st

from oracle.script import Function, Kind, Loop, Operation, Script

T = TypeVar("T")
MOST_OPERATIONS, MOST_FUNCTIONS, MOST_JOBS, DEEPEST = 24, 9, 3, 4


@dataclass(frozen=True)
class _Place:
    """Where an operation is to grow.

    instant    timers of what grows here are due later
    tasks      the numbers of the tasks that exist here for sure
    ancestors  those of them in which this place lies: they may be cancelled, not waited for
    group      the number of the group that is open here
    held       the locks that are held here
    """

    kind: Kind
    depth: int = 0
    instant: int = 0
    tasks: tuple[int, ...] = ()
    ancestors: tuple[int, ...] = ()
    group: int = 0
    held: tuple[str, ...] = ()


@dataclass
class _Growing:
    """A loop that grows."""

    draw: Callable[[st.SearchStrategy[T]], T]
    counter: int = 0
    operations: int = 0
    functions: int = 0
    jobs: int = 0
    instants: set[int] = field(default_factory=set[int])

    def pick(self, choices: Sequence[T]) -> T:
        return self.draw(st.sampled_from(choices))

    def chance(self, of: int) -> bool:
        """True once in so many times."""
        return self.draw(st.integers(0, of - 1)) == of - 1

    def number(self) -> int:
        self.counter += 1
        return self.counter

    def after(self, instant: int) -> int:
        """An instant of its own, a little later."""
        instant += self.pick((1, 2, 3))
        while instant in self.instants:
            instant += 1
        self.instants.add(instant)
        return instant

    # -- functions

    def function(self, kind: Kind, place: _Place, *, most: int = 5) -> Function:
        self.functions += 1
        number = self.number()
        ancestors = (*place.ancestors, number) if kind == "task" else place.ancestors
        inner = _Place(
            kind,
            place.depth + 1,
            place.instant,
            tuple(dict.fromkeys((*place.tasks, *ancestors))),
            ancestors,
        )
        if kind == "job":
            return Function(number, kind, self.job(inner), self.chance(3))
        body = self.body(inner, most)
        return Function(number, kind, body, self.chance(3))

    def main(self, number: int) -> Function:
        self.functions += 1
        inner = _Place("task", 0, 0, (number,), (number,))
        return Function(number, "task", self.body(inner, 9), self.chance(4))

    def body(self, place: _Place, most: int) -> tuple[Operation, ...]:
        grown: list[Operation] = []
        # A list that is drawn element by element is one that Hypothesis can shorten.
        while (
            len(grown) < most
            and self.operations < MOST_OPERATIONS
            and self.draw(st.integers(0, 9 if place.depth == 0 else 5))
        ):
            self.operations += 1
            operation, place = self.operation(place)
            grown.append(operation)
            if operation.do == "fail":
                break
        return tuple(grown)

    def job(self, place: _Place) -> tuple[Operation, ...]:
        """Each act of a job has an instant of its own, and so has its end."""
        grown: list[Operation] = []
        instant = place.instant
        while True:
            instant = self.after(instant)
            grown.append(Operation(self.number(), "sleep in thread", at=instant))
            if len(grown) > 4 or not self.chance(2):
                break
            do = self.pick(
                (
                    "set event from thread",
                    "call from thread",
                    "cancel from thread",
                    "start from thread",
                )
            )
            inner = replace(place, instant=instant)
            calls: tuple[Function, ...] = ()
            if do == "call from thread":
                calls = (self.function("callback", inner, most=2),)
            if do == "start from thread":
                calls = (self.function("task", replace(inner, depth=DEEPEST), most=2),)
            grown.append(Operation(self.number(), do, on=self.on(do, place), calls=calls))
        if self.chance(5):
            grown.append(Operation(self.number(), "fail"))
        return tuple(grown)

    def on(self, do: str, place: _Place) -> int:
        """What an operation is about."""
        if do.startswith("cancel") or do == "when done":
            return self.pick(place.tasks)
        if do in ("join", "shield"):
            return self.pick(self.others(place))
        many = {
            "set event": 3,
            "await event": 3,
            "set event later": 3,
            "set event from thread": 3,
            "await future": 3,
            "set future": 3,
            "put": 2,
            "get": 2,
        }
        return self.draw(st.integers(0, many.get(do, 1) - 1))

    @staticmethod
    def others(place: _Place) -> tuple[int, ...]:
        return tuple(each for each in place.tasks if each not in place.ancestors)

    # -- operations

    def operation(self, place: _Place) -> tuple[Operation, _Place]:
        """An operation, and the place after it."""
        do = self.pick(self.possible(place))
        number = self.number()
        on = self.on(do, place)
        at = None
        after = place
        calls: tuple[Function, ...] = ()
        tasks: tuple[int, ...] = ()
        how = ""
        body: tuple[Operation, ...] = ()
        if do in ("sleep", "call_later", "set event later"):
            at = self.after(place.instant)
            if do == "sleep":
                after = replace(place, instant=at)
        match do:
            case "spawn":
                how = self.pick(
                    ("create_task", "ensure_future", "loop", "eager", *["group"] * 4)[
                        : None if place.group else 4
                    ]
                )
                on = place.group if how == "group" else 0
                calls = (self.function("task", place),)
                after = replace(place, tasks=(*place.tasks, calls[0].number))
            case "call":
                calls = (self.function("task", place, most=3),)
            case "call_soon" | "call_later" | "when done":
                inner = place if at is None else replace(place, instant=at)
                calls = (self.function("callback", inner, most=3),)
            case "join":
                how = self.pick(("caught", ""))
            case "thread":
                self.jobs += 1
                how = self.pick(("to_thread", "executor"))
                calls = (self.function("job", place),)
            case "wait_for":
                if self.others(place) and self.chance(2):
                    tasks = (self.pick(self.others(place)),)
                else:
                    calls = (self.function("task", place, most=3),)
                at = self.after(place.instant + self.pick((0, 2, 4)))
            case "gather":
                how = self.pick(("", "return_exceptions"))
                if len(self.others(place)) > 1 and self.chance(2):
                    tasks = self.others(place)[-self.pick((2, 3)) :]
                else:
                    calls = (self.function("task", place), self.function("task", place))
            case "wait":
                how = self.pick(("ALL_COMPLETED", "FIRST_COMPLETED", "FIRST_EXCEPTION"))
                tasks = self.others(place)[-self.pick((1, 2, 3)) :]
                at = self.after(place.instant + 2) if self.chance(3) else None
            case "timeout":
                at = self.after(place.instant + self.pick((0, 2, 4)))
                body = self.body(replace(place, depth=place.depth + 1), 3)
            case "group":
                inner = replace(place, depth=place.depth + 1, group=number)
                body = self.body(inner, 4)
            case "lock" | "semaphore" | "condition":
                on = self.pick((0, 1)) if do == "lock" else 0
                held = (*place.held, f"{do}{on}")
                body = self.body(replace(place, depth=place.depth + 1, held=held), 3)
            case _:
                pass
        return Operation(number, do, on, tasks, at, how, calls, body), after

    def possible(self, place: _Place) -> list[str]:
        acts = ["set event", "cancel", "set future", "put_nowait"]
        if "condition0" in place.held:
            acts += ["notify"] * 3
        more = self.functions < MOST_FUNCTIONS and place.depth < DEEPEST
        if more:
            acts += ["spawn"] * (20 if place.group else 6) + ["call_soon", "call_later"]
        acts += ["set event later"]
        if place.kind != "task":
            return acts
        waits = ["sleep"] * 3 + [
            "yield",
            "await event",
            "await event",
            "get",
            "put",
            "await future",
        ]
        if "condition0" in place.held:
            waits += ["wait for notice"] * 3
        if self.others(place):
            waits += ["join", "wait", "wait", "shield"] * 3
            acts += ["when done"] if more else []
        if place.depth < DEEPEST:
            waits += ["timeout", "semaphore"]
            waits += ["group"] * 2 if more else []
            waits += [
                do
                for do in ("lock", "condition")
                if f"{do}0" not in place.held and f"{do}1" not in place.held
            ]
        if more:
            waits += ["wait_for", "gather", "gather", "call"]
            if self.jobs < MOST_JOBS:
                waits += ["thread"] * 2
        if place.depth:
            acts += ["fail"]
        return [
            each for each in waits + acts if each != "semaphore" or "semaphore0" not in place.held
        ]


@st.composite
def scripts(draw: st.DrawFn) -> Script:
    """A script of one loop, or of several."""
    loops: list[Loop] = []
    counter = 0
    for _ in range(draw(st.integers(1, 4))):
        growing = _Growing(draw, counter)
        main = growing.main(growing.number())
        counter = growing.counter
        end = max(growing.instants, default=0) + 2
        loops.append(
            Loop(
                main,
                end,
                draw(st.sampled_from((False, False, True))),
                draw(st.sampled_from((False, False, False, True))),
            )
        )
    return Script(tuple(loops))
