"""The script as the main module of this process, as `python SCRIPT` makes it."""

from __future__ import annotations

import builtins
import os
import sys
import tokenize
from collections.abc import Generator
from contextlib import contextmanager
from importlib.machinery import SourceFileLoader
from io import BytesIO
from pathlib import Path
from types import ModuleType

from asyncio_timeline.program.refusals import CannotRecord

NAMES = ("__main__", "__mp_main__")
"""What the main module is called; the second by multiprocessing, once that is imported."""


def read(script: Path, given: Path) -> tuple[bytes, str]:
    """The script as bytes, as Python compiles it, and as text.

    `given` is its name as the user gave it. Raises `CannotRecord` if it cannot be read.
    """
    try:
        data = script.read_bytes()
    except OSError as error:
        raise CannotRecord(f"cannot read {given}: {error.strerror}") from None
    try:
        encoding, _ = tokenize.detect_encoding(BytesIO(data).readline)
        return data, data.decode(encoding)
    except (SyntaxError, UnicodeDecodeError, LookupError) as error:
        raise CannotRecord(f"cannot decode {given}: {error}") from None


@contextmanager
def as_main(script: Path, argv: list[str]) -> Generator[frozenset[str], None, None]:
    """The script is the main module: worker processes import it by its path, not this package.

    Gives the names of the modules that were there before the script.
    """
    main = ModuleType("__main__")
    main.__file__ = str(script)
    main.__loader__ = SourceFileLoader("__main__", str(script))
    names: dict[str, object] = {"__builtins__": builtins}
    if sys.version_info < (3, 14):
        names["__annotations__"] = {}
    if sys.version_info < (3, 15):
        names["__cached__"] = None
    main.__dict__.update(names)
    before = sys.argv, sys.path
    modules = {each: sys.modules[each] for each in NAMES if each in sys.modules}
    sys.modules.update(dict.fromkeys(modules, main))
    del main  # or the end of the run would not be that of the module
    sys.argv = argv
    if not sys.flags.safe_path:
        folder = os.path.dirname(os.path.realpath(script))  # noqa: PTH120
        # `python -m` has put the working directory there.
        sys.path = [folder, *sys.path[1:]]
    try:
        yield frozenset(sys.modules)
    finally:
        sys.argv, sys.path = before
        sys.modules.update(modules)
