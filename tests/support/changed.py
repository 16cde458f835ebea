"""The tests that a change concerns: `make test CHANGED=1`.

In: the files that git says have changed. Out: whether a test has to run. A test is left out only if
it is known to look at nothing that has changed; what is not known to be an example, its recording,
a page or a file of tests may change anything, so then all tests run.
"""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from support.project import EXAMPLES, PAGES, ROOT
from tested_examples import example
from tested_examples.pages import page

LEFT_OUT = {
    "test_browser": "how pages look on a phone and on a desk",
    "test_second_builder": "what Zensical makes of them",
    "test_site_player": "the player",
    "test_slow_machine": "slow machines",
    "test_stranger": "strangers' scripts",
    "test_commands": "the commands of make",
    "test_mutants": "mutants",
    "test_notebook": "the notebook",
    "test_changed": "which tests a change concerns",
}
"""Files that look at all of the site, or at what no single example changes, and take minutes. They
run if they name what has changed. What is in them, as `make test CHANGED=1` says."""

ONLY_WHAT_THEY_NAME = re.compile(r"test_recipe.*|test_house|test_wheels|test_bring_browser")
"""Files of the site's tests that look at few examples or at none, and so run if they name one."""

READS_THE_PROJECT = {"EXAMPLES", "RECORDINGS", "PAGES", "ROOT"}
"""A file of a package's tests that imports none of these makes up its own examples and pages."""


@dataclass(frozen=True)
class Change:
    """What has changed: examples by name, pages by path below `docs/`, files of tests, or anything.

    `shown_on` are pages that have not changed and show a changed example.
    """

    examples: frozenset[str] = frozenset()
    pages: frozenset[str] = frozenset()
    shown_on: frozenset[str] = frozenset()
    tests: frozenset[str] = frozenset()
    texts: frozenset[str] = frozenset()
    anything: bool = False


def files(since: str, root: Path = ROOT) -> list[str]:
    """The files that differ from where this branch left `since`, committed or not, new ones too.

    Raises `ValueError` if git cannot tell.
    """
    base = _git(root, "merge-base", since, "HEAD").strip()
    told = _git(root, "diff", "--name-only", "--no-renames", "-z", base)
    new = _git(root, "ls-files", "--others", "--exclude-standard", "-z")
    return sorted({name for name in (told + new).split("\0") if name})


def _git(root: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=root, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise ValueError(f"git {' '.join(arguments)}: {done.stderr.strip()}")
    return done.stdout


def read(changed: Iterable[str]) -> Change:
    """What the changed files mean."""
    kinds: dict[str, set[str]] = {kind: set() for kind in ("examples", "pages", "tests", "texts")}
    anything = False
    for name in changed:
        kind, what = _kind(name)
        if kind:
            kinds[kind].add(what)
        else:
            anything = True
    return Change(
        examples=frozenset(kinds["examples"]),
        pages=frozenset(kinds["pages"]),
        shown_on=frozenset(_showing(kinds["examples"])),
        tests=frozenset(kinds["tests"]),
        texts=frozenset(kinds["texts"]),
        anything=anything,
    )


def _kind(name: str) -> tuple[str, str]:
    top, _, rest = name.partition("/")
    path, below, end = Path(name), Path(rest), Path(name).suffix
    if top == "examples" and end == ".py":
        return "examples", below.as_posix()
    if top == "recordings" and len(below.parts) > 1:
        return "examples", below.with_suffix(".py").as_posix()
    if top == "docs" and end in (".md", ".ipynb") and "assets" not in path.parts:
        return "pages", below.as_posix()
    if top in ("tests", "packages") and path.stem.startswith("test_") and end == ".py":
        return "tests", name
    if name in ("README.md", "CONTRIBUTING.md", "LICENSE"):
        return "texts", name
    return "", ""


def _showing(names: set[str]) -> set[str]:
    """The pages that name one of the examples, in a block or in a sentence."""
    return {
        path.relative_to(PAGES).as_posix()
        for path in page.markdown_files(PAGES)
        if any(name in path.read_text(encoding="utf-8") for name in names)
    }


# -------------------------------------------------------------------------------- a test


@dataclass(frozen=True)
class Candidate:
    """A test: the file that holds it, its name, and what it was given."""

    path: Path
    name: str
    given: Mapping[str, Any]


def concerns(change: Change, test: Candidate) -> bool:
    """Whether a test has to run."""
    if change.anything or test.path.relative_to(ROOT).as_posix() in change.tests:
        return True
    if not (change.examples or change.pages or change.texts):
        return False
    named, about = _named(change), [_told(value) for value in test.given.values()]
    if named.intersection(about) or any(each in test.name for each in change.examples):
        return True
    if _all_names().intersection(about):
        return False  # about another example, or another page
    stem = test.path.stem
    if stem == "test_each_listing":
        return bool(change.examples) and test.given.get("part") == 0  # it runs those alone
    if stem in LEFT_OUT or stem == "test_run_in_page" or ONLY_WHAT_THEY_NAME.fullmatch(stem):
        return _mentions(test.path, change)
    return test.path.is_relative_to(ROOT / "tests") or _reads_the_project(test.path)


def _told(value: object) -> str:
    """An example or a page, as a test is given it."""
    if isinstance(value, Path):
        value = value.relative_to(PAGES) if value.is_relative_to(PAGES) else value.name
    return str(value)


def _named(change: Change) -> set[str]:
    """All names that a test of one of them may be given."""
    names = {name for each in change.examples for name in (each, Path(each).stem)}
    return names | {name for each in change.pages | change.shown_on for name in _names(each)}


def _names(below: str) -> set[str]:
    """A page, as a file and in the site: `tutorial/4-start.md`, `tutorial/4-start/`."""
    bare = below.removesuffix(".md").removesuffix(".ipynb")
    return {below, bare.removesuffix("index") if bare.endswith("index") else f"{bare}/"}


def _mentions(path: Path, change: Change) -> bool:
    """Whether the source of a test names what has changed."""
    named = {each.removesuffix(".py") for each in change.examples} | change.texts
    named |= {name for each in change.pages for name in _names(each) if name}
    source = path.read_text(encoding="utf-8")
    return any(re.search(rf"(?<!\w){re.escape(each)}(?!\w)", source) for each in named)


@cache
def _reads_the_project(path: Path) -> bool:
    parts = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    imported = (each.names for each in parts if isinstance(each, ast.ImportFrom))
    return any(each.name in READS_THE_PROJECT for names in imported for each in names)


@cache
def _all_names() -> frozenset[str]:
    """All names by which tests may be given an example or a page."""
    examples = {name for each in example.names(EXAMPLES) for name in (each, Path(each).stem)}
    below = [path.relative_to(PAGES).as_posix() for path in page.markdown_files(PAGES)]
    return frozenset(examples | {name for each in below for name in _names(each)})


# ------------------------------------------------------------------------------ in words


def told(change: Change) -> list[str]:
    """What was taken for changed, and what was not looked at."""
    if change.anything:
        return ["something that any test may hang on: all tests"]
    said = sorted(change.examples | change.pages | change.tests | change.texts)
    lines = [f"concerned by {', '.join(said) or 'nothing, as nothing has changed'}"]
    if change.shown_on:
        lines.append(f"shown on {', '.join(sorted(change.shown_on))}")
    return [*lines, f"left out unless they name it: {', '.join(LEFT_OUT.values())}"]
