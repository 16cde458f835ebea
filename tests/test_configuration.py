"""Promise: every page can be reached, and no setting lets a page say what was not run.

A page that is in no navigation is read by nobody; a notebook that may fail shows its failure as if
it were meant; a build that is not strict publishes dead links.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mkdocs.utils.yaml import yaml_load
from support.project import PAGES, ROOT
from tested_examples.running import notebook

NOTEBOOKS = "mkdocs-jupyter"


def configuration() -> dict[str, Any]:
    """The settings of the site, as written."""
    loaded: dict[str, Any] = yaml_load((ROOT / "mkdocs.yml").read_text("utf-8"))
    return loaded


def plugins() -> dict[str, dict[str, Any]]:
    """The plugins with their options."""
    return {
        name: options
        for each in configuration()["plugins"]
        for name, options in (each.items() if isinstance(each, dict) else [(each, {})])
    }


def leaves(nav: Any) -> Iterator[str]:
    """The files that a navigation names, in order."""
    if isinstance(nav, str):
        yield nav
    elif isinstance(nav, dict):
        for each in nav.values():
            yield from leaves(each)
    else:
        for each in nav:
            yield from leaves(each)


def test_every_page_is_in_the_navigation_once() -> None:
    """Whoever reads on with Next, or looks through the menu, comes past each page."""
    named = list(leaves(configuration()["nav"]))
    pages = [*PAGES.rglob("*.md"), *notebook.find(PAGES)]
    assert sorted(named) == sorted(path.relative_to(PAGES).as_posix() for path in pages)


def test_a_build_runs_no_notebook_and_none_may_fail() -> None:
    """What a cell printed is compared by a test; a build that ran it could show something else."""
    options = plugins()[NOTEBOOKS]
    assert options["execute"] is False
    assert options["allow_errors"] is False
    for path in notebook.find(PAGES):
        for cell in notebook.read(path).document["cells"]:
            tags = cell["metadata"].get("tags", [])
            assert "raises-exception" not in tags, path


def test_listings_come_from_the_one_extension() -> None:
    """And no other extension of Markdown could bring code from elsewhere."""
    extensions = [
        next(iter(each)) if isinstance(each, dict) else each
        for each in configuration()["markdown_extensions"]
    ]
    assert extensions == ["admonition", "attr_list", "toc", "tested_examples.pages.extension"]
    assert set(plugins()) == {"search", NOTEBOOKS}


def test_builds_are_strict() -> None:
    """A dead link or an unknown page stops `make site`, and what CI publishes is made by it."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    builds = [line for line in makefile.splitlines() if "mkdocs build" in line]
    assert builds
    assert all("--strict" in line for line in builds)
    assert "tested_examples check" in makefile
    assert "make site" in (ROOT / ".github/workflows/site.yml").read_text("utf-8")
