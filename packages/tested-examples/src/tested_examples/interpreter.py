"""The Pythons on this machine that examples are verified on."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

SUPPORTED = ("3.11", "3.12", "3.13", "3.14", "3.15")
"""The versions that pages speak of. The first is the floor."""

WITH_PACKAGES = ("3.11", "3.15")
"""Those on which examples run that need packages: the floor and the newest."""

# Asked of each candidate. Free-threaded builds are left out: they are another product.
_QUESTION = """\
import sys, sysconfig
print(sys.implementation.name, bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
      *sys.version_info[:3], sys._base_executable)"""


@dataclass(frozen=True, order=True)
class Interpreter:
    """A CPython: `release` is `(3, 14, 10)`, its `version` `"3.14"`."""

    release: tuple[int, int, int]
    path: str

    @property
    def version(self) -> str:
        """The minor version: releases of one are taken to print the same."""
        return "{}.{}".format(*self.release)

    def __str__(self) -> str:
        return ".".join(map(str, self.release))


def find() -> dict[str, Interpreter]:
    """The newest CPython of each supported version: `{"3.11": Interpreter(...), ...}`, in order.

    A version that the machine lacks is absent.
    """
    return {version: each[-1] for version, each in releases().items()}


def releases() -> dict[str, tuple[Interpreter, ...]]:
    """The oldest and the newest release of each supported version, once if there is one, in order.

    Looks at the running Python, at every `python3.N` on PATH, at pyenv's versions, at what the
    Windows launcher knows. `uv python find`, which takes 0.2 s a version, is asked for those that
    are still missing.
    """
    found = _asked(_candidates())
    found |= _asked(_known_to_uv(missing(found)))
    ends = {version: dict.fromkeys((min(each), max(each))) for version, each in found.items()}
    return {version: tuple(ends[version]) for version in SUPPORTED if version in ends}


def missing(found: Mapping[str, object]) -> tuple[str, ...]:
    """The supported versions that are not in `found`."""
    return tuple(version for version in SUPPORTED if version not in found)


def span(versions: tuple[str, ...]) -> str:
    """Versions as a reader says them: `3.11-3.13`, with an en dash, runs joined, gaps shown."""
    runs: list[list[str]] = []
    for version in sorted(versions, key=_minor):
        if runs and _minor(version) == _minor(runs[-1][-1]) + 1:
            runs[-1].append(version)
        else:
            runs.append([version])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def _minor(version: str) -> int:
    return int(version.split(".")[1])


def _asked(candidates: Iterable[str]) -> dict[str, list[Interpreter]]:
    """Those of the candidates that are of a supported version, the first found of each release."""
    found: dict[str, list[Interpreter]] = {}
    for candidate in dict.fromkeys(candidates):
        interpreter = _ask(candidate)
        if interpreter is None or interpreter.version not in SUPPORTED:
            continue
        others = found.setdefault(interpreter.version, [])
        if interpreter.release not in [other.release for other in others]:
            others.append(interpreter)
    return found


def _candidates() -> list[str]:
    paths = [sys.executable]
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    # A shim takes 0.1 s to say which of pyenv's versions it stands for, and they are all below.
    folders = [folder for folder in os.get_exec_path() if Path(folder) != pyenv / "shims"]
    for version in SUPPORTED:
        for folder in folders:
            exe = shutil.which(f"python{version}", path=folder)
            if exe:
                paths.append(exe)
        if os.name == "nt" and shutil.which("py"):
            paths.append(_output("py", f"-{version}", "-c", "import sys; print(sys.executable)"))
    paths += [str(path) for path in sorted((pyenv / "versions").glob("3.*/bin/python"))]
    return [path for path in paths if path]


def _known_to_uv(versions: Iterable[str]) -> list[str]:
    uv = shutil.which("uv")
    if uv is None:
        return []
    command = (uv, "python", "find", "--no-python-downloads")
    return [path for path in (_output(*command, version) for version in versions) if path]


def _ask(path: str) -> Interpreter | None:
    name, _, rest = _output(path, "-I", "-S", "-c", _QUESTION).partition(" ")
    if name != "cpython":
        return None
    free_threaded, major, minor, micro, base = rest.split(" ", 4)
    if free_threaded == "True":
        return None
    return Interpreter((int(major), int(minor), int(micro)), base)


def _output(*command: str) -> str:
    """What a command prints on one line, or `""` if it cannot be asked."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()
