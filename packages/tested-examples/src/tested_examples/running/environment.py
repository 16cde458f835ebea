"""The packages that some examples need: one virtual environment for each Python that runs those.

In: `requirements-frameworks.txt`, which locks all packages. Out: `.frameworks/3.11` and
`.frameworks/3.15`, each made by uv, and made again when the lock or the Python changes. Nothing is
fetched when an example runs.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from packaging.markers import Marker
from packaging.version import Version

from tested_examples.example import Example
from tested_examples.interpreter import WITH_PACKAGES, Interpreter
from tested_examples.problem import Problem

FOLDER, LOCK = Path(".frameworks"), Path("requirements-frameworks.txt")
MAKE_FRAMEWORKS = "make frameworks"


def make(pythons: Mapping[str, Interpreter]) -> list[str]:
    """Make the environments that are missing or old. Returns the versions that they are for.

    Where no Python is found that runs such examples, the newest gets one, for those who read them.

    Raises `Problem` if uv cannot install the packages.
    """
    made: list[str] = []
    fit = [version for version in WITH_PACKAGES if version in pythons] or list(pythons)[-1:]
    for version in fit:
        if _is_made(pythons[version]):
            continue
        python, folder = pythons[version], FOLDER / version
        shutil.rmtree(folder, ignore_errors=True)
        _uv("venv", "--python", python.path, str(folder))
        _uv("pip", "install", "--python", _python(folder), "--require-hashes", "-r", str(LOCK))
        (folder / "made-from").write_text(_made_from(python), encoding="utf-8")
        made.append(version)
    return made


def of(example: Example, python: Interpreter) -> Interpreter:
    """The Python that has what the example needs: `python` itself if that is nothing.

    Raises `Problem` if its packages are not installed.
    """
    if not example.dependencies:
        return python
    if not _is_made(python):
        raise Problem(
            example.path,
            f"the packages that it needs are not installed for Python {python}",
            details=(("expected", f"{FOLDER}/{python.version}, made from {LOCK}"),),
            next_step=MAKE_FRAMEWORKS,
        )
    return replace(python, path=_python(FOLDER / python.version))


def versions(example: Example, python: str) -> dict[str, str]:
    """The packages that the example names, and which versions are locked for Python `"3.14"`.

    Raises `Problem` if one is not locked, or the lock has a version that the script excludes.
    """
    locked = _locked(python) if example.dependencies else {}
    for each in example.dependencies:
        version = locked.get(each.name)
        if version is None or not each.specifier.contains(Version(version)):
            raise Problem(
                example.path,
                f"needs {each}, and {LOCK} has {version or 'none'}",
                next_step="correct the script block, or pyproject.toml and then: make lock",
            )
    return {each.name: locked[each.name] for each in example.dependencies}


def _locked(python: str) -> dict[str, str]:
    environment = {"python_version": python, "python_full_version": f"{python}.0"}
    locked: dict[str, str] = {}
    for line in LOCK.read_text(encoding="utf-8").splitlines():
        if found := re.match(r"([\w-]+)==([\w.]+)(?: ; ([^\\]+))?", line):
            name, version, marker = found.groups()
            if not marker or Marker(marker).evaluate(environment):
                locked[name] = version
    return locked


def _is_made(python: Interpreter) -> bool:
    try:
        said = (FOLDER / python.version / "made-from").read_text(encoding="utf-8")
    except OSError:
        return False
    return said == _made_from(python)


def _made_from(python: Interpreter) -> str:
    return f"{python} {python.path} {hashlib.sha256(LOCK.read_bytes()).hexdigest()}\n"


def _python(folder: Path) -> str:
    """Not resolved: a link to a Python, beside which the packages are found."""
    name = "Scripts/python.exe" if os.name == "nt" else "bin/python"
    return str((folder / name).absolute())


def _uv(*arguments: str) -> None:
    command = [sys.executable, "-m", "uv", *arguments, "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Problem(
            str(LOCK),
            "the packages of examples/frameworks/ cannot be installed",
            details=(("said", done.stderr.strip()[-2000:]),),
            next_step=f"mend what uv says, then: {MAKE_FRAMEWORKS}",
        )
