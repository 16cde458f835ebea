"""The forms in which `python` takes a program, and the commands that are installed beside it.

    script.py     a file                           -m package     a module or package
    folder        with a `__main__.py`, or a zip   -c CODE        the text itself
    pytest        a command of this Python's environment: the script of that name

In: what the user typed. Out: a `Program`. Nothing of it is imported or run before that.
"""

from __future__ import annotations

import linecache
import os
import runpy
import shutil
import sys
import tokenize
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.machinery import BuiltinImporter, PathFinder, SourceFileLoader
from importlib.metadata import entry_points
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

from asyncio_timeline.program.refusals import CannotRecord

Form = Literal["script", "module", "code"]


@dataclass(frozen=True)
class Program:
    """What is to run as the main module.

    name     what the timeline calls it
    argv     `sys.argv` at its start, `path0` is what comes first in `sys.path`
    main     the file of the main module, as in `co_filename`; empty if there is none
    source   the text of that file
    names    what the main module holds at its start, besides what every module does
    folder   where the program's own code lies
    listed   `path0` is in `sys.path` even if Python is told to keep that safe (`-P`)
    execute  runs it in the main module, whose names are given
    """

    name: str
    argv: tuple[str, ...]
    path0: str
    main: str
    source: str
    names: Mapping[str, object]
    folder: str
    execute: Callable[[dict[str, Any]], None]
    listed: bool = False


def program(what: str, args: Sequence[str] = (), *, form: Form = "script") -> Program:
    """The program that `python WHAT`, `python -m WHAT` or `python -c WHAT` runs.

    A `script` may also be a folder, a zip, or, if no file has that name, the name of a command.
    Raises `CannotRecord` if there is no such program, or it cannot be read.
    """
    if form == "module":
        return _module(what, args)
    if form == "code":
        return _code(what, args)
    path = Path(what)
    if (path / "__main__.py").is_file() or (path.is_file() and zipfile.is_zipfile(path)):
        return _folder(what, args)
    if not path.is_file() and os.sep not in what and not what.endswith(".py"):
        found = _command(what, args)
        if found is not None:
            return found
    return script(what, args)


def script(given: str, args: Sequence[str] = ()) -> Program:
    """`python GIVEN ARGS`."""
    file = _absolute(given)
    data, source = _read(Path(file), given)
    names: dict[str, object] = {"__file__": file, "__loader__": SourceFileLoader("__main__", file)}
    if sys.version_info < (3, 15):
        names["__cached__"] = None
    return Program(
        name=Path(given).name,
        argv=(given, *args),
        path0=os.path.dirname(os.path.realpath(file)),  # noqa: PTH120
        main=file,
        source=source,
        names=names,
        folder=os.path.dirname(file),  # noqa: PTH120
        execute=lambda names: exec(compile(data, file, "exec", dont_inherit=True), names),
    )


def _absolute(given: str) -> str:
    """As Python makes a path absolute: neither links nor dots are resolved on POSIX."""
    return os.path.join(Path.cwd(), given) if os.name == "posix" else os.path.abspath(given)  # noqa: PTH100, PTH118


def _read(file: Path, given: str) -> tuple[bytes, str]:
    """The script as bytes, as Python compiles it, and as text.

    `given` is its name as the user gave it. Raises `CannotRecord` if it cannot be read.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise CannotRecord(f"cannot read {given}: {error.strerror}") from None
    try:
        encoding, _ = tokenize.detect_encoding(BytesIO(data).readline)
        return data, data.decode(encoding)
    except (SyntaxError, UnicodeDecodeError, LookupError) as error:
        raise CannotRecord(f"cannot decode {given}: {error}") from None


def _code(text: str, args: Sequence[str]) -> Program:
    """`python -c TEXT ARGS`, as CPython's Modules/main.c, pymain_run_command."""
    file = "<string>"

    def execute(names: dict[str, Any]) -> None:
        code = compile(text, file, "exec", dont_inherit=True)
        register: Any = getattr(linecache, "_register_code", None)
        if register is not None:  # from 3.13 on, tracebacks quote what stands after -c
            register(code if hasattr(linecache, "_interactive_cache") else file, text, file)
        exec(code, names)

    return Program(
        name="-c",
        argv=("-c", *args),
        path0="",
        main=file,
        source=text,
        names={"__loader__": BuiltinImporter},
        folder=str(Path.cwd()),
        execute=execute,
    )


def _module(name: str, args: Sequence[str]) -> Program:
    """`python -m NAME ARGS`."""
    here = str(Path.cwd())
    file = _file_of_module(name, [here, *sys.path[1:]])

    def execute(names: dict[str, Any]) -> None:
        # Its frames are in tracebacks, as they plainly are.
        runpy._run_module_as_main(name)  # type: ignore[attr-defined]

    return Program(
        name=name,
        argv=("-m", *args),
        path0=here,
        main=file,
        source=_text(file),
        names={"__loader__": BuiltinImporter},
        folder=here,
        execute=execute,
    )


def _file_of_module(name: str, path: Sequence[str] | None) -> str:
    """The file that `python -m NAME` runs, found without importing anything; empty if unknown."""
    found = None
    whole = ""
    for part in name.split("."):
        whole = f"{whole}.{part}" if whole else part
        found = PathFinder.find_spec(whole, path)
        path = None if found is None else found.submodule_search_locations
        if path is None:
            break
    if found is not None and path is not None:
        found = PathFinder.find_spec(f"{whole}.__main__", path)
    return (
        "" if found is None or found.name.partition(".__main__")[0] != name else found.origin or ""
    )


def _folder(given: str, args: Sequence[str]) -> Program:
    """`python GIVEN ARGS` for a folder or zip, as CPython's Modules/main.c, pymain_run_module."""
    folder = _absolute(given)
    file = os.path.join(folder, "__main__.py")  # noqa: PTH118

    def execute(names: dict[str, Any]) -> None:
        runpy._run_module_as_main("__main__", False)  # type: ignore[attr-defined]

    return Program(
        name=Path(folder).resolve().name,
        argv=(given, *args),
        path0=folder,
        main=file,
        source=_text(file),
        names={"__loader__": BuiltinImporter},
        folder=folder,
        execute=execute,
        listed=True,
    )


def _text(file: str) -> str:
    """The text of a file of Python's; empty if there is none."""
    try:
        return _read(Path(file), file)[1] if file.endswith(".py") else ""
    except CannotRecord:
        return ""


# ------------------------------------------------------------------------------- commands


def _command(name: str, args: Sequence[str]) -> Program | None:
    """The script of a command that is installed for this Python; None if there is none."""
    beside = os.path.dirname(sys.executable)  # noqa: PTH120
    found = shutil.which(name, path=beside) or shutil.which(name)
    if found is None:
        return None
    first = _first_line(found)
    if first is None:  # Windows: a program that starts Python
        return _entry_point(name, found, args)
    if "python" not in first:
        raise CannotRecord(f"cannot record {found}: it is no script of Python's")
    python = first.removeprefix("#!").strip()
    if os.path.isabs(python) and not _is_this(python):  # noqa: PTH117
        raise CannotRecord(
            f"cannot record {found}: it belongs to {python}. Next: install asyncio-timeline for "
            "that Python, and record it there"
        )
    made = script(found, args)
    here = str(Path.cwd())
    return Program(
        name, made.argv, made.path0, made.main, made.source, made.names, here, made.execute
    )


def _first_line(file: str) -> str | None:
    """The line that says who runs a script; None if it is none."""
    with Path(file).open("rb") as script:
        return script.readline(500).decode("utf-8", "replace") if script.read(2) == b"#!" else None


def _is_this(python: str) -> bool:
    """Whether it is the Python that runs here: another name of it in the same folder counts."""
    folder, here = (os.path.dirname(each) for each in (python, sys.executable))  # noqa: PTH120
    return not Path(python).exists() or os.path.realpath(folder) == os.path.realpath(here)


def _entry_point(name: str, file: str, args: Sequence[str]) -> Program | None:
    """What the command calls, according to who installed it."""
    for point in entry_points(group="console_scripts", name=name):
        text = f"import sys\nfrom {point.module} import {point.attr.partition('.')[0]}\n"
        text += f"sys.exit({point.attr}())\n"
        return Program(
            name=name,
            argv=(file, *args),
            path0=os.path.dirname(file),  # noqa: PTH120
            main=file,
            source=text,
            names={"__file__": file},
            folder=str(Path.cwd()),
            execute=partial(exec, compile(text, file, "exec")),
        )
    return None
