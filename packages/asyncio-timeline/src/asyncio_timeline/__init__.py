"""Records a run of an asyncio program and draws it. Standard library only, CPython 3.11 to 3.15.

    asyncio-timeline SCRIPT -o timeline.html

The rooms, each of which says in its `__init__` what goes in, what comes out, and what it may
import. Arrows point at what is imported, and only down:

    command ─┬→ program ─┬→ recording ──┐
             │           └→ simulation ─┼→ timeline → standard library
             └→ formats ─→ page ─→ findings ─→ drawing ─→ timeline
    in_code ─→ formats, recording

`timeline` is the data that all of them share: what was recorded of a run.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asyncio_timeline.in_code import record as record

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """`record` is imported when it is asked for: who only reads a timeline needs no recorder."""
    if name != "record":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from asyncio_timeline.in_code import record

    return record
