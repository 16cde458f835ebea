"""What is not recorded, and how that is said."""

from __future__ import annotations

import asyncio.base_events
import asyncio.runners
from collections.abc import Callable
from typing import Any

from asyncio_timeline.recording.hooks.guard import Hooks


class CannotRecord(BaseException):
    """What a script does, or what it is, cannot be recorded. The message is one sentence.

    No `Exception`, as it may be raised inside of a script that handles those.
    """


def refuse_other_loops(hooks: Hooks) -> None:
    """Have `asyncio.run` raise `CannotRecord` if its loop is not one of asyncio's."""
    hooks.splice(asyncio.runners.Runner._lazy_init, "around", _makes_loop)  # type: ignore[attr-defined]


def _makes_loop(runner: Any) -> Callable[[], None]:
    """The runner has made its loop when what is returned is called."""

    def made() -> None:
        loop: object = getattr(runner, "_loop", None)
        if loop is not None and not isinstance(loop, asyncio.base_events.BaseEventLoop):
            kind: type[object] = type(loop)
            raise CannotRecord(
                f"cannot record {kind.__module__}.{kind.__qualname__}: only event loops built on "
                "asyncio.base_events.BaseEventLoop are recorded"
            )

    return made
