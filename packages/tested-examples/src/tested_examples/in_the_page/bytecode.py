"""Compiles modules of a zip file for the Python that runs this file, which imports nothing else.

    python3.14 bytecode.py ARCHIVE PLACE KEEP... < new-line separated names of modules

Python's standard library in the page is a zip file. What is imported from bytecode starts twice as
fast as what has to be compiled first, but is larger: so only the modules that every run imports are
compiled. `PLACE` is where the archive lies in the page, `KEEP` names packages whose source stays
beside the bytecode.
"""

import importlib.util
import io
import marshal
import sys
import zipfile
from pathlib import Path

_UNCHECKED = b"\1\0\0\0" + bytes(8)
"""PEP 552: by hash, never compared with a source."""

_TIME = (2020, 1, 1, 0, 0, 0)
"""Of each member, so that the same files make the same archive."""


def compiled(archive: bytes, place: str, keep: set[str], modules: set[str]) -> bytes:
    """`archive` with the `modules` compiled, as for a file `place/….py`."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new,
    ):
        for name in sorted(old.namelist()):
            data = old.read(name)
            dotted = name.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
            if name.endswith(".py") and dotted in modules:
                code = compile(data, f"{place}/{name}", "exec", dont_inherit=True)
                bytecode = importlib.util.MAGIC_NUMBER + _UNCHECKED + marshal.dumps(code)
                _add(new, name + "c", bytecode)
                if dotted.partition(".")[0] not in keep:
                    continue
            _add(new, name, data)
    return made.getvalue()


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, _TIME), data, zipfile.ZIP_DEFLATED, 9)


if __name__ == "__main__":
    file = Path(sys.argv[1])
    names = {line.strip() for line in sys.stdin}
    file.write_bytes(compiled(file.read_bytes(), sys.argv[2], set(sys.argv[3:]), names))
