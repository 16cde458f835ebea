"""A page as a program wants it, and every example with its recording.

In: what MkDocs knows of a page; `examples/` and `recordings/`. Out: plain data for this room.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tested_examples import example
from tested_examples.example import Example
from tested_examples.pages import page
from tested_examples.running import linters, recording
from tested_examples.running.linters import Reported
from tested_examples.running.recording import Recording


@dataclass(frozen=True)
class Source:
    """A page: `uri` is its file below docs/, `url` its folder below the site's root, or `""`."""

    uri: str
    url: str
    title: str
    description: str
    section: str
    text: str

    @property
    def twin(self) -> str:
        """The path of its Markdown twin below the site's root."""
        return f"{self.url}index.md"

    @cached_property
    def shows(self) -> tuple[str, ...]:
        """The examples on it, in order, each once."""
        blocks, _ = page.read(self.text)
        return tuple(dict.fromkeys(block.argument for block in blocks))


@dataclass(frozen=True)
class Site:
    """All that is written from: `address` is the site's own and ends with a slash."""

    address: str
    name: str
    description: str
    pages: tuple[Source, ...]
    examples: tuple[Example, ...]
    recordings: tuple[Recording, ...]
    reported: Reported

    @cached_property
    def recorded(self) -> dict[str, tuple[Example, Recording]]:
        """Each example with its recording, by the name of the example."""
        pairs = zip(self.examples, self.recordings, strict=True)
        return {shown.name: (shown, recorded) for shown, recorded in pairs}

    @cached_property
    def by_uri(self) -> dict[str, Source]:
        """The pages by their file below docs/."""
        return {each.uri: each for each in self.pages}

    def resolved(self, link: str, uri: str) -> str:
        """The whole address of a link on the page `uri`; a page's is that of its twin.

        The fragment of a page is left out: it belongs to the HTML.
        """
        if "://" in link or link.startswith("mailto:"):
            return link
        path, _, _ = link.partition("#")
        target = posixpath.normpath(posixpath.join(posixpath.dirname(uri), path)) if path else uri
        found = self.by_uri.get(target)
        return self.address + (found.twin if found else target)


def read(
    address: str, name: str, description: str, pages: Iterable[Source], root: Path = Path()
) -> Site:
    """The site with every example of `root`. Raises `Problem` if a recording cannot be used."""
    folder, recordings = root / "examples", root / "recordings"
    examples = tuple(example.load(each, folder) for each in example.names(folder))
    return Site(
        address=address.rstrip("/") + "/",
        name=name,
        description=description,
        pages=tuple(pages),
        examples=examples,
        recordings=tuple(recording.read(each, recordings) for each in examples),
        reported=linters.read(recordings),
    )
