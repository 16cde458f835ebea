"""Turns the scripts in `examples/` into listings whose output a real run printed.

    examples/ -> (running) -> recordings/ -> (pages) -> docs/ -> site/

The rooms, each of which says in its `__init__` what goes in, what comes out, and what it may
import. Arrows point at what is imported, and only down:

    for_machines ─┬→ pages ─┬→ running ───────┬→ example, interpreter, problem → asyncio_timeline
    __main__ ─────┘         └→ in_the_page ───┘

`example` reads a script, `interpreter` finds the Pythons, `problem` is the one shape of an error.
"""

__version__ = "0.1.0"
