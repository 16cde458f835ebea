"""The MkDocs hook that adds to the search index what a page says of itself, and how people ask.

In: the front matter of each page. Out, in `search/search_index.json`, as `about` of a document:
the title and the description that other search engines show, and the words of `asked`, which has
them for the page (`""`) and for its sections, by the name after `#`. They hold what people type and
the text does not say. `docs/assets/search/worker.js` reads them.
"""

from __future__ import annotations

import json
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

_about: dict[str, tuple[str, str]] = {}


def on_pre_build(config: MkDocsConfig) -> None:
    """Called by MkDocs before each build."""
    del config
    _about.clear()


def on_page_content(html: str, /, *, page: Page, config: MkDocsConfig, files: Files) -> None:
    """Called by MkDocs with each page. Raises `PluginError` if `asked` cannot be read."""
    del html, config, files
    asked = page.meta.get("asked", {})
    if not isinstance(asked, dict) or not all(isinstance(each, str) for each in asked.values()):
        raise PluginError(f"{page.file.src_uri}: `asked` has to be a word or a line a section")
    url = page.url.removeprefix("./")
    said = [page.meta.get("title"), page.meta.get("description")]
    _about[url] = (page.file.src_uri, ". ".join(str(each) for each in said if each))
    for section, words in asked.items():
        where = f"{url}#{section}" if section else url
        before = _about[where][1] if where in _about else ""
        _about[where] = (page.file.src_uri, f"{before} {words}".strip())


def on_post_build(config: MkDocsConfig) -> None:
    """Called by MkDocs when the plugin has written the index. Raises `PluginError` for a section
    in `asked` that its page does not have."""
    path = Path(config.site_dir, "search/search_index.json")
    index = json.loads(path.read_text("utf-8"))
    documents = {document["location"]: document for document in index["docs"]}
    for location, (page, about) in _about.items():
        if location in documents:
            documents[location]["about"] = about
        elif "#" in location:
            raise PluginError(f"{page}: `asked` names a section that is not there: {location}")
    path.write_text(json.dumps(index, separators=(",", ":")), "utf-8")
