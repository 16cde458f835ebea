"""Records a run of an asyncio program and draws it. Standard library only, CPython 3.11 to 3.15.

    asyncio-timeline SCRIPT -o timeline.html

The rooms, each of which says in its `__init__` what goes in, what comes out, and what it may
import. Arrows point at what is imported, and only down:

    command ─┬→ program ─┬→ recording ──┐
             │           └→ simulation ─┼→ timeline → standard library
             └→ page ─→ findings ─→ drawing ┘

`timeline` is the data that all of them share: what was recorded of a run.
"""

__version__ = "0.1.0"
