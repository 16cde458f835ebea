"""The Pythons of the machine, 3.11 to 3.15, that the programs of these tests run on."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SUPPORTED = ("3.11", "3.12", "3.13", "3.14", "3.15")
_QUESTION = """\
import sys, sysconfig
assert sys.implementation.name == "cpython" and not sysconfig.get_config_var("Py_GIL_DISABLED")
print(*sys.version_info[:3], sys._base_executable)"""


@dataclass(frozen=True, order=True)
class Python:
    """A CPython: `release` is `(3, 14, 10)`."""

    release: tuple[int, int, int]
    path: str

    @property
    def version(self) -> str:
        """As `"3.14"`."""
        return "{}.{}".format(*self.release)


def _candidates() -> Iterator[str]:
    yield sys.executable
    yield from filter(None, (shutil.which(f"python{version}") for version in SUPPORTED))
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    yield from map(str, (pyenv / "versions").glob("3.*/bin/python"))


def _ask(path: str) -> Python | None:
    try:
        done = subprocess.run(
            [path, "-I", "-S", "-c", _QUESTION], capture_output=True, text=True, timeout=20
        )
    except (OSError, subprocess.SubprocessError):
        return None
    if done.returncode:
        return None
    major, minor, micro, base = done.stdout.strip().split(" ", 3)
    return Python((int(major), int(minor), int(micro)), base)


def _find() -> dict[str, Python]:
    found = sorted(python for path in _candidates() if (python := _ask(path)))
    named: dict[str, Python] = {}
    for version in SUPPORTED:
        releases = {each.release: each for each in found if each.version == version}
        if len(releases) > 1:
            oldest = min(releases)
            named[".".join(map(str, oldest))] = releases[oldest]
        if releases:
            named[version] = releases[max(releases)]
    return named


PYTHONS = _find()
"""The newest CPython of each version that the machine has, and the oldest by its whole number.

`{"3.11": Python(...), "3.13.0": Python(...), "3.13": Python(...)}`, in order.
"""

ENDS = tuple(dict.fromkeys((*list(PYTHONS)[:1], *list(PYTHONS)[-1:])))
"""The oldest and the newest Python found: where most tests run."""

NEWEST = list(PYTHONS)[-1]

WATCHED = tuple(name for name, python in PYTHONS.items() if python.version != "3.11")
"""The Pythons that have sys.monitoring, which tells the lines that a program executes."""
