"""Promise: an example that needs packages is run with those that its script block asks for.

`uv run example.py` gives a reader what the block says, so the lock must not hold anything else.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from support.project import EXAMPLES, PYTHONS, fail
from tested_examples import example, interpreter
from tested_examples.problem import Problem
from tested_examples.running import environment, transcript

NAMES = [name for name in example.names(EXAMPLES) if example.load(name, EXAMPLES).dependencies]
SCRIPT = '"""A claim."""\n\n# /// script\n# {}\n# ///\n'


def written(folder: Path, block: str) -> example.Example:
    """An example with such a script block."""
    (folder / "examples/tasks/needs.py").write_text(SCRIPT.format(block))
    return example.load("tasks/needs.py", folder / "examples")


@pytest.mark.parametrize("name", NAMES)
def test_the_lock_holds_what_the_script_asks_for(name: str) -> None:
    """In a version that it allows, for each Python that it is run on."""
    shown = example.load(name, EXAMPLES)
    try:
        for version in interpreter.WITH_PACKAGES:
            assert environment.versions(shown, version).keys() == {
                each.name for each in shown.dependencies
            }
    except Problem as problem:
        fail(problem)


def test_there_are_such_examples_in_one_folder() -> None:
    """Whoever copies an example from another chapter needs nothing but Python."""
    assert NAMES
    assert {name.partition("/")[0] for name in NAMES} == {"frameworks"}


def test_a_version_that_the_script_excludes_is_told(scratch: Path) -> None:
    """And a package that nobody locked."""
    environment.LOCK.write_text("anyio==4.1.0 \\\n    --hash=sha256:0\n")
    with pytest.raises(Problem, match=r"needs anyio>=5, and .* has 4\.1\.0"):
        environment.versions(written(scratch, 'dependencies = ["anyio>=5"]'), "3.11")
    with pytest.raises(Problem, match=r"needs trio, and .* has none"):
        environment.versions(written(scratch, 'dependencies = ["trio"]'), "3.11")


def test_a_python_has_its_own_version_of_a_package(scratch: Path) -> None:
    """Django needs a newer Python than the floor for its newest release."""
    environment.LOCK.write_text(
        "django==5.2 ; python_full_version < '3.12' \\\n"
        "django==6.1 ; python_full_version >= '3.12' \\\n"
    )
    shown = written(scratch, 'dependencies = ["django>=5"]')
    assert environment.versions(shown, "3.11") == {"django": "5.2"}
    assert environment.versions(shown, "3.15") == {"django": "6.1"}


def test_missing_packages_are_told_with_what_to_type(scratch: Path) -> None:
    """A traceback of an import would not say it."""
    environment.LOCK.write_text("anyio==4.1.0 \\\n")
    shown = written(scratch, 'dependencies = ["anyio"]')
    python = next(each for each in PYTHONS.values() if shown.runs_on(each.version))
    with pytest.raises(Problem, match="not installed for Python") as told:
        transcript.run(shown, python)
    assert told.value.next_step == "make frameworks"


@pytest.mark.parametrize("block", ['dependencies = "anyio"', 'dependencies = ["any io"]'])
def test_a_misspelt_block_is_told(block: str, scratch: Path) -> None:
    """uv would not read it either."""
    with pytest.raises(Problem, match="the script block cannot be read"):
        written(scratch, block)


def test_other_examples_use_the_python_itself(scratch: Path) -> None:
    """Nothing that is installed for others is there to be imported by chance."""
    python = next(iter(PYTHONS.values()))
    assert environment.of(written(scratch, 'requires-python = ">=3.11"'), python) == python
