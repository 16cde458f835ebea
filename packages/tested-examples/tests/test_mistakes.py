"""Promise: a mistake gets one clear message and loses nothing.

The message says where, what, what was expected and what to type.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import markdown
import pytest
from support.project import PYTHONS
from tested_examples import example
from tested_examples.__main__ import main
from tested_examples.interpreter import SUPPORTED
from tested_examples.problem import Problem
from tested_examples.running import recording, transcript

GOOD = '''\
"""Prints a greeting."""


def main() -> None:
    print("hello")


if __name__ == "__main__":
    main()
'''
HERE = PYTHONS[f"3.{sys.version_info[1]}"]


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with one good example, recorded on the Python of the tests."""
    project = tmp_path_factory.mktemp("recorded")
    for name in ("examples/tasks", "docs"):
        (project / name).mkdir(parents=True)
    (project / "examples/tasks/good.py").write_text(GOOD)
    (project / "docs/index.md").write_text("# Title\n\n/// example | tasks/good.py\n///\n")
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(project)
        patched.setattr("tested_examples.interpreter.find", lambda: {HERE.version: HERE})
        assert main(["record"]) == 0
        assert main(["assets"]) == 0
        assert main(["check"]) == 0
    return project


@pytest.fixture
def recorded(once: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """That project, to make a mistake in."""
    monkeypatch.setattr("tested_examples.interpreter.find", lambda: {HERE.version: HERE})
    shutil.copytree(once, scratch, dirs_exist_ok=True)
    return scratch


# ------------------------------------------------------------------------------ scripts

SCRIPTS: dict[str, tuple[str | bytes, list[str]]] = {
    "raises": (
        GOOD.replace('print("hello")', 'raise OSError("no network")'),
        ["examples/tasks/bad.py:5: ended with exit status 1", "OSError: no network", "next"],
    ),
    "prints to stderr": (
        GOOD.replace('print("hello")', 'import sys\n    print("oh", file=sys.stderr)'),
        ["examples/tasks/bad.py: printed to stderr", "stderr    oh", "examples/mistakes/"],
    ),
    "loses an exception": (
        '"""Loses one."""\nimport asyncio\n\nasync def fail():\n    raise OSError("lost")\n\n'
        "async def main():\n    asyncio.ensure_future(fail())\n    await asyncio.sleep(0.05)\n\n"
        "asyncio.run(main())\n",
        ["examples/tasks/bad.py:5: printed to stderr", "never retrieved"],
    ),
    "is not UTF-8": (
        GOOD.encode().replace(b"hello", b"h\xe9llo"),
        ["examples/tasks/bad.py:5: not UTF-8: byte 0xe9", "save the file again as UTF-8"],
    ),
    "has a syntax error": (
        GOOD.replace("def main()", "def main("),
        ["examples/tasks/bad.py:4: syntax error", "next"],
    ),
    "has no docstring": (
        "print(1)\n",
        ["examples/tasks/bad.py:1: the script has no docstring", "claim"],
    ),
    "has a broken script block": (
        GOOD.replace(
            "\n\n\ndef", '\n\n# /// script\n# requires-python = "3.fourteen"\n# ///\n\ndef'
        ),
        ["examples/tasks/bad.py:3: the script block cannot be read"],
    ),
}


@pytest.mark.parametrize("case", SCRIPTS)
def test_record_refuses_and_keeps_the_old(
    case: str, recorded: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A failing `make record` names the script and leaves every recording as it was."""
    script, messages = SCRIPTS[case]
    data = script if isinstance(script, bytes) else script.encode()
    (recorded / "examples/tasks/bad.py").write_bytes(data)
    (recorded / "examples/tasks/good.py").write_text(GOOD.replace("hello", "good morning"))
    before = (recorded / "recordings/tasks/good.json").read_bytes()
    assert main(["record"]) == 1
    errors = capfd.readouterr().err
    for message in messages:
        assert message in errors
    assert (recorded / "recordings/tasks/good.json").read_bytes() == before
    assert [path.name for path in (recorded / "recordings/tasks").iterdir()] == ["good.json"]


def test_a_script_that_hangs_is_ended_and_named(scratch: Path) -> None:
    """With the line where it waited, and nothing of it left running."""
    text = GOOD.replace('print("hello")', 'import time\n    print("hello")\n    time.sleep(600)')
    (scratch / "examples/tasks/slow.py").write_text(text)
    shown = example.load("tasks/slow.py", Path("examples"))
    with pytest.raises(Problem) as caught:
        transcript.run(shown, HERE, time_limit=1.5)
    told = str(caught.value)
    assert told.startswith("examples/tasks/slow.py:7: still running after 1.5 seconds on Python")
    assert "last line  hello" in told


def test_a_script_for_another_python_is_refused(scratch: Path) -> None:
    """It says which one it needs."""
    block = '\n\n# /// script\n# requires-python = ">=3.99"\n# ///\n\ndef'
    (scratch / "examples/tasks/new.py").write_text(GOOD.replace("\n\n\ndef", block))
    shown = example.load("tasks/new.py", Path("examples"))
    with pytest.raises(Problem, match=r"new.py: needs Python >=3.99, this is 3\."):
        transcript.run(shown, HERE)


# --------------------------------------------------------------------------- recordings


def edit(path: Path, old: str, new: str) -> None:
    """Change a text in a file, as a hand would."""
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


RECORDINGS: dict[str, tuple[Callable[[Path], object], list[str]]] = {
    "edited by hand": (
        lambda root: edit(root / "recordings/tasks/good.json", "hello", "hullo"),
        ["recordings/tasks/good.json: the recording cannot be read: its seal does not match"],
    ),
    "not JSON": (
        lambda root: edit(root / "recordings/tasks/good.json", '"example":', '"example"'),
        ["recordings/tasks/good.json:3: the recording cannot be read"],
    ),
    "stale": (
        lambda root: edit(root / "examples/tasks/good.py", "hello", "good morning"),
        ["recordings/tasks/good.json: the recording is stale: tasks/good.py has changed since"],
    ),
    "normalised in a way that nothing explains": (
        lambda root: edit(root / "recordings/tasks/good.json", "[]", '["sockets"]'),
        ["the recording cannot be read: 'sockets' is no kind of normalising: paths, frames"],
    ),
    "missing": (
        lambda root: (root / "recordings/tasks/good.json").unlink(),
        ["recordings/tasks/good.json: the recording of tasks/good.py is missing"],
    ),
}


@pytest.mark.parametrize("case", RECORDINGS)
def test_recordings_are_watched(
    case: str, recorded: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """`check`, which runs nothing, and the builder both stop; `make record` is the cure."""
    change, messages = RECORDINGS[case]
    change(recorded)
    assert main(["check"]) == 1
    errors = capfd.readouterr().err
    for message in [*messages, "next", "make record"]:
        assert message in errors
    with pytest.raises(Problem, match=r"recordings/tasks/good.json"):
        markdown.markdown(
            "/// example | tasks/good.py\n///", extensions=["tested_examples.pages.extension"]
        )
    assert main(["record"]) == 0
    assert main(["assets"]) == 0
    assert main(["check"]) == 0


def test_a_recording_says_what_is_not_verified(recorded: Path) -> None:
    """A contributor with one Python may record; the other versions are named on the page."""
    html = markdown.markdown(
        "/// example | tasks/good.py\n///", extensions=["tested_examples.pages.extension"]
    )
    others = [version for version in SUPPORTED if version != HERE.version]
    assert f"Verified on Python {HERE.version}" in html
    assert "not yet verified on" in html
    shown = example.load("tasks/good.py", Path("examples"))
    taken = recording.read(shown, Path("recordings"))
    assert recording.unverified(shown, taken) == tuple(others)
    assert recorded


def test_other_versions_are_kept_while_the_script_is_the_same(recorded: Path) -> None:
    """Recording on one Python does not forget what others printed; a changed script does."""
    shown = example.load("tasks/good.py", Path("examples"))
    folder = recorded / "recordings"
    ours = recording.read(shown, folder).groups[0].transcript
    runs = dict.fromkeys(SUPPORTED, ours)
    recording.write(recording.grouped(shown, runs), folder)
    assert main(["record"]) == 0
    assert recording.read(shown, folder).versions == SUPPORTED
    (recorded / "examples/tasks/good.py").write_text(GOOD.replace("hello", "good morning"))
    assert main(["record"]) == 0
    changed = example.load("tasks/good.py", Path("examples"))
    assert recording.read(changed, folder).versions == (HERE.version,)


# ------------------------------------------------------------------------------- copies


@pytest.mark.parametrize("change", ["edited", "missing", "left over"])
def test_an_old_copy_is_told(
    change: str, recorded: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Or a reader would download another script than the page shows; one command is the cure."""
    copy = recorded / "docs/examples/tasks/good.py"
    assert copy.read_bytes() == (recorded / "examples/tasks/good.py").read_bytes()
    if change == "edited":
        edit(copy, "hello", "hullo")
    elif change == "missing":
        copy.unlink()
    else:
        copy = copy.with_name("gone.py")
        copy.write_text(GOOD)
    assert main(["check"]) == 1
    errors = capfd.readouterr().err
    assert f"docs/examples/tasks/{copy.name}: the copy is old or missing" in errors
    assert "next      python -m tested_examples assets" in errors
    assert main(["assets"]) == 0
    assert main(["check"]) == 0
    assert [path.name for path in copy.parent.iterdir()] == ["good.py"]


# ------------------------------------------------------------------------------- pages

BLOCKS = {
    "unknown example": (
        "/// example | tasks/god.py\n///",
        ["there is no example 'tasks/god.py'", "near", "tasks/good.py"],
    ),
    "path that leaves": (
        "/// example | ../secret.py\n///",
        ["'../secret.py' leaves the folder of examples"],
    ),
    "no name": ("/// example\n///", ["the block names no example"]),
    "unknown part": (
        "/// example | tasks/good.py\npart: mian\n///",
        ["tasks/good.py has no function or class 'mian'", "main"],
    ),
    "unknown text": (
        "/// example | tasks/good.py\npart: main\nhighlight: docstring\n///",
        ["no line shown of tasks/good.py contains 'docstring'", "lines 4 to 5"],
    ),
    "unknown option": (
        "/// example | tasks/good.py\nlines: 3-5\n///",
        ["unknown option 'lines'", "part: … or highlight: …"],
    ),
    "second part": (
        "/// example | tasks/good.py\npart: main\npart: publish\n///",
        ["the block has a second 'part:'", "found     part: publish", "one part: in a block"],
    ),
    "unknown kind of timeline": (
        "/// example | tasks/good.py\ntimeline: small\n///",
        ["timeline: small is not known", "timeline: none, which leaves the drawing out"],
    ),
    "text in the block": (
        "/// example | tasks/good.py\nSome prose\n///",
        ["this is not an option: 'Some prose'"],
    ),
}


@pytest.mark.parametrize("case", BLOCKS)
def test_blocks_are_checked(case: str, recorded: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """With page and line, before the build and in it."""
    block, messages = BLOCKS[case]
    page = recorded / "docs/index.md"
    page.write_text(f"# Title\n\n/// example | tasks/good.py\n///\n\n{block}\n")
    (recorded / "secret.py").write_text(GOOD)
    assert main(["check"]) == 1
    errors = capfd.readouterr().err
    for message in ["docs/index.md:6: ", "next", *messages]:
        assert message in errors
    with pytest.raises(Problem) as caught:
        markdown.markdown(page.read_text(), extensions=["tested_examples.pages.extension"])
    for message in messages:
        assert message in str(caught.value)


@pytest.mark.parametrize(
    "highlight", ["except* OSError:", "async with asyncio.timeout(1):", "# a # b", "'x': [1"]
)
def test_any_text_can_be_highlighted(highlight: str, scratch: Path) -> None:
    """The options are not YAML, so code needs no quotes."""
    text = f'"""A claim."""\n\nTEXT = r"""\n{highlight}\n"""\n'
    (scratch / "examples/tasks/text.py").write_text(text)
    shown = example.load("tasks/text.py", Path("examples"))
    recording.write(recording.grouped(shown, {}), Path("recordings"))
    html = markdown.markdown(
        f"/// example | tasks/text.py\nhighlight: {highlight}\n///",
        extensions=["tested_examples.pages.extension"],
    )
    assert html.count("line--marked") == 1


def test_an_example_that_no_page_shows(recorded: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Is named, with the block to paste."""
    (recorded / "docs/index.md").write_text("# Title\n")
    assert main(["check"]) == 1
    errors = capfd.readouterr().err
    assert "examples/tasks/good.py: no page shows this example" in errors
    assert "/// example | tasks/good.py" in errors


def test_every_problem_is_told_in_one_pass(
    recorded: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A person mends them in one go."""
    (recorded / "examples/tasks/other.py").write_text("print(1)\n")
    (recorded / "docs/page.md").write_text(
        "/// example | tasks/none.py\n///\n\n```python\n1\n```\n"
    )
    assert main(["check"]) == 1
    errors = capfd.readouterr().err
    for message in ("other.py:1: ", "docs/page.md:1: ", "docs/page.md:4: ", "other.py: no page"):
        assert message in errors


def test_a_recording_is_readable(recorded: Path) -> None:
    """Plain JSON, a line of the transcript a line of the file: a change is seen in the diff."""
    text = (recorded / "recordings/tasks/good.json").read_text()
    assert json.loads(text)["transcripts"][0]["lines"] == ["stdout hello"]
    assert '\n    "stdout hello"\n' in text
