"""Promise: what style sheets and scripts take from a listing's HTML is written down in one place.

The docstring of `listing_html` is that place. Whoever changes the HTML sees there who relies on
it, and whoever writes a style sheet can look nothing up that is not there.
"""

from __future__ import annotations

import re

import pytest
from support.project import EXAMPLES, ROOT
from tested_examples import example
from tested_examples.in_the_page.browser_runtime import Runtime
from tested_examples.pages import listing, listing_html
from tested_examples.running.normalising import Kind, OutputLine

RUNTIME = Runtime("3.14.2", 6_600_000)
CONTRACT = listing_html.__doc__ or ""
FEATURES = ROOT / "docs/assets"
NAME = r"\b(?:listing|playground|transcript|line)(?:--|__)[a-z]+\b"
"""The classes that are a listing's own, as they stand in HTML, style sheets and scripts."""


def html() -> str:
    """Each kind of figure once: all examples, a cell of a notebook, the playground."""
    drawn = [
        listing_html.inside(listing.prepare(name, [], EXAMPLES), RUNTIME, "../", "id")
        for name in example.names(EXAMPLES)
    ]
    attributes = [
        str(listing_html.attributes(listing.prepare(name, [], EXAMPLES), RUNTIME))
        for name in example.names(EXAMPLES)
    ]
    cell = listing_html.cell("Cell 1", "cell-1", "1", [OutputLine("stdout", "1")])
    return "\n".join([*drawn, *attributes, cell, listing_html.playground([], "../", RUNTIME)])


def test_the_contract_has_every_class() -> None:
    """That the HTML bears."""
    undocumented = set(re.findall(NAME, html())) - set(re.findall(NAME, CONTRACT))
    assert not undocumented


@pytest.mark.parametrize("feature", ["listing", "run"])
def test_nothing_relies_on_more(feature: str) -> None:
    """Style sheets and scripts name what the contract names, or what a script has made."""
    files = sorted((FEATURES / feature).glob("*.*"))
    texts = {path: path.read_text("utf-8") for path in files}
    scripts = "\n".join(text for path, text in texts.items() if path.suffix == ".js")
    made = set(
        re.findall(NAME, "\n".join(re.findall(r"(?:class|className|classList)\W[^\n]*", scripts)))
    )
    made |= {f"listing__{name}" for name in re.findall(r'\bbutton\("(\w+)"', scripts)}
    for path, text in texts.items():
        taken = set(re.findall(NAME, text)) - made
        assert not taken - set(re.findall(NAME, CONTRACT)), path


def test_the_words_of_run_are_written_once() -> None:
    """A script that spells them would have to be found, too, by whoever changes them."""
    buttons = re.findall(r'<button class="listing__(?:run|edit)".*?</button>', html())
    assert buttons
    assert all("aria-label=" in button for button in buttons)
    for path in (FEATURES / "run").glob("*.js"):
        assert not re.search(r"[\"'`](?:Run|Edit)\b(?! it)", path.read_text("utf-8")), path


def test_each_kind_of_normalising_has_its_words() -> None:
    """What is changed without a word to the reader would be a lie."""
    for kind in Kind:
        assert re.fullmatch(r"[a-z][a-z ]+ are [a-z ]+", kind.value)
