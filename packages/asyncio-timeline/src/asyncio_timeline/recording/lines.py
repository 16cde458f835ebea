"""Tells of every line of some files that is executed, on Python 3.12 and newer.

Not on 3.11: its `sys.settrace` copies the variables of every traced function into a dictionary
(CPython 3.11, Python/sysmodule.c, call_trampoline: PyFrame_FastToLocalsWithError) and so keeps
alive what the program has let go of. The program would print other things with it than without.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection
from types import CodeType


def listen(files: Collection[str], line: Callable[[int], bool]) -> Callable[[], None]:
    """Call `line` with the number of every line of `files` that is executed.

    It returns whether it wants to hear more of that line. Returns what undoes it. Nothing is heard
    if every tool of `sys.monitoring` is taken.
    """
    if sys.version_info < (3, 12):
        return lambda: None
    monitoring = sys.monitoring
    # 3 and 4 have no meaning of their own, unlike those of debuggers, coverage and profilers.
    tool = next((each for each in (4, 3) if monitoring.get_tool(each) is None), None)
    if tool is None:
        return lambda: None

    def on_line(code: CodeType, number: int) -> object:
        if code.co_filename in files and line(number):
            return None
        return monitoring.DISABLE

    monitoring.use_tool_id(tool, "asyncio_timeline")
    monitoring.register_callback(tool, monitoring.events.LINE, on_line)
    monitoring.set_events(tool, monitoring.events.LINE)
    # An earlier run in this process may have switched off lines that this one wants.
    monitoring.restart_events()

    def undo() -> None:
        monitoring.set_events(tool, 0)
        monitoring.register_callback(tool, monitoring.events.LINE, None)
        monitoring.free_tool_id(tool)

    return undo
