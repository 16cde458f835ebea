"""Takes comments and blanks out of the style sheets of the built site, as a hook of MkDocs.

Comments are for who writes them; each page loads four sheets, a tenth of all that it weighs.
rcssmin is small, kept up, and knows the corners of CSS. Scripts stay as they are: they are to be
read, and there is no such sure hand for them in Python.
"""

from __future__ import annotations

from pathlib import Path

import rcssmin
from mkdocs.config.defaults import MkDocsConfig


def on_post_build(config: MkDocsConfig) -> None:
    """Called by MkDocs after each build."""
    for sheet in sorted((Path(config.site_dir) / "assets").rglob("*.css")):
        if not sheet.name.endswith(".min.css"):
            text = sheet.read_text("utf-8")
            sheet.write_text(str(rcssmin.cssmin(text)), "utf-8")
