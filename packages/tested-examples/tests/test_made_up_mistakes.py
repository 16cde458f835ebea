"""Promise: whatever a page, a script or a recording holds, the answer is a right page or a message.

Never a traceback of ours: somebody who writes prose cannot do anything with one. Hypothesis makes
up mistakes that nobody thought of, the same ones each time; FUZZ=1 makes up others, and more.
"""

# mypy: disable-error-code="import-not-found, untyped-decorator"

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import markdown
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.project import PYTHONS
from tested_examples import example
from tested_examples.__main__ import main
from tested_examples.pages import check, listing
from tested_examples.problem import Problem
from tested_examples.running import recording

FUZZ = os.environ.get("FUZZ") == "1"
NAME, PAGE = "tasks/good.py", Path("docs/index.md")
HERE = PYTHONS[f"3.{sys.version_info[1]}"]
GOOD = '''\
"""Prints a `greeting`."""

import asyncio


class Reader:
    async def reads(self) -> None:
        print("hello")


async def main() -> None:
    await asyncio.create_task(Reader().reads())


if __name__ == "__main__":
    asyncio.run(main())
'''

many = settings(
    max_examples=3000 if FUZZ else 60,
    derandomize=not FUZZ,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def recorded(scratch: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A project with one good example, recorded on the Python of the tests."""
    monkeypatch.setattr("tested_examples.interpreter.find", lambda: {HERE.version: HERE})
    (scratch / "examples" / NAME).write_text(GOOD)
    PAGE.write_text(f"# Title\n\n/// example | {NAME}\n///\n")
    assert main(["record"]) == 0
    assert main(["assets"]) == 0
    yield scratch


def rendered(text: str) -> str | Problem:
    """A page as HTML, or the message that stops the build. All else is a failure."""
    try:
        return markdown.Markdown(extensions=["tested_examples.pages.extension"]).convert(text)
    except Problem as problem:
        return problem


def checked() -> list[Problem]:
    """What `make site` says. Each message names a file, and what to do or what was expected."""
    problems = check.problems(Path("examples"), Path("recordings"), Path("docs"))
    for problem in problems:
        said = str(problem)
        assert said.startswith(("examples/", "recordings/", "docs/")), said
        assert "Traceback" not in said
        assert "expected" in said or "next" in said, said
    return problems


# -------------------------------------------------------------------------------- pages

anything = st.text(st.characters(codec="utf-8"), max_size=12)
slashes = st.sampled_from(["///", "////", " ///", "//", "/// /"])
known = ["example", "predict", "compare", "table", "examples", "playground", "traceback"]
kinds = st.sampled_from([*known, "exampel", "Example", ""])
names = st.sampled_from([NAME, "tasks/bad.py", "../good.py", "tasks", "/etc/passwd", "a\x00b", ""])
options = st.sampled_from(
    """\
part: main; part: Reader.reads; part:; part: mian; part: main\npart: Reader; highlight: await;
highlight: hello; highlight:; open: yes;   part: main; - x; attrs: {class: x}; # a comment;
highlight: [; \u2028; ```python\nx = 1\n```""".replace(";\n", "; ").split("; ")
)


@st.composite
def blocks(draw: Any) -> str:
    """A block, nearly right."""
    head = f"{draw(slashes)} {draw(kinds)} | {draw(names | anything)}"
    body = draw(st.lists(options | anything, max_size=3))
    return "\n".join([head, *body, draw(slashes | st.just("///"))])


pages = st.lists(
    blocks() | anything | st.sampled_from(["# Title", "", "> quoted", "1. one", "    code"]),
    max_size=4,
).map("\n\n".join)


@many
@given(text=pages)
def test_a_page(text: str, recorded: Path) -> None:
    """Directives that are unknown, half, nested, or hold what no directive may hold."""
    PAGE.write_text(text, "utf-8")
    problems = checked()
    shown = rendered(text)
    if isinstance(shown, Problem):
        assert problems, f"the build stops, and the check says nothing: {shown}"


# ------------------------------------------------------------------------------ scripts


@st.composite
def scripts(draw: Any) -> bytes:
    """The good script with a piece cut out of it, and perhaps something else in its place."""
    data: bytes = GOOD.encode()
    start = draw(st.integers(0, len(data)))
    end = draw(st.integers(start, min(len(data), start + 40)))
    new: bytes = draw(st.binary(max_size=6) | anything.map(str.encode))
    return data[:start] + new + data[end:]


requirements = anything.map(
    lambda text: GOOD.replace("import asyncio", f"# /// script\n# requires-python = {text}\n# ///")
).map(str.encode)


@many
@given(source=scripts() | requirements | st.binary(max_size=40))
def test_a_script(source: bytes, recorded: Path) -> None:
    """A script that was cut, mangled, or never was Python."""
    script = recorded / "examples" / NAME
    script.write_bytes(source)
    PAGE.write_text(f"/// example | {NAME}\npart: main\n///\n")
    problems = checked()
    shown = rendered(PAGE.read_text())
    assert source == GOOD.encode() or problems
    if isinstance(shown, Problem):
        assert problems
    try:
        listing.prepare(NAME, [("part", "main"), ("highlight", "await")])
        example.load(NAME, Path("examples"))
    except Problem:
        assert problems


# --------------------------------------------------------------------------- recordings

leaves = st.none() | st.booleans() | st.integers(-3, 10) | st.floats() | anything
values = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(anything, inner, max_size=2)
)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value in a JSON document."""
    yield path
    if isinstance(value, dict | list):
        for key, each in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(each, (*path, key))


def replaced(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """A document with another value at one place."""
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = replaced(value[path[0]], path[1:], new)
    return copy


@many
@given(data=st.data())
def test_a_recording(data: st.DataObject, recorded: Path) -> None:
    """A value of it is another one, with a seal that fits or without: it is refused, or shown."""
    file = recorded / "recordings/tasks/good.json"
    good = file.read_text("utf-8")
    try:
        document = json.loads(good)
        path = data.draw(st.sampled_from(list(places(document))), label="place")
        changed = replaced(document, path, data.draw(values, label="value"))
        # Who computes the seal of a timeline that they made up is not mistaken, but lies.
        sealed = isinstance(changed, dict) and path[:1] != ("timeline",)
        if sealed and data.draw(st.booleans(), label="sealed"):
            content = {key: changed[key] for key in changed if key not in ("note", "seal")}
            changed["seal"] = recording._seal(content)
        file.write_text(json.dumps(changed), "utf-8")
        problems = checked()
        shown = rendered(f"/// example | {NAME}\n///\n")
        assert isinstance(shown, Problem) <= bool(problems), shown
        if not isinstance(shown, Problem):
            assert shown.count("<figure") == 1
    finally:
        file.write_text(good, "utf-8")


@many
@given(data=st.data())
def test_half_a_recording(data: st.DataObject, recorded: Path) -> None:
    """Cut off anywhere, as by a full disk, or with other bytes in it."""
    file = recorded / "recordings/tasks/good.json"
    good = file.read_bytes()
    at = data.draw(st.integers(0, len(good) - 1))
    file.write_bytes(good[:at] + data.draw(st.binary(max_size=3)))
    try:
        assert checked()
        assert isinstance(rendered(f"/// example | {NAME}\n///\n"), Problem)
    finally:
        file.write_bytes(good)
