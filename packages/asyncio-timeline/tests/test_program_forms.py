"""Promise: whatever `python` can run can be recorded, and is the same as without us.

A program that has to be rewritten to be looked at is not looked at.
"""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from asyncio_timeline.timeline import from_json
from support.pythons import ENDS, PYTHONS
from support.recorded import environment, run

PROGRAM = ("-m", "asyncio_timeline")

SHOWS = """\
import sys
names = "__file__", "__package__", "__loader__", "__spec__"
spec = __spec__ and (__spec__.name, __spec__.origin)
print(sys.argv, repr(sys.path[0]), spec, __package__, type(__loader__), sorted(globals()))
print(globals().get("__file__"))
import fails
if "fail" in sys.argv: fails.here()
if "exit" in sys.argv: sys.exit(3)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A program in each form."""
    files = {
        "script.py": SHOWS,
        "fails.py": "def here():\n    1 / 0\n",
        "package/__init__.py": "",
        "package/__main__.py": SHOWS,
        "package/module.py": SHOWS,
        "folder/__main__.py": SHOWS,
        "folder/fails.py": "def here():\n    1 / 0\n",
        "broken.py": "print(",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    with zipfile.ZipFile(tmp_path / "zipped.zip", "w") as zipped:
        for name in ("__main__.py", "fails.py"):
            zipped.write(tmp_path / "folder" / name, name)
    return tmp_path


FORMS = (
    ["script.py"],
    ["./script.py"],
    ["-m", "package"],
    ["-m", "package.module"],
    ["folder"],
    ["./folder/"],
    ["zipped.zip"],
    ["-c", SHOWS],
)


@pytest.mark.parametrize("version", ENDS)
@pytest.mark.parametrize("form", FORMS, ids=lambda form: " ".join(form)[:12])
def test_each_form_is_what_it_is_without_us(version: str, form: list[str], folder: Path) -> None:
    """`sys.argv`, `sys.path[0]`, `__spec__`, exit status and tracebacks."""
    for theirs in ([], ["exit"], ["fail", "-o", "x", "--", "-m"]):
        plain = run(PYTHONS[version], folder, *form, *theirs)
        done = run(PYTHONS[version], folder, *PROGRAM, "-o", "t.json", *form, *theirs)
        assert (done.stdout, done.stderr) == (plain.stdout, plain.stderr)
        assert done.returncode == plain.returncode
        timeline = from_json((folder / "t.json").read_text("utf-8"))
        assert len(timeline.prints) == len(plain.stdout.splitlines() + plain.stderr.splitlines())


@pytest.mark.parametrize("version", ENDS)
@pytest.mark.parametrize(
    "form", [["-m", "missing"], ["-m", "package.no"], ["-m", "broken"], ["-c", "print("]]
)
def test_what_cannot_run_fails_as_it_does(version: str, form: list[str], folder: Path) -> None:
    """The words are Python's, which the user knows."""
    plain = run(PYTHONS[version], folder, *form)
    done = run(PYTHONS[version], folder, *PROGRAM, "-o", "t.json", *form)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", plain.stderr)


@pytest.mark.skipif(os.name != "posix", reason="the script is made by hand, with a #! line")
def test_a_command_by_its_name(tmp_path: Path) -> None:
    """`asyncio-timeline pytest`: that of this Python's environment, before any other."""
    environment_of_its_own = tmp_path / "env"
    python = environment_of_its_own / "bin" / "python"
    subprocess.run(
        [sys.executable, "-m", "venv", "--without-pip", python.parent.parent], check=True
    )
    for name, runs_on in (("tool", python), ("others", "/usr/bin/other/python")):
        script = python.parent / name
        script.write_text(f"#!{runs_on}\nimport sys\nprint(sys.argv[1:])\nsys.exit(5)\n", "utf-8")
        script.chmod(0o755)

    def called(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [python, *PROGRAM, *arguments],
            cwd=tmp_path,
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
        )

    done = called("-o", "t.json", "tool", "-q", "-o", "x")
    assert (done.returncode, done.stdout, done.stderr) == (5, "['-q', '-o', 'x']\n", "")
    assert from_json((tmp_path / "t.json").read_text("utf-8")).program == "tool"
    assert "cannot read no_such_tool: No such file" in called("no_such_tool").stderr
    assert "it is no script of Python's" in called("sh").stderr or os.path.islink("/bin/sh")  # noqa: PTH114
