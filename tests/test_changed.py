"""Promise: `make test CHANGED=1` runs each test that a change could let fail.

The mutants are the oracle: of each is known what it changes, and which test finds it.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from support import changed, mutants
from support.changed import Candidate, Change
from support.mutants import CHECK, Mutant
from support.project import EXAMPLES, PYTHONS, RELEASES, ROOT
from test_mutants import copy_of_the_project, findings
from tested_examples import example

NAME = "tutorial/when_it_starts.py"
LOOKED_AT = ("examples", "recordings", "docs", "mkdocs.yml", "pyproject.toml", "tests", "Makefile")


# ----------------------------------------------------------------------- what lets a test fail


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project, as hard links."""
    return copy_of_the_project(tmp_path_factory.mktemp("changed") / "project")


def put_back(copy: Path) -> Iterator[str]:
    """Name the files of the copy that are not the project's any more, and make them so again."""
    for name in LOOKED_AT:
        for there in _below(copy / name):
            own = ROOT / there.relative_to(copy)
            if not own.exists():
                there.unlink()
                yield there.relative_to(copy).as_posix()
        for own in _below(ROOT / name):
            there = copy / own.relative_to(ROOT)
            if not there.exists() or not there.samefile(own):
                there.unlink(missing_ok=True)
                os.link(own, there)
                yield own.relative_to(ROOT).as_posix()


def _below(path: Path) -> list[Path]:
    """A file, or the files of a folder, without what is made."""
    found = path.rglob("*") if path.is_dir() else [path]
    made = {"made", "__pycache__"}
    return [each for each in found if each.is_file() and not made & set(each.parts)]


def found_by(mutant: Mutant) -> Candidate:
    """The test that finds a lie."""
    if mutant.found_by == CHECK:
        return Candidate(ROOT / "tests/test_pages.py", "test_blocks_of_pages_are_sound", {})
    path, _, name = mutant.found_by[2].partition("::")
    return Candidate(ROOT / path, name or "test_of_the_file", {})


@pytest.mark.timeout(600)
def test_what_finds_a_lie_runs(copy: Path) -> None:
    """Lies about examples, recordings, pages, settings: some of test_mutants, or MUTANTS=all."""
    unseen: list[str] = []
    for mutant in mutants.all_mutants()[:: 1 if os.environ.get("MUTANTS") == "all" else 12]:
        mutant.change(copy)
        files = list(put_back(copy))
        assert files, mutant.name
        if not changed.concerns(changed.read(files), found_by(mutant)):
            unseen.append(f"{mutant.name}: {files}")
    assert unseen == []


# --------------------------------------------------------------------------- git, and pytest


def git(copy: Path, *arguments: str) -> None:
    """Run git in the copy, as somebody whose name nobody has to know."""
    somebody = ("-c", "user.name=x", "-c", "user.email=x@example.org")
    subprocess.run(["git", *somebody, *arguments], cwd=copy, check=True, capture_output=True)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with a copy of the project, all of it committed."""
    made = copy_of_the_project(tmp_path_factory.mktemp("repository") / "project")
    git(made, "init", "--quiet")
    git(made, "add", "--all")
    git(made, "commit", "--quiet", "--message", "All")
    return made


def collected(repository: Path, *options: str) -> set[str]:
    """The tests that would run."""
    run = Mutant("", lambda _: None, ("-m", "pytest", "--collect-only", *options))
    done = findings(run, repository)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return {line for line in done.stdout.splitlines() if "::" in line}


@pytest.mark.timeout(400)
def test_one_changed_example(repository: Path) -> None:
    """Its runs on all Pythons, in all ways, and the pages; nobody else's runs. The lie is found."""
    script = repository / "examples" / NAME
    mutants.write(script, script.read_text("utf-8").replace('print("', 'print("not ', 1))
    chosen = collected(repository, "--changed=HEAD")
    ways = ("transcripts", "recorded_examples", "simulated_examples", "recorded_timelines")
    for way in (*ways, "pytest_examples", "safe_to_copy"):
        assert any(f"test_{way}.py" in each and NAME in each for each in chosen), way
    assert {each for each in chosen if "::test_prints_what_was_recorded[" in each} == {
        f"tests/test_transcripts.py::test_prints_what_was_recorded[{NAME}-{release}]"
        for release in RELEASES
    }
    assert "tests/test_pages.py::test_blocks_of_pages_are_sound" in chosen
    assert "tests/test_pages.py::test_listings_of_the_built_site" in chosen
    others = {each for each in example.names(EXAMPLES) if each != NAME}
    assert not [each for each in chosen if "[" in each and each.split("[")[1][:-1] in others]
    assert len(chosen) < 300
    ran = findings(
        Mutant("", lambda _: None, ("-m", "pytest", "--changed=HEAD", "tests/test_transcripts.py")),
        repository,
    )
    assert ran.returncode == 1
    assert f"FAILED tests/test_transcripts.py::test_prints_what_was_recorded[{NAME}-" in ran.stdout
    assert f"concerned by {NAME}" in ran.stdout


def test_committed_or_not(repository: Path) -> None:
    """What differs from where the branch left main; new files, too, and those that are gone."""
    git(repository, "checkout", "--quiet", "--force", "-b", "work")
    assert changed.files("HEAD", repository) == []
    assert collected(repository, "--changed=HEAD", "tests/test_wheels.py") == set()
    mutants.write(repository / "LICENSE", "None\n")
    git(repository, "commit", "--quiet", "--all", "--message", "Not")
    (repository / "docs/new.md").write_text("# New\n")
    (repository / "docs/index.md").unlink()
    uncommitted = ["docs/index.md", "docs/new.md"]
    assert changed.files("HEAD", repository) == uncommitted
    assert changed.files("HEAD~1", repository) == ["LICENSE", *uncommitted]


def test_a_commit_that_is_not_there_is_told(tmp_path: Path) -> None:
    """In a line, not in our traceback."""
    with pytest.raises(ValueError, match=r"git merge-base nowhere HEAD: fatal: "):
        changed.files("nowhere")


# ------------------------------------------------------------------------------- what is what

ANYTHING = [
    "packages/asyncio-timeline/src/asyncio_timeline/timeline.py",
    "packages/asyncio-timeline/tests/programs/plain/echo.py",
    "tests/conftest.py",
    "tests/support/project.py",
    "docs/assets/run/run.js",
    "recordings/linters.json",
    "requirements.txt",
    "mkdocs.yml",
    "examples/README.md",
    "new",
]


@pytest.mark.parametrize("name", ANYTHING)
def test_what_anything_may_hang_on_lets_all_tests_run(name: str) -> None:
    """To guess would be quicker, and wrong some day."""
    change = changed.read([f"examples/{NAME}", name])
    assert change.anything
    assert changed.concerns(change, Candidate(ROOT / "tests/test_wheels.py", "test_x", {}))


KINDS = [
    (f"examples/{NAME}", Change(examples=frozenset({NAME}))),
    ("recordings/tutorial/when_it_starts.json", Change(examples=frozenset({NAME}))),
    ("docs/tutorial/4-start.md", Change(pages=frozenset({"tutorial/4-start.md"}))),
    ("tests/test_wheels.py", Change(tests=frozenset({"tests/test_wheels.py"}))),
    ("README.md", Change(texts=frozenset({"README.md"}))),
]


@pytest.mark.parametrize(("name", "expected"), KINDS)
def test_kinds(name: str, expected: Change) -> None:
    """An example and its recording are one; the pages that show it are found."""
    change = changed.read([name])
    shown_on = change.shown_on
    assert ("tutorial/4-start.md" in shown_on) == bool(change.examples)
    assert change == replace(expected, shown_on=shown_on)


PAGE = Change(pages=frozenset({"how-to/forget.md"}))
CHANGED_EXAMPLE = Change(examples=frozenset({"waiting/first_of_several.py"}))
TABLE: list[tuple[Change, str, dict[str, object], bool]] = [
    (PAGE, "test_visible", {"path": "how-to/forget/"}, True),
    (PAGE, "test_visible", {"path": "reference/errors-tasks/"}, False),
    (PAGE, "test_commands", {"path": ROOT / "docs/how-to/forget.md"}, True),
    (PAGE, "test_commands", {"path": ROOT / "docs/index.md"}, False),
    (PAGE, "test_pages", {}, True),
    (PAGE, "test_transcripts", {"name": NAME, "release": str(next(iter(PYTHONS)))}, False),
    (CHANGED_EXAMPLE, "test_recipes_of_waiting", {}, True),
    (CHANGED_EXAMPLE, "test_recipe_background", {}, False),
    (CHANGED_EXAMPLE, "test_told_pictures", {}, True),
    (Change(texts=frozenset({"README.md"})), "test_commands", {"path": ROOT / "README.md"}, True),
    (Change(tests=frozenset({"tests/test_pages.py"})), "test_pages", {}, True),
    (Change(tests=frozenset({"tests/test_pages.py"})), "test_visible", {}, False),
    (Change(), "test_pages", {}, False),
]


@pytest.mark.parametrize(("change", "stem", "given", "expected"), TABLE)
def test_whom_it_concerns(
    change: Change, stem: str, given: dict[str, object], expected: bool
) -> None:
    """By what a test is given, or else by what its file looks at."""
    test = Candidate(ROOT / f"tests/{stem}.py", "test_x", given)
    assert changed.concerns(change, test) is expected


def test_packages_look_at_the_project_only_by_name() -> None:
    """Those that read the examples run; those that make up their own do not."""
    tests = ROOT / "packages/tested-examples/tests"
    assert changed.concerns(PAGE, Candidate(tests / "test_facts.py", "test_x", {}))
    assert not changed.concerns(PAGE, Candidate(tests / "test_interpreter.py", "test_x", {}))
    assert not changed.concerns(PAGE, Candidate(tests / "test_mistakes.py", "test_x", {}))


def test_what_is_left_out_is_there() -> None:
    """And is told, so that nobody believes that it was looked at."""
    tests = ROOT / "tests"
    assert all((tests / f"{stem}.py").exists() for stem in changed.LEFT_OUT)
    (*_, last) = changed.told(PAGE)
    assert all(what in last for what in changed.LEFT_OUT.values())
