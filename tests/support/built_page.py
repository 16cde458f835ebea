"""Reads a built HTML page: its listings as data, and the code blocks that are none."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bs4 import BeautifulSoup, Tag


@dataclass(frozen=True)
class Output:
    """One transcript on a page: its Pythons (none said: all), its lines as recorded."""

    pythons: tuple[str, ...]
    lines: tuple[str, ...]
    status: str


@dataclass(frozen=True)
class Figure:
    """One listing on a page."""

    example: str
    part: str | None
    code: str
    whole: str | None
    outputs: tuple[Output, ...]
    links: tuple[str, ...]
    claim: str
    foot: str


def parse(html: str) -> BeautifulSoup:
    """The page as a tree."""
    return BeautifulSoup(html, "html.parser")


def figures(page: BeautifulSoup) -> list[Figure]:
    """The listings of a page, in order."""
    return [_figure(tag) for tag in page.select("figure[data-example]")]


@dataclass(frozen=True)
class Predicted:
    """One prediction on a page: its code, its shuffled lines, the answer."""

    example: str
    code: str
    shuffled: tuple[str, ...]
    answer: Output


def predictions(page: BeautifulSoup) -> list[Predicted]:
    """The predictions of a page, in order."""
    return [
        Predicted(
            str(tag["data-predict"]),
            _text(tag.select_one(".listing__code pre code")),
            tuple(each.get_text() for each in tag.select(".predict__guess > li > samp")),
            _output(tag.select_one(".predict__answer .listing__output") or tag),
        )
        for tag in page.select("figure[data-predict]")
    ]


def stray_blocks(page: BeautifulSoup) -> list[str]:
    """Text of the code blocks in the article that are in no listing, no file, no console block."""
    blocks = page.select("article pre, article textarea, article samp")
    return [
        block.get_text()
        for block in blocks
        if not block.find_parent("pre")
        and not (block.name == "textarea" and not block.get_text())  # where a reader types
        and not block.find_parent("figure", attrs={"data-example": True})
        and not block.find_parent("figure", attrs={"data-file": True})
        and not block.find_parent("figure", attrs={"data-predict": True})
        and "language-console" not in _classes(block)
    ]


def pages(site: Path) -> list[Path]:
    """The HTML files of a built site, in order."""
    return sorted(site.rglob("*.html"))


def _classes(block: Tag) -> set[str]:
    names: set[str] = set()
    for tag in (block, *block.find_all("code", recursive=False), *block.parents):
        names.update(tag.get_attribute_list("class", []))
    return names


def _figure(tag: Tag) -> Figure:
    part = tag.get("data-part")
    whole = tag.select_one("template.listing__source")
    panels = tag.select(".listing__panel") or tag.select(".listing__output")
    return Figure(
        example=str(tag["data-example"]),
        part=str(part) if part else None,
        code=_text(tag.select_one(".listing__code pre code")),
        whole=whole.get_text() if whole else None,
        outputs=tuple(_output(panel) for panel in panels),
        links=tuple(str(link["href"]) for link in tag.select("a[href]")),
        claim=_text(tag.select_one(".listing__claim")),
        foot=_text(tag.select_one(".listing__foot")),
    )


def _output(panel: Tag) -> Output:
    lines: list[str] = []
    for samp in panel.select("pre.transcript samp"):
        stream = next(name for name in samp.get_attribute_list("class") if name)
        lines += [f"{stream} {line}" for line in samp.get_text().split("\n")[:-1]]
    status = _text(panel.select_one(".listing__status"))
    return Output(tuple(str(panel.get("data-pythons", "")).split()), tuple(lines), status)


def _text(tag: Tag | None) -> str:
    return tag.get_text() if tag else ""
