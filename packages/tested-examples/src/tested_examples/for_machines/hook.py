"""The MkDocs hook that writes the files for programs beside the pages. Runs no example.

Another builder that ignores hooks makes the same pages without those files: the page that leads to
them is then the only one that misses something.
"""

from __future__ import annotations

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page

from tested_examples.for_machines import everything
from tested_examples.for_machines.source import Source, read
from tested_examples.pages import extension
from tested_examples.problem import Problem

_order: list[Page] = []
"""The pages of this build, as the navigation has them."""


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Called by MkDocs before it reads a page: links to these files lead somewhere."""
    for name in everything.NAMES:
        files.append(File.generated(config, name, content=b""))
    return files


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:
    """Called by MkDocs with the navigation. Each page is told where its twin will be."""
    _order[:] = nav.pages
    for each in nav.pages:
        each.meta["twin"] = "index.md"


def on_page_markdown(markdown: str, /, *, page: Page, config: MkDocsConfig, files: Files) -> None:
    """Called by MkDocs with the text of a page: reading it replaced what was noted before."""
    page.meta["twin"] = "index.md"


def on_post_build(config: MkDocsConfig) -> None:
    """Called by MkDocs when the site is written. Raises `PluginError`, which ends the build.

    Where somebody writes, a mistake is told instead, and the files wait until it is mended.
    """
    root = Path(config.config_file_path).parent
    try:
        site = read(
            str(config.site_url), config.site_name, config.site_description or "", _sources(), root
        )
        licence = (root / "LICENSE").read_bytes()
        for name, data in everything.files(site, licence, Path(config.docs_dir)).items():
            path = Path(config.site_dir, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    except Problem as problem:
        if extension.instead_of_stopping is None:
            raise PluginError(str(problem)) from None
        extension.instead_of_stopping(problem)


def _sources() -> list[Source]:
    return [
        Source(
            uri=each.file.src_uri,
            url=each.file.url.removeprefix("./"),
            title=_title(each),
            description=str(each.meta.get("description", "")),
            section=_section(each),
            text=each.markdown or "",
        )
        for each in _order
    ]


def _title(each: Page) -> str:
    return str(each.title or each.file.name)


def _section(each: Page) -> str:
    above = each.parent
    while isinstance(above, Section) and isinstance(above.parent, Section):
        above = above.parent
    return str(above.title) if isinstance(above, Section) else _title(each)
