"""What is not recorded, and how that is said."""

from __future__ import annotations

import asyncio
import asyncio.base_events
import asyncio.events
import asyncio.runners
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

from asyncio_timeline.recording.hooks.guard import Hooks


class CannotRecord(BaseException):
    """What a script does, or what it is, cannot be recorded. The message is one sentence.

    No `Exception`, as it may be raised inside of a script that handles those.
    """


class Refusals:
    """Refuses event loops that are not built on asyncio's: no step of theirs could be seen.

    `first` is what was refused, also if the script went on regardless.
    """

    def __init__(self) -> None:
        self.first: CannotRecord | None = None

    def watch_runners(self, hooks: Hooks) -> None:
        """Look at the loop that `asyncio.Runner`, and so `asyncio.run`, has made."""
        hooks.splice(asyncio.runners.Runner._lazy_init, "around", self._makes_loop)  # type: ignore[attr-defined]

    @contextmanager
    def watch_loops(self) -> Generator[None, None, None]:
        """Look at each loop that begins to run, whoever made it: all tell asyncio that they do."""
        set_running = asyncio.events._set_running_loop

        def set_running_loop(loop: asyncio.AbstractEventLoop | None) -> None:
            if loop is not None:
                self._look_at(loop)
            set_running(loop)

        asyncio._set_running_loop = asyncio.events._set_running_loop = set_running_loop
        try:
            yield
        finally:
            asyncio._set_running_loop = asyncio.events._set_running_loop = set_running

    def _makes_loop(self, runner: Any) -> Callable[[], None]:
        """The runner has made its loop when what is returned is called."""
        return lambda: self._look_at(getattr(runner, "_loop", None))

    def _look_at(self, loop: object) -> None:
        if loop is None or isinstance(loop, asyncio.base_events.BaseEventLoop):
            return
        kind: type[object] = type(loop)
        self.first = self.first or CannotRecord(
            f"cannot record {kind.__module__}.{kind.__qualname__}, an event loop that is not built "
            "on asyncio's own. Next: run the script on asyncio's, by asyncio.run(main()) without "
            "a policy or loop factory (uvicorn: --loop asyncio)"
        )
        if threading.current_thread() is not threading.main_thread():
            raise SystemExit  # ends the thread without a traceback
        raise self.first
