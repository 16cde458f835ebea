"""The MkDocs hook that makes a notebook look like the other pages.

In: the HTML of mkdocs-jupyter, which carries the style sheets of JupyterLab and scripts of other
hosts. Out: its prose, and each code cell as a listing (see `listing_html`) with its stored output.
Links to other pages are resolved as in Markdown. Nothing is run.
"""

from __future__ import annotations

import posixpath
from html import escape
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, Tag
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from tested_examples.pages import listing_html
from tested_examples.problem import Problem
from tested_examples.running import notebook
from tested_examples.running.notebook import Notebook


def on_page_content(html: str, /, *, page: Page, config: MkDocsConfig, files: Files) -> str | None:
    """Called by MkDocs with each page's HTML. Raises `PluginError`, which ends the build."""
    if PurePosixPath(page.file.src_uri).suffix != ".ipynb":
        return None
    try:
        stored = notebook.read(Path(config.docs_dir, page.file.src_uri))
        page.meta.setdefault("description", stored.description)
        return render(html, stored, page, files)
    except Problem as problem:
        raise PluginError(str(problem)) from None


def render(html: str, stored: Notebook, page: Page, files: Files) -> str:
    """The content of the page. Raises `Problem` if a cell or a link cannot be shown."""
    parts: list[str] = []
    cells = iter(stored.cells)
    for drawn in BeautifulSoup(html, "html.parser").select(".jp-Notebook > .jp-Cell"):
        prose = drawn.select_one(".jp-RenderedMarkdown")
        if prose is None:
            cell = next(cells)
            name = f"Cell {cell.number}"
            parts.append(listing_html.cell(name, f"cell-{cell.number}", cell.source, cell.lines))
            continue
        for link in prose.select("a[href]"):
            _resolve(link, stored.path, page, files)
        parts.append(prose.decode_contents().strip())
    parts.insert(1, _download(stored.path.name))
    return "\n".join(parts)


# ------------------------------------------------------------------------------- drawing


def _download(file: str) -> str:
    """`include_source` of mkdocs-jupyter puts the notebook beside its page."""
    return (
        "<p>Every output below was printed by a run of the notebook. "
        f'<a href="{escape(file)}" download>Download the notebook</a> to run it yourself.</p>'
    )


# --------------------------------------------------------------------------------- links


def _resolve(link: Tag, path: Path, page: Page, files: Files) -> None:
    """Make a heading's own link look as on other pages, and a link to a source file lead to its
    page. mkdocs-jupyter leaves both as they are.
    """
    if "anchor-link" in link.get_attribute_list("class"):
        link["class"] = "headerlink"
        link["title"] = "Permanent link"
        return
    address = urlsplit(str(link["href"]))
    if address.scheme or address.netloc or not address.path:
        return
    source = posixpath.join(posixpath.dirname(page.file.src_uri), unquote(address.path))
    target = files.get_file_from_path(posixpath.normpath(source))
    if target is None:
        raise Problem(
            path,
            f"a link leads to '{link['href']}', which is no page",
            details=(("expected", "a path from the notebook to a file in docs/"),),
            next_step="correct the link in the Markdown cell",
        )
    link["href"] = address._replace(path=target.url_relative_to(page.file)).geturl()
