"""Hides the frames that run a script from tracebacks and stacks: `python SCRIPT` has none of them.

    python -m asyncio_timeline SCRIPT          python SCRIPT
    ─────────────────────────────────          ─────────────
    <frozen runpy>                   ┐
    asyncio_timeline/command.py      │ hidden
    asyncio_timeline/program/run.py  ┘
    SCRIPT, in <module>                        SCRIPT, in <module>
    SCRIPT, in main                            SCRIPT, in main

Tracebacks lose them before they are shown. Stacks of a running program are cut where the standard
library lists them: `traceback.print_stack`, `Task.get_stack` of the running task, and asyncio's
debug mode, which tells where tasks were created. `sys._getframe` still shows them.
"""

from __future__ import annotations

import asyncio.base_tasks
import dis
import os
import sys
import traceback
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any, cast

from asyncio_timeline import own
from asyncio_timeline.recording.hooks.guard import Hooks

_Frame = traceback.FrameSummary | FrameType
_SIMULATION = own.FOLDER + "simulation" + os.sep
_RUNNING = own.FOLDER + "program" + os.sep


def hide(hooks: Hooks) -> None:
    """Hide them wherever the standard library lists a stack or a traceback."""
    summary: Any = traceback.StackSummary
    for lists in (
        summary._extract_from_extended_frame_gen.__func__,
        summary.from_list.__func__,
        cast("Any", asyncio.base_tasks)._task_get_stack,
    ):
        hooks.splice(lists, "returned", _lists)


def _lists(*parameters: object) -> Callable[..., None]:
    """A stack is being listed, and passed to what is returned."""

    def listed(*stacks: list[_Frame]) -> None:
        for stack in stacks:
            _cut(stack)
            # An exception may have passed through what listens to `print`.
            stack[:] = [frame for frame in stack if not _listens(frame)]

    return listed


def _cut(stack: list[_Frame]) -> None:
    """Leave out our frames, and those that called us."""
    stack[:] = [frame for frame in stack if not _file(frame).startswith(_SIMULATION)]
    ours = [place for place, frame in enumerate(stack) if _file(frame).startswith(_RUNNING)]
    if not ours:
        return
    # The innermost frame comes first or last, as the caller likes.
    runs = [place for place in ours if _function(stack[place]) == "run"]
    innermost_first = runs[-1] > ours[0] if runs else ours[0] > 0
    if innermost_first:
        del stack[ours[0] :]
    else:
        del stack[: ours[-1] + 1]


def _listens(frame: _Frame) -> bool:
    return own.is_own(_file(frame)) and not _file(frame).startswith(_SIMULATION)


def _file(frame: _Frame) -> str:
    return frame.f_code.co_filename if isinstance(frame, FrameType) else frame.filename


def _function(frame: _Frame) -> str:
    return frame.f_code.co_name if isinstance(frame, FrameType) else frame.name


def of_exit(shown: TracebackType | None) -> TracebackType | None:
    """The traceback that a SystemExit has if only the interpreter catches it.

    Up to Python 3.11 an exception learns of the frames that it passed when one of them catches it,
    be it for a `finally`, and the interpreter does not tell it of those further out.
    """
    shown = without_own(shown)
    if sys.version_info < (3, 12):
        while shown is not None and not _catches(shown):
            shown = shown.tb_next
    return shown


def _catches(shown: TracebackType) -> bool:
    """Whether the instruction stands in a `try`, or in a `with`."""
    table = cast("Any", dis)._parse_exception_table(shown.tb_frame.f_code)
    return any(entry.start <= shown.tb_lasti < entry.end for entry in table)


def without_own(shown: TracebackType | None) -> TracebackType | None:
    """The traceback without this package's frames: an interrupt may arrive in the recorder."""
    return own.without_frames(shown)
