"""Copies into `docs/` what a site serves and what is kept elsewhere. Git ignores the copies.

In: `examples/`, and `asyncio_timeline`. Out, below `docs/`:

    examples/                 the scripts, byte for byte: what readers download
    assets/made/timeline.css  the style sheet of timelines, and their colours
    assets/made/player.js     the script that steps through them

Beside them lies `assets/made/runtime/`, which `browser_runtime` makes. Symbolic links would need no
command, but Windows makes them only when asked to, and Zensical follows none.

MkDocs has the copies made before each build, and so again when an example changes while it serves.
For other builders type `python -m tested_examples assets` before; `check` says if it was forgotten.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from asyncio_timeline.page.fragment import colours, script, style

from tested_examples import example
from tested_examples.problem import Problem

if TYPE_CHECKING:  # what calls the hook is there; what checks and copies does without
    from mkdocs.config.defaults import MkDocsConfig

COMMAND = "python -m tested_examples assets"


def on_pre_build(config: MkDocsConfig) -> None:
    """Called by MkDocs before each build."""
    make(Path(config.config_file_path).parent / "examples", Path(config.docs_dir))


def make(examples: Path, pages: Path) -> int:
    """Write the copies that are missing or old, and remove those of nothing. Returns how many."""
    wanted = _wanted(examples, pages)
    old = [path for path, data in wanted.items() if _read(path) != data]
    for path in old:
        _write(path, wanted[path])
    left = _left_over(wanted, pages)
    for path in left:
        path.unlink(missing_ok=True)
    return len(old) + len(left)


def stale(examples: Path, pages: Path) -> list[Problem]:
    """A problem if the copies are not what `make` would make of them."""
    wanted = _wanted(examples, pages)
    old = [path for path, data in wanted.items() if _read(path) != data]
    old += _left_over(wanted, pages)
    if not old:
        return []
    more = f" and {len(old) - 1} more" if len(old) > 1 else ""
    return [
        Problem(
            old[0],
            f"the copy is old or missing{more}",
            details=(("expected", "what make serve, make site and make test copy into docs/"),),
            next_step=COMMAND,
        )
    ]


# --------------------------------------------------------------------------------- copies


def _wanted(examples: Path, pages: Path) -> dict[Path, bytes]:
    """What the copies have to hold."""
    made = pages / "assets/made"
    sheets = {made / "timeline.css": f"{colours()}\n{style()}", made / "player.js": script()}
    scripts = {pages / "examples" / name: examples / name for name in example.names(examples)}
    return {path: text.encode("utf-8") for path, text in sheets.items()} | {
        copy: original.read_bytes() for copy, original in scripts.items()
    }


def _left_over(wanted: dict[Path, bytes], pages: Path) -> list[Path]:
    """Copies of what is no more."""
    there = (*(pages / "examples").rglob("*.py"), *(pages / "assets/made").glob("*.*"))
    return sorted(path for path in there if path.is_file() and path not in wanted)


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all: another build may read it meanwhile."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
