"""A comparison: the runs of two examples on one clock, one above the other.

    /// compare | mistakes/frozen_blog.py | tutorial/block_in_a_thread.py
    ///

In: the names of two examples whose recordings have a timeline. Out: their listings, which
`listing_html` draws.
"""

from __future__ import annotations

from pathlib import Path

from tested_examples.pages import listing, page
from tested_examples.pages.listing import Listing
from tested_examples.problem import Problem

EXPECTED = "/// compare | <chapter>/<name>.py | <chapter>/<name>.py"


def names(argument: str) -> list[str]:
    """The names of the examples that a block compares."""
    return [name.strip() for name in argument.split("|")]


def prepare(
    argument: str, options: page.Options, examples: Path = listing.EXAMPLES
) -> tuple[Listing, Listing]:
    """Check what a block says. Raises `Problem` if there are no two runs to compare."""
    for name, value in options:
        raise Problem(
            "",
            f"a comparison has no options, and this is one: '{name}'",
            details=(("found", f"{name}: {value}"),),
            next_step="delete the line",
        )
    asked = names(argument)
    if len(asked) != 2 or asked[0] == asked[1]:
        raise Problem(
            "",
            "the block does not name two examples",
            details=(("found", argument or "nothing"), ("expected", EXPECTED)),
            next_step="name two different scripts of examples/, with a bar between them",
        )
    one, two = (listing.prepare(name, [], examples) for name in asked)
    for each in (one, two):
        if each.timeline is None:
            raise Problem(
                each.example.path,
                "this script has no run that could be drawn",
                details=(("expected", "an example in which an event loop runs"),),
                next_step="name another example in the block",
            )
    return one, two
