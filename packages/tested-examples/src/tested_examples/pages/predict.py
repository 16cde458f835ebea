"""A prediction: a script, and what it prints in another order, for the reader to put right.

    /// predict | waiting/await_later.py
    ///

In: an example whose recorded output is the same on every Python. Out: a `Prediction`, which
`listing_html` draws. The answer is the recording, and the lines are shuffled by the name of the
script: the same on each build, and never the answer.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from tested_examples.example import Example
from tested_examples.pages import listing, page
from tested_examples.pages.listing import Listing
from tested_examples.problem import Problem
from tested_examples.running.normalising import OutputLine

FEWEST, MOST = 3, 12
"""How many lines of output a reader is asked to put in order."""


@dataclass(frozen=True)
class Prediction:
    """The example as a listing, the lines of code that give nothing away, the shuffled output."""

    listing: Listing
    shown: tuple[int, ...]
    shuffled: tuple[OutputLine, ...]


def prepare(argument: str, options: page.Options, examples: Path = listing.EXAMPLES) -> Prediction:
    """Check what a block says. Raises `Problem` if nothing can be predicted."""
    for name, value in options:
        raise Problem(
            "",
            f"a prediction has no options, and this is one: '{name}'",
            details=(("found", f"{name}: {value}"),),
            next_step="delete the line: the whole script is shown",
        )
    if not argument:
        raise Problem(
            "",
            "the block names no example",
            details=(("expected", "/// predict | <chapter>/<name>.py"),),
            next_step="name a script of examples/ after the bar",
        )
    asked = listing.prepare(argument, [], examples)
    lines = _lines(asked)
    return Prediction(asked, _telling_nothing(asked.example), shuffled(lines, argument))


def shuffled(lines: tuple[OutputLine, ...], name: str) -> tuple[OutputLine, ...]:
    """The lines in another order, which depends on the name alone: of some, the one that has the
    fewest in place. Two of the lines have to differ.
    """

    def in_place(made: tuple[OutputLine, ...]) -> int:
        return sum(one.text == other.text for one, other in zip(made, lines, strict=True))

    def drawn(attempt: int) -> tuple[OutputLine, ...]:
        def lot(place: int) -> bytes:
            return sha256(f"{name} {attempt} {place}".encode()).digest()

        return tuple(lines[place] for place in sorted(range(len(lines)), key=lot))

    # Turned by one, lines that differ are never as they were, whatever is drawn.
    turned = (*lines[1:], *lines[:1])
    return min((*map(drawn, range(8)), turned), key=in_place)


def _lines(asked: Listing) -> tuple[OutputLine, ...]:
    """What the script prints on every Python."""
    groups = asked.recording.groups
    lines = groups[-1].transcript.lines
    different = len({line.text for line in lines})
    found = ""
    if len(groups) > 1:
        found = f"{len(groups)} outputs, as Pythons differ"
    elif not FEWEST <= len(lines) <= MOST or different < 2:
        found = f"{len(lines)} lines, {different} of them different"
    elif any(line.stream == "stderr" for line in lines):
        found = "lines on stderr"
    elif asked.timeline is None:
        found = "no timeline in which to look it up"
    if found:
        raise Problem(
            asked.example.path,
            "what this script prints cannot be predicted",
            details=(
                ("found", found),
                ("expected", f"{FEWEST} to {MOST} lines on stdout, on every Python the same"),
            ),
            next_step="name another example after the bar, or show it with\n"
            f"/// example | {asked.example.name}\n///",
        )
    return tuple(lines)


def _telling_nothing(shown: Example) -> tuple[int, ...]:
    """The numbers of its lines without the docstring, which says what happens, and without `#> `
    comments, which say what is printed.
    """
    source = shown.source.splitlines()
    first = (ast.parse(shown.source).body[0].end_lineno or 0) + 1
    while first < len(source) and not source[first - 1].strip():
        first += 1
    return tuple(
        number
        for number in range(first, len(source) + 1)
        if not source[number - 1].strip().startswith("#> ")
    )
