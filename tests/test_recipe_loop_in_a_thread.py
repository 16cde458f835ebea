"""Promise: each future of `LoopInAThread` ends, no task is lost, and its block hides no error."""

from __future__ import annotations

import asyncio
import gc
import signal
import threading
import time
from concurrent.futures import CancelledError, Future, wait
from typing import Any

import pytest
from support.recipe import Falsy, fail, for_ever, load

LoopInAThread = load("threads/loop_in_a_thread").LoopInAThread


def test_a_dropped_future_keeps_its_task() -> None:
    """The future and the task hold only each other; the class has to hold one of them."""
    with LoopInAThread() as background:
        background.start(for_ever())
        time.sleep(0.05)
        gc.collect()
        assert any("for_ever" in repr(task) for task in asyncio.all_tasks(background.loop))


def test_a_start_after_the_end_is_refused() -> None:
    """Its future would never end. The coroutine is closed, so no warning of it follows."""
    with LoopInAThread() as background:
        pass
    with pytest.raises(RuntimeError, match="has ended"):
        background.start(for_ever())


def test_a_clean_up_starts_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """Its future would never end. The refusal is logged."""

    async def upload() -> None:
        try:
            await for_ever()
        finally:
            background.start(for_ever())

    with LoopInAThread() as background:
        uploading = background.start(upload())
        time.sleep(0.05)
    assert uploading.done()
    assert "has ended" in caplog.text


def test_other_threads_may_start_work_while_the_block_ends() -> None:
    """It is refused, or cancelled. In no case does their `result()` wait for ever."""
    for _ in range(20):
        futures: list[Future[None]] = []

        def publish(background: Any, futures: list[Future[None]] = futures) -> None:
            with pytest.raises(RuntimeError, match="has ended"):
                while True:
                    futures.append(background.start(for_ever()))
                    time.sleep(0.0002)

        with LoopInAThread() as background:
            thread = threading.Thread(target=publish, args=(background,))
            thread.start()
            time.sleep(0.01)
        thread.join()
        assert futures
        assert all(future.cancelled() for future in futures)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_sys_exit_in_a_coroutine_hides_no_error_of_the_block() -> None:
    """It ends the loop, and what runs there; the block ends with its own error."""
    with pytest.raises(KeyError), LoopInAThread() as background:
        waiting, exiting = (background.start(work) for work in (for_ever(), fail(SystemExit(3))))
        background.thread.join()
        raise KeyError
    with pytest.raises(CancelledError):
        waiting.result(timeout=5)
    with pytest.raises(SystemExit):
        exiting.result(timeout=5)


def test_a_falsy_exception_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """`if error:` would not see it."""
    with LoopInAThread() as background:
        wait({background.start(fail(Falsy()))}, timeout=5)
    assert "failed in the background" in caplog.text


def test_a_loop_that_cannot_be_made_fails_the_block(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where a process may open no more files. Otherwise the block would wait for ever."""

    def fail_to_run(work: Any) -> None:
        work.close()
        raise OSError("too many open files")

    monkeypatch.setattr(asyncio, "run", fail_to_run)
    with pytest.raises(OSError, match="too many open files"), LoopInAThread():
        pass


def test_it_leaves_no_wakeup_fd_behind() -> None:
    """On Windows a loop made in the main thread sets one, which Ctrl-C would find closed."""
    with LoopInAThread():
        pass
    assert signal.set_wakeup_fd(-1) == -1
