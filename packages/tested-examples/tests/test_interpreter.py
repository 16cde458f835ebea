"""Promise: the Pythons of a machine are found wherever they are kept."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

import pytest
from support.project import PYTHONS
from tested_examples import interpreter

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the tools are shell scripts here")

HERE = f"3.{sys.version_info.minor}"
OTHER = next((each for version, each in PYTHONS.items() if version != HERE), None)


@pytest.fixture
def nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with no Python but the running one: a PATH of one folder, which is empty."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    return folder


def tool(folder: Path, name: str, script: str) -> None:
    """A command of this name."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


def test_the_running_python(nothing: Path) -> None:
    """It is always there."""
    assert list(interpreter.find()) == [HERE]


@pytest.mark.skipif(OTHER is None, reason="only one Python is here")
@pytest.mark.parametrize("place", ["PATH", "pyenv", "uv"])
def test_where_they_are_kept(place: str, nothing: Path) -> None:
    """`python3.N` on PATH, a version of pyenv, one that uv knows."""
    assert OTHER
    python = f'exec {shlex.quote(OTHER.path)} "$@"'
    if place == "PATH":
        tool(nothing, f"python{OTHER.version}", python)
    elif place == "pyenv":
        tool(nothing.parent / f"pyenv/versions/{OTHER.version}.1/bin", "python", python)
    else:
        tool(nothing, "uv", f'[ "$4" = {OTHER.version} ] && echo {shlex.quote(OTHER.path)}')
    assert interpreter.find()[OTHER.version].release == OTHER.release


def test_uv_is_asked_only_for_what_is_missing(nothing: Path) -> None:
    """It takes longer than all the rest."""
    asked = nothing.parent / "asked"
    tool(nothing, "uv", f'echo "$4" >> {shlex.quote(str(asked))}; exit 2')
    interpreter.find()
    versions = [version for version in interpreter.SUPPORTED if version != HERE]
    assert asked.read_text().split() == versions


def test_what_is_no_cpython_is_left_out(nothing: Path) -> None:
    """Another implementation, a build without the lock, a command that fails or talks."""
    for number, said in enumerate(["pypy False 3 11 9 x", "cpython True 3 15 0 x", ""]):
        tool(nothing, f"python3.{12 + number}", f"echo {said}")
    tool(nothing, "python3.15", "exit 1")
    assert list(interpreter.find()) == [HERE]


def test_the_oldest_and_the_newest_release(nothing: Path) -> None:
    """Readers have both, and a bug of CPython's that was mended between them shows on one only."""
    other = next(version for version in interpreter.SUPPORTED if version != HERE)
    major, minor = other.split(".")
    for place, micro in (("a", 4), ("b", 0), ("c", 9)):
        said = f"cpython False {major} {minor} {micro} /{place}"
        tool(nothing.parent / f"pyenv/versions/{other}.{place}/bin", "python", f"echo {said}")
    found = interpreter.releases()[other]
    assert [(str(each), each.path) for each in found] == [
        (f"{other}.0", "/b"),
        (f"{other}.9", "/c"),
    ]
    assert interpreter.find()[other] == found[-1]
