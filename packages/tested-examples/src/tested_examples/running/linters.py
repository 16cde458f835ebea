"""What linters and a type checker report for each example, as committed in `recordings/`.

In: the folder of examples. Out: `recordings/linters.json`: for each script, the rules of Ruff and
the error codes of mypy that were reported, so that a page can only name what was.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tested_examples.interpreter import SUPPORTED
from tested_examples.problem import Problem

NAME = "linters.json"
RULES = "ASYNC,RUF006,RUF029,RET503,B"
"""What pages may speak of: Ruff's rules about asyncio, and about mistakes in general."""

Reported = Mapping[str, tuple[str, ...]]
"""Rules by the name of the example, in order, each once."""


def run(examples: Path) -> Reported:
    """Run Ruff and `mypy --strict`, without the project's configuration, on all examples.

    Raises `Problem` if one of them cannot be run.
    """
    if not any(examples.rglob("*.py")):
        return {}
    found: dict[str, set[str]] = {}
    for path, rule in (*_ruff(examples), *_mypy(examples)):
        found.setdefault(path.relative_to(examples.resolve()).as_posix(), set()).add(rule)
    return {name: tuple(sorted(rules)) for name, rules in sorted(found.items())}


def read(recordings: Path) -> Reported:
    """What was reported when it was last recorded; nothing if it never was."""
    try:
        data = json.loads((recordings / NAME).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return {name: tuple(rules) for name, rules in data["reported"].items()}


def write(reported: Reported, recordings: Path) -> bool:
    """Returns whether the file has changed."""
    note = "Written by `make record` from runs of Ruff and mypy --strict. Never edited by hand."
    text = json.dumps({"note": note, "reported": reported}, indent=1) + "\n"
    path = recordings / NAME
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".new")
    temporary.write_text(text, encoding="utf-8", newline="\n")
    temporary.replace(path)  # whole or not at all
    return True


def _ruff(examples: Path) -> list[tuple[Path, str]]:
    options = ["check", "--isolated", "--no-cache", "--select", RULES, "--output-format", "json"]
    done = _run("ruff", *options, str(examples.resolve()))
    return [(Path(each["filename"]), str(each["code"])) for each in json.loads(done)]


def _mypy(examples: Path) -> list[tuple[Path, str]]:
    """One file at a time would take minutes, so all are read in one run, as a project's are.

    Those that need packages are read by `make lint`, which has them.
    """
    options = ["--strict", "--config-file=", "--no-incremental", "--explicit-package-bases"]
    options += ["--exclude", "/frameworks/"]
    newest = f"--python-version={SUPPORTED[-1]}"
    done = _run("mypy", *options, newest, "--output=json", str(examples.resolve()))
    rows = [json.loads(line) for line in done.splitlines() if line.startswith("{")]
    return [
        (Path(row["file"]).resolve(), str(row["code"]))
        for row in rows
        if row["severity"] == "error"
    ]


def _run(tool: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", tool, *arguments], capture_output=True, text=True, check=False
    )
    if done.returncode > 1 or "No module named" in done.stderr:
        raise Problem(
            tool,
            "cannot be run on the examples",
            details=(("said", done.stderr.strip() or done.stdout.strip()),),
            next_step="make record, which sets up .venv with what is needed",
        )
    return done.stdout
