"""The program as the main module of this process, as `python` makes it."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Generator
from contextlib import contextmanager
from types import ModuleType

from asyncio_timeline.program.forms import Program

NAMES = ("__main__", "__mp_main__")
"""What the main module is called; the second by multiprocessing, once that is imported."""


@contextmanager
def as_main(program: Program) -> Generator[frozenset[str], None, None]:
    """The program is the main module: worker processes import it by its path, not this package.

    Gives the names of the modules that were there before the program.
    """
    main = ModuleType("__main__")
    names: dict[str, object] = {"__builtins__": builtins, **program.names}
    if sys.version_info < (3, 14):
        names["__annotations__"] = {}
    main.__dict__.update(names)
    before = sys.argv, sys.path
    modules = {each: sys.modules[each] for each in NAMES if each in sys.modules}
    sys.modules.update(dict.fromkeys(modules, main))
    del main  # or the end of the run would not be that of the module
    sys.argv = list(program.argv)
    if not sys.flags.safe_path:
        # `python -m` has put the working directory there.
        sys.path = [program.path0, *sys.path[1:]]
    elif program.listed:
        sys.path = [program.path0, *sys.path]
    try:
        yield frozenset(sys.modules)
    finally:
        sys.argv, sys.path = before
        sys.modules.update(modules)
