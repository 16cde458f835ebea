"""Promise: the class `Background` loses none of its tasks, whatever ends its block."""

from __future__ import annotations

import asyncio
import gc
import signal
import time
from typing import Any

import pytest
from support.recipe import (
    Falsy,
    fail,
    for_ever,
    load,
    on_a_loop,
    only_this_task,
    slow_to_clean_up,
)

Background = load("background/background").Background


@on_a_loop
async def test_a_start_after_the_end_is_refused() -> None:
    """Nobody would wait for it. The coroutine is closed, so no warning of it follows."""
    async with Background(patience=1) as background:
        pass
    with pytest.raises(RuntimeError, match="report: the background is closed"):
        background.start(for_ever(), "report")


@on_a_loop
async def test_a_clean_up_starts_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """It would outlive the block. The refusal is logged; during `patience` work may start work."""

    async def upload(background: Any) -> None:
        try:
            await for_ever()
        finally:
            background.start(for_ever(), "report")

    async with Background(patience=0.01) as background:
        background.start(upload(background), "upload")
    assert only_this_task()
    assert "report: the background is closed" in caplog.text


@on_a_loop
async def test_a_block_that_failed_or_was_cancelled_does_not_use_its_patience() -> None:
    """The error comes at once, and Ctrl-C or a timeout is answered; tasks still clean up."""
    seen: list[str] = []
    began = time.monotonic()
    with pytest.raises(KeyError):
        async with Background(patience=60) as background:
            background.start(slow_to_clean_up(seen), "upload")
            await fail(KeyError())
    with pytest.raises(TimeoutError):  # once in the body, once at the end of the block
        async with asyncio.timeout(0.01), Background(patience=60) as background:
            background.start(slow_to_clean_up(seen), "upload")
            await for_ever()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01), Background(patience=60) as background:
            background.start(slow_to_clean_up(seen), "upload")
    assert time.monotonic() - began < 30
    assert seen == ["closed"] * 3
    assert only_this_task()


@on_a_loop
async def test_a_second_cancellation_still_waits_for_the_tasks() -> None:
    """It breaks into their clean-up, as everywhere in asyncio, but leaves none behind."""
    background = Background(patience=60)

    async def block() -> None:
        async with background:
            background.start(slow_to_clean_up([]), "upload")

    running = asyncio.create_task(block())
    for _ in range(2):
        await asyncio.sleep(0.005)
        running.cancel()
    await asyncio.wait({running})
    assert running.cancelled()
    assert only_this_task()


@on_a_loop
async def test_a_falsy_exception_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """`if error:` would not see it."""
    async with Background(patience=1) as background:
        background.start(fail(Falsy()), "mail")
    assert "mail failed" in caplog.text


@on_a_loop
async def test_a_waiting_task_survives_a_collection() -> None:
    """The class holds its tasks; the loop would not."""
    async with Background(patience=0) as background:
        background.start(for_ever(), "tweet")
        await asyncio.sleep(0)
        gc.collect()
        assert len(background.tasks) == 1


@on_a_loop
async def test_20_000_tasks() -> None:
    """To wait for many takes seconds, not minutes."""
    ended: list[int] = []
    async with Background(patience=60) as background:
        for number in range(20_000):
            background.start(append_later(ended, number), "count")
    assert len(ended) == 20_000


async def append_later(ended: list[int], number: int) -> None:
    await asyncio.sleep(0.001 * (number % 20))
    ended.append(number)


def test_ctrl_c_is_answered_at_once() -> None:
    """It cancels `main`, so the block ends without its patience."""
    seen: list[str] = []

    async def main() -> None:
        async with Background(patience=60) as background:
            background.start(slow_to_clean_up(seen), "upload")
            await asyncio.sleep(0.01)
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        asyncio.run(main())
    assert seen == ["closed"]
