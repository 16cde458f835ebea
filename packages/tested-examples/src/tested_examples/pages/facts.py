"""Facts that a sentence states: a number of seconds, a version, a rule, a message, a name.

In: the Markdown of a page and what its examples prove. Out: the facts that nothing proves.

Code and output are drawn, so they cannot lie. A sentence is typed, and can: `0.3 s` where the
script sleeps 0.1, `RUF006` where Ruff says something else, `asyncio.create_tasks`. So whatever a
machine can look up is looked up, and what cannot be found is a mistake until somebody proves it:

    seconds   stand in the code, the output or the timeline of an example on the page
    versions  part the Pythons of an example on the page, or stand in its code or output; all
              supported ones may be named together (`3.11 to 3.15`)
    rules     (`RUF006`, `unused-coroutine`) were reported for an example on the page
    messages  that stand in the heading of an error were printed by an example below that heading
    tags      of HTML are refused, as what stands between them could be code or output
    tables    that state something are drawn (`/// table`); a typed one may only lead elsewhere
    names     (`asyncio.timeout`) are of the standard library, or stand in an example on the page

A version or a name of the past may also be proved by a link in the same paragraph to Python's
documentation or to a PEP, and a message by a link to the heading that holds it.
"""

from __future__ import annotations

import builtins
import importlib
import keyword
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tested_examples.interpreter import SUPPORTED
from tested_examples.pages import compare
from tested_examples.problem import Problem

SUPPORTED_RANGE = SUPPORTED[0], SUPPORTED[-1]
"""What may be said of the site as a whole."""


@dataclass(frozen=True)
class Proof:
    """What one example proves.

    text      its code and all that it printed
    seconds   that pass in it, as a timeline tells them
    versions  where it needs a newer Python, or prints something else than on the one before
    rules     that a linter or a type checker reports for it
    """

    text: str = ""
    seconds: frozenset[float] = frozenset()
    versions: frozenset[str] = frozenset()
    rules: frozenset[str] = frozenset()


@dataclass
class _Section:
    heading: str
    line: int
    prose: list[tuple[int, str]] = field(default_factory=list)
    examples: list[str] = field(default_factory=list)

    def paragraphs(self) -> Iterator[tuple[int, str]]:
        """The lines that stand together, as one, with the number of the first."""
        together: list[str] = []
        first = 0
        for line, text in [*self.prose, (0, "")]:
            if text.strip() and not re.match(r"\s*([*|-]|\d+\.) ", text):
                first = first or line
                together.append(text.strip())
                continue
            if together:
                yield first, " ".join(together)
            together, first = ([text.strip()], line) if text.strip() else ([], 0)


_LINK = re.compile(r"\[([^\]]*)\]\(([^)]*)\)")
_REFERENCE = re.compile(r"^\[([^\]]+)\]: (\S+)$", re.MULTILINE)
_ANCHORED = re.compile(r"^#+ (.*?)\s*\{\s*#([\w-]+)\s*\}", re.MULTILINE)
_NUMBER = re.compile(
    r"(?<![\w.,-])(\d+(?:[.,]\d+)?)[  ]?(?:simulated )?(ms|s|milliseconds?|seconds?|minutes?)\b"
)
_FLOOR = re.compile(rf"\b{re.escape(SUPPORTED[0])} (?=or newer)")
_LINKED_CODE = re.compile(r"\[`([^`]+)`[^\]]*\]\(([^)]+)\)")
_VERSION = re.compile(r"(?<![\w.])(3\.\d{1,2})(?!\.?\w)")
_TAG = re.compile(r"<[a-zA-Z/!][^>]*(?:>|$)")
_RULE = re.compile(r"\b([A-Z]{1,6}\d{3,4})\b")
_CODE = re.compile(r"(?<!`)`([^`]+)`(?!`)")
_NAME = re.compile(r"[A-Za-z_][\w]*(?:\.[A-Za-z_]\w*)*")
_HEADING = re.compile(r"^(#{1,6})\s+(.*?)(?:\s*\{[^}]*\})?\s*$")
_STARTS_A_BLOCK = re.compile(r"^\s*/{3,}\s*(\w+)\b\s*\|?\s*(.*?)\s*$")


Headings = Mapping[tuple[Path, str], str]
"""The text of a heading by the file and the anchor that lead to it."""


def problems(
    path: Path, text: str, proofs: Mapping[str, Proof], headings: Headings
) -> list[Problem]:
    """What the page says and no example on it proves. `proofs` are by the names of examples."""
    sections = list(_sections(text))
    sources = {name for name, address in _REFERENCE.findall(text) if _is_source(address)}
    on_page = [proofs[name] for each in sections for name in each.examples if name in proofs]
    found: list[Problem] = []
    for section in sections:
        if path.name.startswith("errors-"):
            below = [proofs[name] for name in section.examples if name in proofs]
            found += _messages(path, section, below)
        for line, prose in section.prose:
            if tag := _TAG.search(_CODE.sub("", prose)):
                found.append(_typed_tag(path, line, tag[0]))
        found += _typed_rows(path, section)
        for line, prose in section.paragraphs():
            sourced = _is_source(prose) or any(f"[{name}]" in prose for name in sources)
            found += _paragraph(path, line, prose, on_page, headings, sourced=sourced)
    return found


def headings(pages: Iterable[Path]) -> Headings:
    """Those that have an anchor of their own (`{ #name }`)."""
    return {
        (path.resolve(), found[2]): found[1]
        for path in pages
        for found in _ANCHORED.finditer(path.read_text(encoding="utf-8"))
    }


# -------------------------------------------------------------------------------- a page


def _sections(text: str) -> Iterator[_Section]:
    """The page, cut at its headings; blocks and fences are not prose."""
    section = _Section("", 1)
    lines = iter(enumerate(text.splitlines(), 1))
    in_front = text.startswith("---\n")
    for number, line in lines:
        if in_front:
            in_front = number == 1 or line != "---"
        elif fence := re.match(r"^\s*(`{3,}|~{3,})", line):
            for _, more in lines:
                if more.strip().startswith(fence[1]):
                    break
        elif start := _STARTS_A_BLOCK.match(line):
            if start[1] in ("example", "predict", "table"):
                section.examples.append(start[2])
            elif start[1] == "compare":
                section.examples += compare.names(start[2])
            for _, more in lines:
                if more.strip() == "///":
                    break
        elif heading := _HEADING.match(line):
            yield section
            section = _Section(heading[2], number)
            section.prose.append((number, heading[2]))
        elif not _REFERENCE.match(line):
            section.prose.append((number, line))
    yield section


def _is_source(text: str) -> bool:
    return "docs.python.org" in text or "peps.python.org" in text


def _paragraph(
    path: Path, line: int, prose: str, proofs: list[Proof], headings: Headings, *, sourced: bool
) -> Iterator[Problem]:
    words = _LINKED_CODE.sub(lambda found: _without_proved(path, found, headings), prose)
    words = _LINK.sub(_without_signpost, words)
    for number, unit in _NUMBER.findall(words):
        seconds = float(number.replace(",", "")) * _scale(unit)
        if not any(_shows_seconds(each, seconds, number) for each in proofs):
            yield _unproved(path, line, f"{number} {unit}", "an example on this page that takes it")
    versions: list[str] = _VERSION.findall(_FLOOR.sub("", words))
    if set(SUPPORTED_RANGE) <= set(versions):
        versions = [each for each in versions if each not in SUPPORTED]
    for version in () if sourced else versions:
        if not any(version in each.versions or version in each.text for each in proofs):
            yield _unproved(
                path, line, f"Python {version}", "an example on this page that differs there"
            )
    for code in (*_CODE.findall(words), *_RULE.findall(_CODE.sub("", words))):
        yield from _code(path, line, code, proofs, sourced=sourced)


def _without_signpost(link: re.Match[str]) -> str:
    """The text of a link, which is no statement if it names what it leads to (`3.12.md`)."""
    text, target = link.groups()
    return "" if any(version in target for version in _VERSION.findall(text)) else f"[{text}]"


def _without_proved(path: Path, link: re.Match[str], headings: Headings) -> str:
    """Nothing, if the heading that the link leads to holds its text."""
    target, _, anchor = link[2].partition("#")
    file = (path.parent / target if target else path).resolve()
    return "" if link[1] in headings.get((file, anchor), "") else link[0]


def _code(
    path: Path, line: int, code: str, proofs: list[Proof], *, sourced: bool
) -> Iterator[Problem]:
    pattern = re.compile(".*?".join(map(re.escape, code.split("…"))))
    if any(code in each.rules or pattern.search(each.text) for each in proofs):
        return
    if _RULE.fullmatch(code):
        yield _unproved(path, line, code, "an example on this page for which it is reported")
        return
    if sourced or _is_written_elsewhere(code):
        return
    for name in _NAME.findall(re.sub(r"'[^']*'|\"[^\"]*\"|…", " ", code)):
        known = _exists(name) or any(_stands_in(name, each.text) for each in proofs)
        if not known:
            yield _unproved(
                path, line, f"`{code}`", f"that {name} exists, or stands in an example on this page"
            )
            return


def _stands_in(name: str, text: str) -> bool:
    """As it is, or as the method of a variable: `TaskGroup.cancel` as `group.cancel()`."""
    owner, _, method = name.rpartition(".")
    called = rf"\w\.{method}\(" if owner and _exists(owner) else rf"\b{re.escape(name)}\b"
    return re.search(called, text) is not None


def _messages(path: Path, section: _Section, below: list[Proof]) -> Iterator[Problem]:
    for message in _CODE.findall(section.heading):
        pattern = ".*?".join(map(re.escape, message.split("…")))
        if not any(re.search(pattern, each.text, re.DOTALL) for each in below):
            yield _unproved(
                path, section.line, f"`{message}`", "an example below this heading that prints it"
            )


def _unproved(path: Path, line: int, fact: str, expected: str) -> Problem:
    return Problem(
        path,
        f"nothing on this page proves {fact}",
        line=line,
        details=(("expected", expected),),
        next_step="correct the sentence, or show an example that proves it",
    )


def _typed_rows(path: Path, section: _Section) -> Iterator[Problem]:
    """Rows of a typed table that lead nowhere: they state something that nothing printed."""
    rows = [(line, text.strip()) for line, text in section.prose if text.strip().startswith("|")]
    is_rule = [re.fullmatch(r"[|:\s-]+", text) is not None for _, text in rows]
    for place, (line, text) in enumerate(rows):
        is_head = place + 1 < len(rows) and is_rule[place + 1]
        if is_rule[place] or is_head or "](" in text:
            continue
        yield Problem(
            path,
            f"a row of a table is typed: {text}",
            line=line,
            details=(("expected", "a table that an example prints, or rows that are links"),),
            next_step="print the rows from an example, as `a | b | c`, and show them with\n"
            "/// table | <chapter>/<name>.py\n///",
        )
        return


def _typed_tag(path: Path, line: int, tag: str) -> Problem:
    return Problem(
        path,
        f"HTML is typed into the page: {tag}",
        line=line,
        details=(("expected", "Markdown, whose code and output are drawn from examples"),),
        next_step="write it as Markdown",
    )


# ---------------------------------------------------------------------------- the world


def _scale(unit: str) -> float:
    if unit.startswith("minute"):
        return 60.0
    return 1e-3 if unit in ("ms",) or unit.startswith("milli") else 1.0


def _shows_seconds(proof: Proof, seconds: float, as_written: str) -> bool:
    if re.search(rf"(?<![\d.]){re.escape(f'{seconds:g}')}(?![\d.])", proof.text):
        return True
    if re.search(rf"(?<![\d.]){re.escape(as_written)}(?![\d.])", proof.text):
        return True
    return any(abs(each - seconds) < 0.005 + seconds * 0.02 for each in proof.seconds)


def _is_written_elsewhere(code: str) -> bool:
    """Commands, files, options and keys: not of Python."""
    if re.match(r"^(make|pip|uv|uvx|python3?|ruff|mypy|pyright|pytest|git|npm|docker)\b", code):
        return True
    return bool(re.search(r"^-|^\.|/|\.(py|md|json|html|svg|toml|ini|cfg)\b|^[A-Z][a-z]+\+", code))


_MODULES = (
    "asyncio",
    "asyncio.tasks",
    "asyncio.events",
    "asyncio.futures",
    "asyncio.runners",
    "asyncio.timeouts",
    "asyncio.taskgroups",
    "asyncio.base_events",
    "asyncio.locks",
    "asyncio.queues",
    "asyncio.streams",
    "collections.abc",
    "concurrent.futures",
    "concurrent.futures.process",
    "concurrent.futures.thread",
    "contextlib",
    "contextvars",
    "functools",
    "gc",
    "inspect",
    "logging",
    "multiprocessing",
    "os",
    "queue",
    "signal",
    "sys",
    "threading",
    "time",
    "traceback",
    "types",
    "typing",
    "unittest",
    "warnings",
    "weakref",
)
_TYPES = (
    "asyncio.AbstractEventLoop",
    "asyncio.BaseEventLoop",
    "asyncio.Condition",
    "asyncio.Event",
    "asyncio.Future",
    "asyncio.Lock",
    "asyncio.Queue",
    "asyncio.Runner",
    "asyncio.Semaphore",
    "asyncio.Task",
    "asyncio.TaskGroup",
    "asyncio.Timeout",
    "concurrent.futures.Executor",
    "concurrent.futures.Future",
    "concurrent.futures.ProcessPoolExecutor",
    "contextvars.Context",
    "contextvars.ContextVar",
    "logging.Logger",
    "threading.Lock",
    "threading.Thread",
    "types.AsyncGeneratorType",
    "types.CoroutineType",
    "BaseException",
    "BaseExceptionGroup",
    "dict",
    "list",
    "set",
    "str",
)
"""Whose methods a page may name without saying whose they are."""


@cache
def _exists(name: str) -> bool:
    """Whether a dotted name is one of Python: a keyword, a builtin, of a module, of a type."""
    if all(keyword.iskeyword(part) or keyword.issoftkeyword(part) for part in name.split(".")):
        return True
    if _resolves(name):
        return True
    head, _, rest = name.partition(".")
    if rest and head.islower():
        return any(_resolves(f"{owner}.{rest}") for owner in _TYPES)  # `event.set`: of a variable
    owners = (*_MODULES, *_TYPES)
    return any(_resolves(f"{owner}.{name}") for owner in owners) or hasattr(builtins, name)


@cache
def _resolves(dotted: str) -> bool:
    parts = dotted.split(".")
    for cut in range(len(parts), -1, -1):
        owner: object = builtins
        if cut:
            try:
                owner = importlib.import_module(".".join(parts[:cut]))
            except (ImportError, ValueError, SyntaxError):
                continue
        for part in parts[cut:]:
            if not hasattr(owner, part):
                break
            owner = getattr(owner, part)
        else:
            return bool(parts[cut:]) or cut > 0
    return False
