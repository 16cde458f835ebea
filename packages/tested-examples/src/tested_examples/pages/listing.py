"""A listing: what a block of a page asks for. Everything is checked here; nothing is run or drawn.

In: the argument and the options of a block (see `page`), a script of `examples/`, its recording.
Out: a `Listing`, which `listing_html` draws, or a `Problem` that says what to correct.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from asyncio_timeline.timeline import Timeline

from tested_examples import example
from tested_examples.example import Example
from tested_examples.in_the_page.browser_runtime import Runtime
from tested_examples.pages import page
from tested_examples.problem import Problem
from tested_examples.running import recording
from tested_examples.running.recording import Recording

EXAMPLES, RECORDINGS = Path("examples"), Path("recordings")

OPTIONS = {"part": False, "highlight": True, "timeline": False}
"""The options of a block, and whether one may be repeated. `prepare` gives them their meaning."""


@dataclass(frozen=True)
class Listing:
    """An example with its recording, the lines to show, the lines to mark."""

    example: Example
    recording: Recording
    part: str | None
    first: int
    last: int
    marked: frozenset[int]
    drawn: bool = True

    @property
    def shown(self) -> range:
        """The numbers of the lines that are shown."""
        return range(self.first, self.last + 1)

    @property
    def timeline(self) -> Timeline | None:
        """The timeline to draw. Where no loop ran there is nothing to see, so there is none.

        Nor is there one where the page says `timeline: none`, as of a script that compares many
        short runs: its drawing would be long and tell nothing.
        """
        recorded = self.recording.timeline
        return recorded if self.drawn and recorded and recorded.tasks else None


def prepare(argument: str, options: page.Options, examples: Path = EXAMPLES) -> Listing:
    """Check what a block says. Raises `Problem`, which `at` then places on the page."""
    _check_names(options)
    if not argument:
        raise Problem(
            "",
            "the block names no example",
            details=(("expected", "/// example | <chapter>/<name>.py"),),
            next_step="name a script of examples/ after the bar",
        )
    shown = example.load(argument, examples)
    recorded = recording.read(shown, RECORDINGS)
    part = next((value for name, value in options if name == "part"), None)
    lines = _lines_of(shown, part)
    texts = [value for name, value in options if name == "highlight"]
    marked = _lines_with(texts, shown, lines)
    drawing = next((value for name, value in options if name == "timeline"), None)
    if drawing not in (None, "none"):
        raise Problem(
            "",
            f"timeline: {drawing} is not known",
            details=(("expected", "timeline: none, which leaves the drawing out"),),
            next_step="correct the line, or delete it: without it the timeline is drawn",
        )
    return Listing(shown, recorded, part, lines[0], lines[-1], marked, drawing is None)


def at(problem: Problem, path: Path, line: int | None) -> Problem:
    """The same problem, told of the page that asks for the listing."""
    details = problem.details
    if problem.path:
        where = str(problem).split(": ", 1)[0]
        details = (("where", where), *details)
    return Problem(path, problem.what, line=line, details=details, next_step=problem.next_step)


def why_not_in_page(listing: Listing, runtime: Runtime) -> str | None:
    """In a few words why the page cannot run an example; None if it can.

    The recording decides: it has a simulated timeline only if a simulated run printed exactly what
    a real one prints.
    """
    if listing.example.dependencies:
        return f"it has no {listing.example.dependencies[0].name}"
    if not listing.example.runs_on(runtime.version):
        return f"it has Python {runtime.version}"
    timeline = listing.recording.timeline
    if timeline is None or not timeline.simulated:
        return "on a simulated clock it prints something else"
    if not timeline.tasks:
        return "no event loop runs in it"
    return None


# ------------------------------------------------------------------------------- checking


def _check_names(options: page.Options) -> None:
    """Whether each option is known and has a text, and none stands there once too often."""
    seen: set[str] = set()
    for name, value in options:
        if name not in OPTIONS or not value:
            raise Problem(
                "",
                f"unknown option '{name}'" if value else f"this is not an option: '{name}'",
                details=(("expected", " or ".join(f"{option}: …" for option in OPTIONS)),),
                next_step="correct the line, or end the block before it with ///",
            )
        if name in seen and not OPTIONS[name]:
            raise Problem(
                "",
                f"the block has a second '{name}:'",
                details=(("found", f"{name}: {value}"), ("expected", f"one {name}: in a block")),
                next_step="delete one of them, or give it a block of its own",
            )
        seen.add(name)


def _lines_of(shown: Example, part: str | None) -> range:
    """The numbers of the lines of a part, or of the whole script."""
    if part is None:
        return range(1, len(shown.source.splitlines()) + 1)
    if part not in shown.parts:
        raise Problem(
            "",
            f"{shown.name} has no function or class '{part}'",
            details=(("it has", ", ".join(shown.parts) or "none"),),
            next_step="correct the name after part:",
        )
    first, last = shown.parts[part]
    return range(first, last + 1)


def _lines_with(texts: Iterable[str], shown: Example, lines: range) -> frozenset[int]:
    """The numbers of those `lines` that contain one of the texts."""
    source = shown.source.splitlines()
    marked: set[int] = set()
    for text in texts:
        found = {number for number in lines if text in source[number - 1]}
        if not found:
            raise Problem(
                "",
                f"no line shown of {shown.name} contains '{text}'",
                details=(("shown", f"lines {lines[0]} to {lines[-1]}"),),
                next_step="correct the text after highlight:",
            )
        marked |= found
    return frozenset(marked)
