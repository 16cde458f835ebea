"""Sets up a tool of `sys.monitoring` (PEP 669), which CPython has since 3.12.

Six tools fit into a process, and a callback that is done with a place in the code can say so: what
is heard of it then costs nothing any more. Both the recorder and the simulation listen, at times
together.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

# 3 and 4 have no meaning of their own, unlike those of debuggers, coverage and profilers.
_TOOLS = (4, 3)

ENOUGH: object = getattr(getattr(sys, "monitoring", None), "DISABLE", None)
"""What a callback returns that wants to hear nothing more of this place in the code."""


def listen(name: str, **callbacks: Callable[..., object]) -> Callable[[], None]:
    """Call each callback on the event of its name, such as `LINE`, wherever it happens.

    `name` is what other tools are told. Returns what ends that. Nothing is heard before Python
    3.12, nor if others have taken all tools.
    """
    if sys.version_info < (3, 12):
        return lambda: None
    monitoring = sys.monitoring
    tool = next((each for each in _TOOLS if monitoring.get_tool(each) is None), None)
    if tool is None:
        return lambda: None
    events = {getattr(monitoring.events, event): each for event, each in callbacks.items()}
    monitoring.use_tool_id(tool, name)
    for event, callback in events.items():
        monitoring.register_callback(tool, event, callback)
    monitoring.set_events(tool, sum(events))
    # An earlier run in this process may have had enough of places that this one wants.
    monitoring.restart_events()

    def undo() -> None:
        monitoring.set_events(tool, 0)
        for event in events:
            monitoring.register_callback(tool, event, None)
        monitoring.free_tool_id(tool)

    return undo
