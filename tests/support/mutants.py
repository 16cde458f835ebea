"""Lies, each of which would mislead a reader: edits of examples, recordings, pages and settings.

In: a copy of the project. Out: the same with one thing changed, and the check that has to notice.

Runs are made on the Pythons of this machine, so it tells most lies where all of them are. A
recording is sealed again after it was changed, as whoever wants to lie would do. What a machine
cannot know, such as a sentence that says the contrary of what its example shows, is not here; see
`NOT_CAUGHT`.
"""

from __future__ import annotations

import dataclasses
import itertools
import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from support.project import EXAMPLES, PAGES, PYTHONS, RECORDINGS
from tested_examples import example
from tested_examples.pages import page
from tested_examples.problem import Problem
from tested_examples.running import recording
from tested_examples.running.recording import Group, Recording

CHECK = ("-m", "tested_examples", "check")
"""What `make site` does first; runs nothing."""

NOT_CAUGHT = (
    "a negation in a sentence: 'does not wait' turned into 'waits'",
    "a link that leads to another true page than the sentence means",
)
"""Kinds that would take understanding. They are read by people; nothing here counts them."""


@dataclass(frozen=True)
class Mutant:
    """One lie: what it is, how to tell it, and the arguments of Python that find it out."""

    name: str
    change: Callable[[Path], None]
    found_by: tuple[str, ...] = CHECK


def all_mutants() -> list[Mutant]:
    """Every mutant, in the same order each time."""
    made = [
        *_of_examples(),
        *_of_recordings(),
        *_of_timelines(),
        *_of_directives(),
        *_of_prose(),
        *_of_typed_code(),
        *_of_notebooks(),
        *_of_settings(),
        *_of_styles(),
    ]
    names = [each.name for each in made]
    assert len(set(names)) == len(names), "two mutants have one name"
    return made


def write(path: Path, text: str) -> None:
    """Put a text in place of a file that may be a hard link to the project's own."""
    path.unlink()
    path.write_text(text, encoding="utf-8", newline="\n")


def _edit(name: str, change: Callable[[str], str]) -> Callable[[Path], None]:
    """Change a file of the copy; it has to become another."""

    def changed(copy: Path) -> None:
        text = (copy / name).read_text(encoding="utf-8")
        edited = change(text)
        assert edited != text, f"{name} stays as it was"
        write(copy / name, edited)

    return changed


def _replaced(pattern: str, by: str) -> Callable[[str], str]:
    """The first match of a regular expression becomes something else."""
    return lambda text: re.sub(pattern, by, text, count=1)


@cache
def _all_kept() -> dict[str, Recording]:
    """The recording of each example, even if it is stale: that is for other tests to tell."""
    kept: dict[str, Recording] = {}
    for name in example.names(EXAMPLES):
        with suppress(Problem):
            shown = example.load(name, EXAMPLES)
            kept[name] = recording.read_whatever_its_age(shown, RECORDINGS)
    return kept


def _names(every: int, start: int = 0) -> list[str]:
    return list(_all_kept())[start::every]


# ------------------------------------------------------------------------------ examples


def _of_examples() -> Iterator[Mutant]:
    """The script is not the one that was run."""
    edits: list[tuple[str, Callable[[str], str]]] = [
        ("says something else", lambda text: text.replace('print("', 'print("not ', 1)),
        ("sleeps longer", lambda text: re.sub(r"sleep\(0\.(\d)", r"sleep(1.\1", text, count=1)),
        ("claims the contrary", lambda text: text.replace('"""', '"""It is not so that: ', 1)),
        ("awaits no more", lambda text: text.replace("    await ", "    ", 1)),
    ]
    for name, (what, edit) in zip(_names(3), itertools.cycle(edits), strict=False):
        source = (EXAMPLES / name).read_text(encoding="utf-8")
        if edit(source) != source:
            yield Mutant(f"{name}: {what}", _edit(f"examples/{name}", edit))


# ---------------------------------------------------------------------------- recordings

Change = Callable[[Recording], Recording]


def _resealed(name: str, change: Change) -> Callable[[Path], None]:
    """Change a recording and seal it again."""

    def changed(copy: Path) -> None:
        loaded = example.load(name, copy / "examples")
        kept = recording.read(loaded, copy / "recordings")
        made = change(kept)
        assert made != kept, f"the recording of {name} stays as it was"
        recording.path_of(name, copy / "recordings").unlink()
        recording.write(made, copy / "recordings")

    return changed


def _first_group(kept: Recording, **changes: Any) -> Recording:
    group, *others = kept.groups
    transcript = dataclasses.replace(group.transcript, **changes)
    return dataclasses.replace(kept, groups=(Group(group.versions, transcript), *others))


def _lines(kept: Recording) -> list[Any]:
    return list(kept.groups[0].transcript.lines)


def _drop_line(kept: Recording) -> Recording:
    return _first_group(kept, lines=tuple(_lines(kept)[:-1]))


def _say_twice(kept: Recording) -> Recording:
    lines = _lines(kept)
    return _first_group(kept, lines=(lines[0], *lines))


def _swap_lines(kept: Recording) -> Recording:
    lines = _lines(kept)
    place = next(i for i in range(len(lines) - 1) if lines[i] != lines[i + 1])
    lines[place], lines[place + 1] = lines[place + 1], lines[place]
    return _first_group(kept, lines=tuple(lines))


def _change_a_word(kept: Recording) -> Recording:
    first, *others = _lines(kept)
    return _first_group(kept, lines=(dataclasses.replace(first, text=first.text + "!"), *others))


def _other_stream(kept: Recording) -> Recording:
    first, *others = _lines(kept)
    stream = "stderr" if first.stream == "stdout" else "stdout"
    return _first_group(kept, lines=(dataclasses.replace(first, stream=stream), *others))


def _other_status(kept: Recording) -> Recording:
    return _first_group(kept, status=1 - min(1, kept.groups[0].transcript.status))


_TRANSCRIPTS: list[tuple[str, Change]] = [
    ("its last line is dropped", _drop_line),
    ("two lines change places", _swap_lines),
    ("a word changes", _change_a_word),
    ("a line changes its stream", _other_stream),
    ("its exit status changes", _other_status),
    ("its first line comes twice", _say_twice),
]


def _prints(kept: Recording) -> int:
    return len({line.text for line in kept.groups[0].transcript.lines})


def _of_recordings() -> Iterator[Mutant]:
    """The output is not the one that was printed, and the seal is right."""
    names = [name for name in _names(2) if _prints(_all_kept()[name]) > 1]
    for name, (what, change) in zip(names, itertools.cycle(_TRANSCRIPTS), strict=False):
        version = _version_here(_all_kept()[name])
        if version is None:
            continue
        node = _PRINTS.format(name, PYTHONS[version])
        yield Mutant(
            f"recording of {name}: {what}", _resealed(name, change), ("-m", "pytest", node)
        )
    for name, kept in _all_kept().items():
        version = _version_here(kept)
        if len(kept.groups) > 1 and version:
            node = _PRINTS.format(name, PYTHONS[version])
            yield Mutant(
                f"recording of {name}: Pythons change places",
                _resealed(name, _pythons_change_places),
                ("-m", "pytest", node),
            )
    for name in _names(24, 1):
        yield Mutant(
            f"recording of {name}: a word changes, unsealed",
            _edit(f"recordings/{name}".removesuffix(".py") + ".json", _unsealed),
        )


_PRINTS = "tests/test_transcripts.py::test_prints_what_was_recorded[{}-{}]"


def _version_here(kept: Recording) -> str | None:
    """A Python of this machine that confirms the first transcript, or contradicts another."""
    return next((each for each in kept.groups[0].versions if each in PYTHONS), None)


def _unsealed(text: str) -> str:
    return re.sub(r'("std(?:out|err) )', r"\1x", text, count=1)


def _pythons_change_places(kept: Recording) -> Recording:
    first, second, *others = kept.groups
    return dataclasses.replace(
        kept,
        groups=(
            Group(first.versions, second.transcript),
            Group(second.versions, first.transcript),
            *others,
        ),
    )


# ----------------------------------------------------------------------------- timelines

Data = dict[str, Any]


def _of_timelines() -> Iterator[Mutant]:
    """The picture is not that of the run, and the seal is right."""
    edits: list[tuple[str, Callable[[Data], object]]] = [
        ("a step ends elsewhere", _another_line),
        ("a task has another name", lambda data: data["tasks"][-1].update(coroutine="nobody")),
        ("a task was made by nobody", lambda data: data["tasks"][-1].update(parent=None)),
        ("a task ends otherwise", _another_outcome),
        ("a step is missing", lambda data: data["steps"].pop()),
        ("a print is another's", _another_printer),
    ]
    for name, (what, edit) in zip(_names(3, 2), itertools.cycle(edits), strict=False):
        kept = _all_kept()[name]
        if kept.timeline is None or kept.timeline.python not in PYTHONS or not _changes(kept, edit):
            continue
        node = "tests/test_recorded_timelines.py::test_the_timeline_is_that_of_a_run"
        yield Mutant(
            f"timeline of {name}: {what}",
            _resealed(name, partial(_with_timeline, edit)),
            ("-m", "pytest", f"{node}[{name}]"),
        )


def _with_timeline(edit: Callable[[Data], object], kept: Recording) -> Recording:
    from asyncio_timeline.timeline import from_data, to_data

    assert kept.timeline is not None
    data: Data = json.loads(json.dumps(to_data(kept.timeline)))
    edit(data)
    return dataclasses.replace(kept, timeline=from_data(data))


def _changes(kept: Recording, edit: Callable[[Data], object]) -> bool:
    try:
        return _with_timeline(edit, kept) != kept
    except (IndexError, KeyError, StopIteration, ValueError):
        return False


def _another_line(data: Data) -> None:
    lines = next(each for each in data["steps"] if each["wait"] and each["wait"]["line"])
    lines["wait"]["line"] += 1


def _another_outcome(data: Data) -> None:
    last = data["tasks"][-1]
    last["outcome"] = "cancelled" if last["outcome"] == "result" else "result"


def _another_printer(data: Data) -> None:
    printed = next(each for each in data["prints"] if each["step"])
    printed["step"] = 0


# --------------------------------------------------------------------------------- pages


def _pages() -> list[Path]:
    return page.markdown_files(PAGES)


def _name(path: Path) -> str:
    return f"docs/{path.relative_to(PAGES).as_posix()}"


_PREDICTS, _DIFFERS = r"/// predict \| .*", "/// predict | mistakes/answer_comes_late.py"


def _of_directives() -> Iterator[Mutant]:
    """A page asks for something that is not there, or no longer for an example."""
    edits: list[tuple[str, Callable[[str], str]]] = [
        ("asks for no such example", _replaced(r"(/// example \| \w+/)", r"\1no_")),
        ("asks for no such part", _replaced(r"(?m)^part: ", "part: no_")),
        ("marks what is not there", _replaced(r"(?m)^highlight: ", "highlight: no ")),
        ("has an unknown option", _replaced(r"(?m)^highlight: ", "lines: ")),
        ("has a prediction of no such example", _replaced(r"(/// predict \| \w+/)", r"\1no_")),
        ("has a prediction that differs by version", _replaced(_PREDICTS, _DIFFERS)),
        ("compares with no such example", _replaced(r"(/// compare \| .* \| \w+/)", r"\1no_")),
        ("compares one example", _replaced(r"(/// compare \| \S+) \| .*", r"\1")),
        ("has a prediction with an option", _replaced(r"(/// predict \| .*)", r"\1\npart: main")),
        ("shows an example no more", _replaced(r"(?s)/// example \|.*?\n///\n", "")),
    ]
    shown_once = _shown_once()
    for path in _pages():
        text = path.read_text(encoding="utf-8")
        for what, edit in edits:
            first = re.search(r"/// example \| (\S+)", text)
            is_left = "no more" in what and (first is None or first[1] not in shown_once)
            if edit(text) == text or is_left:
                continue
            yield Mutant(f"{_name(path)} {what}", _edit(_name(path), edit))


def _shown_once() -> set[str]:
    blocks = [
        block.argument
        for path in _pages()
        for block in page.read(path.read_text(encoding="utf-8"))[0]
    ]
    return {each for each in blocks if blocks.count(each) == 1}


_FACTS: list[tuple[str, str, str]] = [
    ("another number of seconds", r"(?<![\w.`])0\.(\d) s\b", r"7.\1 s"),
    ("another version", r"(?<![\w.])3\.1([234])(?=[\s,.:)])(?![^\n]*3\.15)", r"3.3\1"),
    ("another rule of Ruff", r"`(RUF|ASYNC)(\d\d)\d`", r"`\g<1>\g<2>9`"),
    ("another code of mypy", r"`unused-coroutine`", "`unused-awaitable`"),
    ("a name that Python has not", r"`asyncio\.(\w+)", r"`asyncio.\1_soon"),
    ("a function that Python has not", r"`(create_task|ensure_future|to_thread|gather)`", r"`\1s`"),
    ("a message that nobody prints", r"(?m)^## `([^`]+)`", r"## `\1 Really.`"),
    ("a message of the list that nobody prints", r"(?m)^\* \[`([^`]+)`\]", r"* [`\1 Really.`]"),
]


def _of_prose() -> Iterator[Mutant]:
    """A sentence states a fact that no example on its page proves."""
    for path in _pages():
        text = path.read_text(encoding="utf-8")
        for what, pattern, by in _FACTS:
            if "message" in what and not path.name.startswith("errors"):
                continue
            found = [
                each for each in re.finditer(pattern, text) if not _is_elsewhere(text, each.start())
            ]
            for number, each in enumerate(found[:2], 1):
                yield Mutant(
                    f"{_name(path)} states {what} ({number})", _edit(_name(path), _at(each, by))
                )


def _is_elsewhere(text: str, place: int) -> bool:
    """In the head of the page, in a block, or in a paragraph that names its source."""
    if text.startswith("---\n") and place < text.index("\n---\n", 4):
        return True
    start = text.rfind("\n\n", 0, place)
    paragraph = text[start : text.find("\n\n", place)]
    return "///" in paragraph or "docs.python.org" in paragraph or "][" in paragraph


def _at(found: re.Match[str], by: str) -> Callable[[str], str]:
    return lambda text: text[: found.start()] + found.expand(by) + text[found.end() :]


_CODE: list[tuple[str, str]] = [
    ("a fence of Python", "```python\nprint(1)\n```"),
    ("a fence of tildes", "~~~\nprinted\n~~~"),
    ("code in a div", "<div><code>print(1)<br>print(2)</code></div>"),
    ("code in a pre", "<pre>print(1)</pre>"),
    ("output in a samp", "<samp>tweet: sent</samp>"),
    ("a figure of its own", '<figure data-example="tutorial/x.py"><pre>1</pre></figure>'),
    ("a style", "<style>.stderr { display: none }</style>"),
    ("a script", "<script>document.querySelector('samp').remove()</script>"),
]


def _of_typed_code() -> Iterator[Mutant]:
    """Code or output that somebody typed."""
    pages = itertools.cycle(path for path in _pages() if path.name != "index.md")
    for (what, typed), path in zip(_CODE * 2, pages, strict=False):
        yield Mutant(
            f"{_name(path)} holds {what}",
            _edit(_name(path), _replaced(r"\Z", f"\n{typed}\n")),
        )


# ------------------------------------------------------------------- notebooks, settings

_NOTEBOOK = "docs/notebooks/asyncio-in-a-notebook.ipynb"


def _cells(change: Callable[[list[Data]], object]) -> Callable[[Path], None]:
    def edit(text: str) -> str:
        document = json.loads(text)
        change(document["cells"])
        return json.dumps(document, indent=1) + "\n"

    return _edit(_NOTEBOOK, edit)


def _printing(cells: list[Data]) -> Data:
    return next(each for each in cells if each["cell_type"] == "code" and each["outputs"])


def _of_notebooks() -> Iterator[Mutant]:
    """A notebook shows what its cells do not print."""
    ran = ("-m", "pytest", "tests/test_notebook.py", "-k", "test_prints_what_is_stored")
    yield Mutant(
        "notebook: a word of an output changes",
        _cells(lambda cells: _printing(cells)["outputs"][0].update(text=["not so\n"])),
        ran,
    )
    yield Mutant(
        "notebook: an output is dropped",
        _cells(lambda cells: _printing(cells)["outputs"].clear()),
        ran,
    )
    yield Mutant(
        "notebook: a cell prints something else",
        _cells(lambda cells: _printing(cells).update(source=["print('other')\n"])),
        ran,
    )
    settings = ("-m", "pytest", "tests/test_configuration.py")
    yield Mutant(
        "notebook: a cell may fail",
        _cells(lambda cells: _printing(cells)["metadata"].update(tags=["raises-exception"])),
        settings,
    )


def _of_settings() -> Iterator[Mutant]:
    """A setting would let a lie through, or hide a page."""
    found_by = ("-m", "pytest", "tests/test_configuration.py")
    for path in _pages()[::4]:
        line = path.relative_to(PAGES).as_posix()
        yield Mutant(
            f"{line} is dropped from the navigation",
            _edit("mkdocs.yml", _replaced(rf"\n *- ([^\n]*: )?{re.escape(line)}(?=\n)", "")),
            found_by,
        )
    edits: Iterable[tuple[str, str, str]] = [
        ("notebooks may fail", "allow_errors: false", "allow_errors: true"),
        ("a build runs notebooks", "execute: false", "execute: true"),
        (
            "another extension makes listings",
            "tested_examples.pages.extension",
            "pymdownx.snippets",
        ),
        ("HTML in Markdown is rendered", "  - admonition", "  - admonition\n  - md_in_html"),
    ]
    for what, old, new in edits:
        yield Mutant(
            f"mkdocs.yml: {what}",
            _edit("mkdocs.yml", _replaced(re.escape(old), new)),
            found_by,
        )
    yield Mutant(
        "a page is in no navigation",
        _unseen_page,
        found_by,
    )
    yield Mutant(
        "Makefile: a build is not strict",
        _edit("Makefile", lambda t: t.replace("mkdocs build --strict", "mkdocs build", 1)),
        found_by,
    )


def _unseen_page(copy: Path) -> None:
    (copy / "docs/how-to/unseen.md").write_text("# Unseen\n", encoding="utf-8")


# -------------------------------------------------------------------------------- styles

_STYLES = (
    ("hides what went to stderr", "samp.stderr { display: none !important }"),
    ("makes stderr transparent", ".transcript .stderr { opacity: 0 }"),
    ("shrinks what was printed", ".transcript .line { font-size: 1px }"),
    ("clips the exit status away", ".listing__status { clip-path: inset(100%) }"),
    ("shows another version's output", ".listing__panel { display: block !important }"),
    ("hides what differs, at the foot", ".listing__foot { visibility: hidden }"),
)


def _of_styles() -> Iterator[Mutant]:
    """Everything is in the page, and the eye is lied to."""
    for what, rule in _STYLES:
        yield Mutant(
            f"a style sheet {what}",
            partial(_add_rule, rule),
            ("-m", "pytest", "tests/test_visible.py"),
        )


def _add_rule(rule: str, copy: Path) -> None:
    sheets = sorted((copy / "docs/assets").rglob("*.css"))
    sheet = next(each for each in sheets if ".listing__output" in each.read_text("utf-8"))
    write(sheet, f"{sheet.read_text('utf-8')}\n{rule}\n")
