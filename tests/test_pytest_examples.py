"""Promise: pytest-examples, which others test their documentation with, agrees with the recordings.

It runs each script inside of the tests' own process, and hears each print through its hook. What is
heard, in order, has to be what the recording holds: our way of running scripts is not to be
believed because it is ours.
"""

from __future__ import annotations

import asyncio
import functools
import inspect
import logging
import re
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from inspect import FrameInfo
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from asyncio_timeline.simulation.simulate import simulation
from pytest_examples import CodeExample, EvalExample
from support.late import LATE, MOST_RUNS
from support.project import EXAMPLES, RECORDINGS
from tested_examples import example
from tested_examples.example import Example
from tested_examples.running import normalising, recording

HERE = "{}.{}".format(*sys.version_info)

NOT_RUN = {
    "mistakes/ensure_future_without_a_loop.py": "asyncio.run was called in this process before, so"
    " asyncio.get_event_loop makes no loop there any more",
    "mistakes/work_after_the_end.py": "what it shows happens when the process ends",
    "shutdown/second_ctrl_c.py": "it presses Ctrl-C twice, which would end the tests",
}
"""Scripts that cannot run inside of another process, and why. Nor can those that need packages:
these are installed elsewhere, and some would change pytest itself."""

NAMES = [
    name
    for name in example.names(EXAMPLES)
    if name not in NOT_RUN and not example.load(name, EXAMPLES).dependencies
]


class Prints:
    """The hook: hears each print, and lets it go where it was to go."""

    def __init__(self) -> None:
        self.number = 0

    def __call__(self, file: Path, frame: FrameInfo, args: Sequence[Any]) -> bool:
        """Called by pytest-examples for each print; False, as it need not keep it as well."""
        # It passes on the arguments alone; `sep`, `end` and `file` are in the frame that calls it.
        caller = sys._getframe(2).f_locals
        options: dict[str, Any] = caller["kwargs"]
        text = caller["sep"].join(map(str, args)) + options.get("end", "\n")
        stream = options.get("file") or sys.stdout
        stream.write(text)
        self.number += stream is sys.stdout
        return False


@contextmanager
def as_in_a_process_of_its_own() -> Iterator[None]:
    """Undoes what a script changes in the process that it shares with the tests."""
    root, main = logging.getLogger(), sys.modules["__main__"]
    handlers, level = root.handlers, root.level
    heard = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    root.handlers = []  # where pytest's own are, logging.basicConfig does nothing
    # For each print it reads the source of all frames, which takes longer than some scripts sleep.
    quick = functools.partial(inspect.stack, 0)
    try:
        with patch.object(inspect, "stack", quick):
            yield
    finally:
        for number, handler in heard.items():
            signal.signal(number, handler)
        root.handlers = handlers
        root.setLevel(level)
        sys.modules["__main__"] = main  # pytest-examples leaves the script there


@dataclass(frozen=True)
class Run:
    """A run of a script: the file that was run, the prints that were heard, and how it failed."""

    file: Path
    prints: int
    failure: BaseException | None


def run(shown: Example, eval_example: EvalExample) -> Run:
    """Run a script with pytest-examples and our hook."""
    prints = Prints()
    eval_example.include_print = prints
    # The hook keeps nothing, so there is nothing that a `#> ` comment could be compared with.
    code = CodeExample.create(shown.source.replace("#> ", "# "), path=shown.path)
    failure: BaseException | None = None
    with as_in_a_process_of_its_own():
        try:
            # Without __spec__ a spawned process finds the script; asserts stay as they are.
            eval_example.run_print_check(
                code, module_globals={"__spec__": None}, rewrite_assertions=False
            )
        except (Exception, SystemExit, asyncio.CancelledError) as error:
            failure = error
        file = Path(sys.modules["__main__"].__file__ or "").resolve()
    return Run(file, prints.number, failure)


def lines(output: str, file: Path, shown: Example, tasks: int) -> list[str]:
    """What was printed, as the recording has it.

    pytest-examples gives the script another name, and there were `tasks` tasks before.
    """
    said = normalising.lines_of([("stdout", output.encode())])
    text = "\n".join(line.text for line in normalising.normalise(said, 0, file).lines)
    text = text.replace(file.name, shown.path.name)
    return re.sub(r"\bTask-(\d+)", lambda at: f"Task-{int(at[1]) - tasks}", text).splitlines()


def tasks_so_far() -> int:
    """How many tasks there were in this process: their names count them."""

    async def own_name() -> str:
        task = asyncio.current_task()
        assert task
        return task.get_name()

    loop = asyncio.new_event_loop()  # asyncio.run would end with tasks of its own
    name = loop.run_until_complete(own_name())
    loop.close()
    return int(name.removeprefix("Task-"))


@pytest.mark.filterwarnings("ignore")  # a mistake that asyncio warns of is what some scripts show
@pytest.mark.parametrize("name", NAMES)
def test_prints_are_those_of_the_recording(
    name: str,
    eval_example: EvalExample,
    capfd: pytest.CaptureFixture[str],
    record_property: Callable[[str, object], None],
) -> None:
    """The same lines in the same order, and the same failure if it fails."""
    shown = example.load(name, EXAMPLES)
    if not shown.runs_on(HERE):
        pytest.skip(f"needs Python {shown.requires_python}; the tests run on {HERE}")
    recorded = recording.read(shown, RECORDINGS).transcript(HERE)
    if recorded is None:
        pytest.skip(f"not yet recorded on Python {HERE}, as the tests of its transcript say")
    expected = [line.text for line in recorded.lines if line.stream == "stdout"]
    # A busy machine may be too late to keep the order. The simulated clock, the last, never is.
    clocks: list[AbstractContextManager[object]] = [nullcontext() for _ in range(MOST_RUNS)]
    for clock in (*clocks, simulation()):
        tasks = tasks_so_far()
        with clock:
            done = run(shown, eval_example)
        printed = lines(capfd.readouterr().out, done.file, shown, tasks)
        if printed == expected:
            break
        record_property(LATE, f"{name}, by pytest-examples")
    assert printed == expected
    assert done.prints or not expected or "print(" not in shown.source, (
        "the hook heard nothing of it"
    )
    assert bool(recorded.status) == bool(done.failure), done.failure
    if done.failure and not isinstance(done.failure, SystemExit):
        assert type(done.failure).__name__ in recorded.lines[-1].text


def test_few_scripts_are_left_out() -> None:
    """Each with a reason, at most ten, and none that is gone."""
    assert len(NOT_RUN) <= 10
    assert NOT_RUN.keys() <= set(example.names(EXAMPLES))
    assert all(NOT_RUN.values())
