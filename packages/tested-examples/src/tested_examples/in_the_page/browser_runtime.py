"""Makes what a page needs to run Python: Pyodide from npm, and this project's own packages.

In: `node_modules/pyodide`. Out, in `docs/assets/made/runtime/`, which is not committed:

    runtime.json        names, sizes and a digest of the rest, the version of Python, and the lock
                        file that Pyodide wants, which names no package
    pyodide.js          pyodide.mjs and pyodide.asm.mjs as one program, before the worker's own
    pyodide.asm.wasm.gz compressed here, as not every host does it
    python_stdlib.zip   without what no example can use, the commonly imported modules compiled
    packages.zip        asyncio_timeline, and what of tested_examples runs in the page

Without npm there is no such folder: the site is built all the same, and its listings have no Run.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import asyncio_timeline

from tested_examples import interpreter
from tested_examples.in_the_page import bytecode
from tested_examples.interpreter import Interpreter
from tested_examples.problem import Problem

PYODIDE = Path("node_modules/pyodide")
RUNTIME = Path("docs/assets/made/runtime")
MANIFEST = "runtime.json"
_SOURCES = (Path(asyncio_timeline.__file__).parent.parent, Path(__file__).parent.parent.parent)
"""The folders that hold the two packages."""

DROPPED = frozenset(
    """
    __hello__ __phello__ _pydatetime _pyio _pylong _pyrepl antigravity bdb cProfile cmd compileall
    _sysconfigdata__emscripten_wasm32-emscripten ctypes dbm doctest ensurepip filecmp ftplib getpass
    idlelib imaplib mailbox mimetypes modulefinder netrc nturl2path optparse pdb pickletools
    plistlib poplib profile pstats pty pyclbr pydoc pydoc_data rlcompleter smtplib socketserver
    sqlite3 symtable tabnanny this tkinter trace tty turtle turtledemo venv wave webbrowser
    wsgiref xml xmlrpc zipapp
    """.split()  # noqa: SIM905
)
"""Modules that the page does without: tools, protocols over sockets, XML."""

ENCODINGS = frozenset(
    """
    __init__ aliases ascii base64_codec cp1252 cp437 hex_codec idna latin_1 punycode
    raw_unicode_escape unicode_escape utf_16 utf_16_be utf_16_le utf_32 utf_8 utf_8_sig
    """.split()  # noqa: SIM905
)

BACKPORTS = {
    "asyncio/futures.py": {
        "if source_loop is None or source_loop is dest_loop:": (
            "if source_loop is None or source_loop is events._get_running_loop():"
        ),
        "if dest_loop is None or dest_loop is source_loop:": (
            "if dest_loop is None or dest_loop is events._get_running_loop():"
        ),
    },
    "asyncio/tasks.py": {
        """\
            # Keep only one callback to log on cancel
            inner.remove_done_callback(_log_on_exception)
            inner.add_done_callback(_log_on_exception)
""": """\
            if cur_task is not None:
                inner.remove_done_callback(_clear_awaited_by_callback)
                futures.future_discard_from_awaited_by(inner, cur_task)
""",
    },
}
"""What later releases of the same Python changed in what every loop does: awaiting a job that is
done takes no turn of the loop (`_chain_future`), and a cancelled `shield` takes all its callbacks
back. Recordings are of those releases. Delete a change as soon as Pyodide has it: the
build says when."""

SOURCE_KEPT = ("asyncio", "concurrent", "queue", "threading", "traceback")
"""`asyncio_timeline` compiles parts of these again, from their source (`twins`, `splice`)."""

OWN = (
    "tested_examples/__init__.py",
    "tested_examples/in_the_page/__init__.py",
    "tested_examples/in_the_page/run_script.py",
    "tested_examples/running/__init__.py",
    "tested_examples/running/normalising.py",
)
"""The files of this package that run in the page."""

PROGRAM = (
    ("pyodide.asm.mjs", r"export default (\w+);", "createPyodideModule"),
    ("pyodide.mjs", r"export\{(\w+) as loadPyodide,\w+ as version\};", "loadPyodide"),
)
"""Pyodide's modules, how each says what it exports, and by what name the worker knows it."""

_EVERY_RUN = """
import sys
sys.path[:0] = sys.argv[2:]
import asyncio, codecs, concurrent.futures.thread, encodings.idna, functools, json, logging, random
import tested_examples.in_the_page.run_script as page, traceback, typing, warnings, zipfile
import zipimport, importlib.metadata
import importlib.resources.readers, linecache, shutil, tempfile, tokenize, _colorize
page.FOLDER = __import__("pathlib").Path(sys.argv[1])
page.run(
    "import asyncio, time\\n"
    "async def main():\\n await asyncio.to_thread(time.sleep, 1)\\n 1/0\\n"
    "asyncio.run(main())\\n",
    "tasks/example.py", "a", lambda told: None,
)
print(*(name for name in sys.modules if not name.startswith("multiprocessing")), sep="\\n")
"""


@dataclass(frozen=True)
class Runtime:
    """What the folder holds.

    `python` is such as `3.14.2`. `bytes` is what a first Run downloads from a host that compresses
    scripts, as GitHub Pages does.
    """

    python: str
    bytes: int

    @property
    def version(self) -> str:
        """Such as `3.14`."""
        return self.python.rpartition(".")[0]


def read(folder: Path = RUNTIME) -> Runtime | None:
    """What was built, or None."""
    try:
        data = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return Runtime(data["python"], data["transfer"])


def build(pyodide: Path = PYODIDE, folder: Path = RUNTIME) -> Runtime | None:
    """Write the folder, unless it is there, or nothing if there is no `pyodide`."""
    if not (pyodide / "package.json").exists():
        return None
    compiler = _compiler(pyodide, interpreter.find())
    made_from = _digest(pyodide, compiler)
    if _made_from(folder) == made_from:
        return read(folder)
    info = _info(pyodide)
    python = info["python"]
    version = python.rpartition(".")[0]
    library = f"/lib/python{version.replace('.', '')}.zip"
    with ThreadPoolExecutor() as pool:  # zlib lets others run
        wasm = pool.submit(_gzipped, (pyodide / "pyodide.asm.wasm").read_bytes())
        modules = _imported_by_every_run(compiler.path) if compiler else ""
        files = {
            "pyodide.js": b"\n".join(
                _as_constant(pyodide / name, exported, constant)
                for name, exported, constant in PROGRAM
            ),
            "python_stdlib.zip": _compiled(compiler, _library(pyodide), library, modules),
            "packages.zip": _compiled(compiler, _packages(), "/lib/meanwhile.zip", modules),
            "pyodide.asm.wasm.gz": wasm.result(),
        }
    digest = hashlib.sha256(b"".join(hashlib.sha256(each).digest() for each in files.values()))
    manifest = {
        "python": python,
        "digest": digest.hexdigest()[:16],
        "made_from": made_from,
        "lock": {"info": info, "packages": {}},
        "files": {name: len(data) for name, data in files.items()},
        "transfer": sum(_transferred(name, data) for name, data in files.items()),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        if path.name not in files and path.name != MANIFEST:
            path.unlink()
    for name, data in {**files, MANIFEST: json.dumps(manifest, indent=1).encode()}.items():
        if not (folder / name).exists() or (folder / name).read_bytes() != data:
            (folder / name).write_bytes(data)
    return read(folder)


def is_current(
    pythons: Mapping[str, Interpreter], pyodide: Path = PYODIDE, folder: Path = RUNTIME
) -> bool:
    """Whether `build` would leave the folder as it is; `pythons` are what `interpreter.find` finds.

    True, too, if there is no `pyodide` to build it from.
    """
    if not (pyodide / "package.json").exists():
        return True
    return _made_from(folder) == _digest(pyodide, _compiler(pyodide, pythons))


def _info(pyodide: Path) -> dict[str, str]:
    info: dict[str, str] = json.loads((pyodide / "pyodide-lock.json").read_text("utf-8"))["info"]
    return info


def _compiler(pyodide: Path, pythons: Mapping[str, Interpreter]) -> Interpreter | None:
    """The Python of this machine that writes the bytecode which Pyodide's reads."""
    return pythons.get(_info(pyodide)["python"].rpartition(".")[0])


def _digest(pyodide: Path, compiler: Interpreter | None) -> str:
    """Of what the folder is made from: Pyodide by its version, this project's files by content."""
    sources = [Path(__file__), Path(bytecode.__file__), pyodide / "package.json"]
    sources += _own_files().values()
    digest = hashlib.sha256(str(compiler).encode())
    for path in sources:
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _made_from(folder: Path) -> str | None:
    """What it was made from, or None if a file of it is not there whole."""
    try:
        data = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        whole = all((folder / name).stat().st_size == size for name, size in data["files"].items())
        return str(data["made_from"]) if whole else None
    except (FileNotFoundError, ValueError, KeyError):
        return None


# ---------------------------------------------------------------------------------- parts


def _library(pyodide: Path) -> bytes:
    """Pyodide's, without what the page does without."""
    made = io.BytesIO()
    archive = pyodide / "python_stdlib.zip"
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            top, _, rest = name.removesuffix(".py").partition("/")
            if top not in DROPPED and (top != "encodings" or rest in ENCODINGS):
                new.writestr(name, _backported(name, old.read(name), pyodide))
    return made.getvalue()


def _backported(name: str, data: bytes, pyodide: Path) -> bytes:
    for before, after in BACKPORTS.get(name, {}).items():
        if data.count(before.encode()) != 1:
            raise Problem(
                pyodide / "python_stdlib.zip",
                f"a change to {name} finds nothing to change",
                details=(("expected", before),),
                next_step="if this Python has it, delete it from BACKPORTS in browser_runtime.py",
            )
        data = data.replace(before.encode(), after.encode())
    return data


def _packages() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as new:
        for name, path in _own_files().items():
            new.writestr(name, path.read_bytes())
    return made.getvalue()


def _own_files() -> dict[str, Path]:
    """By their names in the page's folder of packages, in order."""
    timeline, examples = _SOURCES
    named = {
        path.relative_to(timeline).as_posix(): path
        for path in (timeline / "asyncio_timeline").rglob("*.py")
    }
    return dict(sorted((named | {name: examples / name for name in OWN}).items()))


def _imported_by_every_run(python: str) -> str:
    """The names of the modules, one a line. `python` runs one script as the page does."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            python,
            "-I",
            "-c",
            _EVERY_RUN,
            str(Path(folder) / "reader"),
            *map(str, _SOURCES),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    pyodide = "pyodide _pyodide _pyodide._base _pyodide._core_docs _pyodide._importhook"
    more = (
        "_pyodide.jsbind _pyodide.docs_argspec pyodide._core pyodide._state pyodide._package_loader"
        " pyodide.code pyodide.console pyodide.ffi pyodide.ffi.wrappers pyodide.http"
        " pyodide.http.pyfetch pyodide.http.pyxhr pyodide.http._exceptions pyodide.webloop"
    )
    return "\n".join([*pyodide.split(), *more.split(), done.stdout])


def _compiled(compiler: Interpreter | None, archive: bytes, place: str, modules: str) -> bytes:
    """Compressed, and its `modules` compiled, if there is a compiler."""
    if compiler is None:
        return bytecode.compiled(archive, place, set(), set())
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "archive.zip"
        file.write_bytes(archive)
        command = [compiler.path, "-I", bytecode.__file__, str(file), place, *SOURCE_KEPT]
        subprocess.run(command, input=modules, text=True, check=True, stdout=sys.stderr)
        return file.read_bytes()


def _transferred(name: str, data: bytes) -> int:
    return len(_gzipped(data)) if name.endswith(".js") else len(data)


def _gzipped(data: bytes) -> bytes:
    return gzip.compress(data, 9, mtime=0)


def _as_constant(file: Path, exported: str, constant: str) -> bytes:
    """A module as a constant: what it exports is what a function around it returns."""
    text = file.read_text("utf-8").rstrip()
    kept = [line for line in text.split("\n") if not line.startswith("//# sourceMappingURL=")]
    body, export, rest = "\n".join(kept).rpartition("export")
    found = re.fullmatch(exported, export + rest)
    if not found:
        raise Problem(
            file,
            f"its last statement does not export {constant}",
            details=(("expected", exported), ("found", (export + rest)[:80])),
            next_step="correct PROGRAM in browser_runtime.py for this release of Pyodide",
        )
    return f"const {constant} = (() => {{\n{body}\nreturn {found[1]};\n}})();".encode()
