"""Promise: to take the first of several leaves no task behind; work is repeated until cancelled."""

from __future__ import annotations

import asyncio
import gc

import pytest
from support.recipe import fail, for_ever, load, on_a_loop, only_this_task, slow_to_clean_up

first_of = load("waiting/first_of_several").first_of
every = load("background/every_few_seconds").every
library = load("ensure_future/in_a_library")
keep = library.keep


async def give(value: str) -> str:
    return value


@on_a_loop
async def test_two_that_end_in_one_turn_are_no_error() -> None:
    """Then there are no losers to wait for, and the one named first counts."""
    tasks = [asyncio.create_task(give(mirror)) for mirror in ("near", "far")]
    assert await first_of(*tasks) == "near"


@on_a_loop
async def test_if_the_first_fails_the_others_are_cancelled() -> None:
    """And have cleaned up before the error goes on."""
    seen: list[str] = []
    far = asyncio.create_task(slow_to_clean_up(seen))
    with pytest.raises(ConnectionError):
        await first_of(far, asyncio.create_task(fail(ConnectionError())))
    assert seen == ["closed"]
    assert only_this_task()


@on_a_loop
async def test_who_is_cancelled_while_waiting_for_the_first_cancels_all() -> None:
    """A timeout around it leaves no task behind."""
    seen: list[str] = []
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await first_of(*(asyncio.create_task(slow_to_clean_up(seen)) for _ in range(2)))
    assert seen == ["closed"] * 2


@on_a_loop
async def test_a_run_that_is_cancelled_from_inside_is_repeated(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The work awaits a task that somebody cancelled: a failure of one run, not the end."""
    runs: list[int] = []

    async def work() -> None:
        runs.append(len(runs))
        inner = asyncio.create_task(for_ever())
        inner.cancel()
        await inner

    repeating = asyncio.create_task(every(0.005, work))
    await asyncio.sleep(0.1)
    assert len(runs) > 2
    assert "will be tried again" in caplog.text
    repeating.cancel()
    await asyncio.wait({repeating})
    assert repeating.cancelled()


@on_a_loop
async def test_a_cancellation_that_the_work_turns_into_its_own_error_ends_it() -> None:
    """Not even a library that turns a cancellation into its own error keeps it alive."""

    async def work() -> None:
        try:
            await for_ever()
        except asyncio.CancelledError:
            raise ConnectionError from None

    repeating = asyncio.create_task(every(0.005, work))
    await asyncio.sleep(0.01)
    repeating.cancel()
    await asyncio.wait({repeating}, timeout=5)
    assert isinstance(repeating.exception(), ConnectionError)


@on_a_loop
async def test_a_library_keeps_the_task_and_gives_back_the_callers_future() -> None:
    """What is dropped by the caller survives a collection; what is the caller's is not wrapped."""
    keep(for_ever())
    await asyncio.sleep(0)
    gc.collect()
    (kept,) = library.kept
    approval = asyncio.Future[str]()
    assert keep(approval) is approval
    kept.cancel()
    approval.set_result("approved")
    await asyncio.wait({kept, approval})
    await asyncio.sleep(0)
    assert not library.kept


def test_failures_in_several_clean_ups_are_logged(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`gather` with `return_exceptions=True` would have taken them and said nothing."""

    async def upload(_: int) -> None:
        try:
            await for_ever()
        finally:
            raise OSError("disk full")

    several = load("cancelling/several")
    monkeypatch.setattr(several, "upload", upload)
    asyncio.run(several.main())
    gc.collect()
    assert caplog.text.count("disk full") >= 2
