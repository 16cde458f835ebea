"""Promise: what a timeline says of who created, woke and cancelled whom is so.

Random programs know it by construction; `make oracle` tries far more of them.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from asyncio_timeline.timeline import from_json
from hypothesis import HealthCheck, Phase, given, seed, settings
from oracle.foreseen import foresee
from oracle.grown import scripts
from oracle.held import disagreements, went_as_foreseen
from oracle.lies import lies
from oracle.script import Function, Loop, Operation, Script
from oracle.told import untrue
from oracle.tried import FEWEST_JUDGED, Judge, Tally, judged, report, try_seed
from support.pythons import ENDS, PYTHONS

CLOCKS = ("simulated", "real")


def _python(version: str) -> tuple[tuple[int, int], str]:
    python = PYTHONS[version]
    return python.release[:2], python.path


@pytest.mark.timeout(600)
@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize("clock", CLOCKS)
@pytest.mark.parametrize("version", ENDS)
def test_random_programs(version: str, clock: str, number: int, tmp_path: Path) -> None:
    """Ten programs of up to four loops each: their timelines say what their scripts know."""
    judge = Judge(*_python(version), clock == "simulated", tmp_path)
    tally = try_seed(number, 10, tmp_path, [judge])
    assert not tally.faults, "\n".join(report(tally))
    assert judged(tally) >= FEWEST_JUDGED, "\n".join(report(tally))


def _hand_made() -> Script:
    """A little of everything: a group, a lock, a timeout, a thread, a callback, a cancellation."""
    slow = Function(2, "task", (Operation(3, "lock", body=(Operation(4, "sleep", at=6),)),))
    next_ = Function(5, "task", (Operation(6, "lock", body=(Operation(7, "set event"),)),))
    called = Function(8, "callback", (Operation(9, "set future"),))
    job = Function(
        10,
        "job",
        (
            Operation(11, "sleep in thread", at=1),
            Operation(12, "call from thread", calls=(called,)),
            Operation(13, "sleep in thread", at=2),
        ),
    )
    limited = (Operation(15, "await event", on=1),)
    main = Function(
        1,
        "task",
        (
            Operation(20, "spawn", calls=(slow,), how="create_task"),
            Operation(21, "yield"),
            Operation(22, "thread", calls=(job,), how="to_thread"),
            Operation(23, "await future"),
            Operation(14, "timeout", at=3, body=limited),
            Operation(
                24,
                "group",
                body=(Operation(25, "spawn", on=24, calls=(next_,), how="group"),),
            ),
            Operation(26, "await event"),
            Operation(27, "spawn", calls=(Function(28, "task", limited_again()),), how="loop"),
            Operation(29, "yield"),
            Operation(30, "cancel", on=28),
            Operation(31, "wait", tasks=(28,), how="ALL_COMPLETED"),
        ),
    )
    return Script((Loop(main, 12),))


def limited_again() -> tuple[Operation, ...]:
    return (Operation(16, "await event", on=2),)


@pytest.mark.timeout(300)
def test_each_kind_of_lie_is_found(tmp_path: Path) -> None:
    """An oracle that finds nothing wrong may not look: every wrong cause, line, name is found."""
    judge = Judge(*_python(ENDS[-1]), True, tmp_path)
    script = _hand_made()
    assert not judge.judge(script), "the program itself has to agree"
    timeline = from_json((tmp_path / "timeline.json").read_text("utf-8"))
    expected, source = foresee(script, judge.version), judge.emit(script)
    told: Counter[str] = Counter()
    for kind, false in lies(timeline):
        told[kind] += 1
        assert disagreements(false, expected, source), kind
        if kind in ("tasks.parent", "cancellations"):
            assert list(untrue(false, expected)), f"the words hide a lie about {kind}"
    assert sum(told.values()) > 200
    assert len(told) >= 17, told


def test_a_run_that_went_otherwise_is_not_judged() -> None:
    """What did not print what was foreseen proves nothing of its timeline."""
    expected = foresee(_hand_made(), (3, 15))
    texts = [text for _, text in expected.prints]
    assert went_as_foreseen("\n".join(texts), expected)
    assert not went_as_foreseen("\n".join(texts[:-1]), expected)
    assert not went_as_foreseen("\n".join([*texts, "more"]), expected)


def test_scripts_are_of_many_kinds() -> None:
    """The strategy grows every kind of operation, and hardly any is left to chance."""
    kinds: Counter[str] = Counter()
    chance: Counter[bool] = Counter()

    @seed(1)
    @settings(
        max_examples=150,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(scripts())
    def grow(script: Script) -> None:
        expected = foresee(script, (3, 15))
        chance[bool(expected.uncertain)] += 1
        tally = Tally()
        tally.cover(script, expected)
        kinds.update(tally.covered)

    grow()
    assert len(kinds) > 38, sorted(kinds)
    assert chance[True] < chance[False], chance
