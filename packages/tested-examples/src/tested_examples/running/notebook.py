"""Runs a notebook as Jupyter does and keeps what its cells printed.

In: the path of an `.ipynb` file (nbformat 4.5). Out: a `Notebook`: its code cells, each with the
lines it printed. `execute` runs it from the first cell to the last in a fresh kernel of this
Python, `compare` says where a fresh run differs from what the file holds, `write` stores it.
"""

from __future__ import annotations

import asyncio
import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import Any

from tested_examples.problem import Problem
from tested_examples.running.normalising import OutputLine
from tested_examples.running.recording import MAKE_RECORD

TIME_LIMIT = 20.0
"""Seconds that one cell may take."""


@dataclass(frozen=True)
class Cell:
    """A code cell. `number` counts code cells from 1, as Jupyter does in a fresh kernel."""

    number: int
    source: str
    lines: tuple[OutputLine, ...]


@dataclass(frozen=True)
class Notebook:
    """A notebook file: `document` is its JSON, without what differs from run to run."""

    path: Path
    document: dict[str, Any]

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """The code cells, in order. Raises `Problem` if one holds more than printed text."""
        code = (cell for cell in self.document["cells"] if cell["cell_type"] == "code")
        return tuple(
            Cell(number, _text(cell["source"]), tuple(_lines(self.path, number, cell["outputs"])))
            for number, cell in enumerate(code, 1)
        )

    @property
    def prose(self) -> tuple[str, ...]:
        """The Markdown cells, in order."""
        cells = self.document["cells"]
        return tuple(_text(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")

    @property
    def description(self) -> str:
        """What search engines show, from the notebook's metadata; may be empty."""
        return str(self.document["metadata"].get("description", ""))


def find(folder: Path) -> list[Path]:
    """Every notebook below a folder, in order, without the copies that editors keep."""
    found = folder.rglob("*.ipynb")
    return sorted(path for path in found if ".ipynb_checkpoints" not in path.parts)


def read(path: Path) -> Notebook:
    """Read a notebook with its stored outputs. Raises `Problem` if it is none."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document["nbformat"] != 4:
            raise ValueError(f"it has format {document['nbformat']}")
        return Notebook(path, _stable(document))
    except (ValueError, KeyError, TypeError) as error:
        raise Problem(
            path,
            f"the notebook cannot be read: {error}",
            line=getattr(error, "lineno", None),
            details=(("expected", "a notebook of format 4, as Jupyter saves it"),),
            next_step="open the file in Jupyter and save it again",
        ) from None


def execute(path: Path, time_limit: float = TIME_LIMIT) -> Notebook:
    """Run every cell, in order, in a fresh kernel. The file stays as it is.

    Raises `Problem` if a cell raises, takes longer than `time_limit` seconds, ends the kernel or
    shows anything but printed text, or if nbclient and ipykernel are not installed.
    """
    for needed in ("nbclient", "ipykernel"):
        if find_spec(needed) is None:
            raise Problem(
                path,
                f"cannot be executed: {needed} is not installed",
                next_step="pip install nbclient ipykernel",
            )
    import nbformat
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    number = 0

    def count(cell: Any, **_: Any) -> None:
        nonlocal number
        number += cell["cell_type"] == "code"

    node: Any = nbformat.reads(formatted(read(path)), as_version=4)  # type: ignore[no-untyped-call]
    with tempfile.TemporaryDirectory(prefix="notebook-") as folder:
        # Without folders to look in, the kernel is the ipykernel of this Python, whatever kernels
        # are installed on the machine.
        kernel = AsyncKernelManager(
            kernel_name="python3",
            kernel_spec_manager=KernelSpecManager(kernel_dirs=[]),
            connection_file=str(Path(folder, "kernel.json")),
            transport="ipc" if os.name == "posix" else "tcp",  # a port can be taken meanwhile
        )
        client = NotebookClient(
            node,
            km=kernel,
            timeout=int(time_limit),
            allow_errors=False,
            record_timing=False,
            on_cell_start=count,
        )
        try:
            # Not `client.execute`, which leaves an open event loop behind.
            asyncio.run(
                client.async_execute(
                    env=_environment(folder), cwd=str(path.parent), cleanup_kc=True
                )
            )
        except CellExecutionError as error:
            raise _failure(path, number, f"raises {error.ename}: {error.evalue}") from None
        except CellTimeoutError:
            raise _failure(path, number, f"still runs after {time_limit:g} seconds") from None
        except DeadKernelError:
            raise _failure(path, number, "ends the kernel") from None
    fresh = Notebook(path, _stable(json.loads(nbformat.writes(node))))  # type: ignore[no-untyped-call]
    assert len(fresh.cells) == number
    return fresh


def execute_all(folder: Path) -> tuple[list[Notebook], list[Problem]]:
    """Execute every notebook below a folder: those that ran, and the problems of the others."""
    ran: list[Notebook] = []
    problems: list[Problem] = []
    for path in find(folder):
        try:
            ran.append(execute(path))
        except Problem as problem:
            problems.append(problem)
    return ran, problems


def compare(stored: Notebook, fresh: Notebook) -> list[Problem]:
    """How each cell of a fresh run differs from what the file holds: streams, lines, order."""
    return [
        Problem(
            stored.path,
            f"cell [{old.number}] prints something else than is stored",
            details=(("expected", _shown(old.lines)), ("got", _shown(new.lines))),
            next_step=f"mend the cell or, if the new output is right: {MAKE_RECORD}",
        )
        for old, new in zip(stored.cells, fresh.cells, strict=True)
        if old.lines != new.lines
    ]


def formatted(notebook: Notebook) -> str:
    """The text of the file, as Jupyter writes it: one space of indentation, sorted keys."""
    document = notebook.document
    return json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def write(notebook: Notebook) -> bool:
    """Put a notebook in its place, whole or not at all. Returns whether the file changed."""
    text = formatted(notebook)
    if notebook.path.read_text(encoding="utf-8") == text:
        return False
    temporary = notebook.path.with_name(f".{notebook.path.name}.new")
    try:
        temporary.write_text(text, encoding="utf-8", newline="\n")
        temporary.replace(notebook.path)
    finally:
        temporary.unlink(missing_ok=True)
    return True


# ------------------------------------------------------------------------------- running


def _environment(folder: str) -> dict[str, str]:
    """The reader's environment without what changes Python, and without their IPython profile."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return kept | {"IPYTHONDIR": folder, "PYTHONUTF8": "1"}


def _failure(path: Path, number: int, what: str) -> Problem:
    return Problem(
        path,
        f"cell [{number}] {what}",
        details=(("expected", "a notebook whose cells all run to their end"),),
        next_step=f"mend the cell, then: {MAKE_RECORD}",
    )


# ------------------------------------------------------------------------------- reading


def _lines(path: Path, number: int, outputs: Iterable[dict[str, Any]]) -> Iterator[OutputLine]:
    for output in outputs:
        if output["output_type"] != "stream":
            raise Problem(
                path,
                f"cell [{number}] shows something that is not printed text",
                details=(("found", output["output_type"]),),
                next_step=f"print() it in the cell, then: {MAKE_RECORD}",
            )
        yield from (OutputLine(output["name"], line) for line in _text(output["text"]).splitlines())


def _text(value: str | list[str]) -> str:
    """Text as nbformat keeps it: whole, or as a list of lines with their ends."""
    return value if isinstance(value, str) else "".join(value)


def _shown(lines: tuple[OutputLine, ...]) -> str:
    return "\n".join(map(str, lines)) or "(nothing)"


# --------------------------------------------------------------------------- the file


def _stable(document: dict[str, Any]) -> dict[str, Any]:
    """The document without what differs between runs, machines and editors that show the same:
    version and name of the kernel, timings, the pieces in which output arrived, an editor's notes.
    """
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    language = {"name": "python", "pygments_lexer": "ipython3"}
    return document | {
        "metadata": document["metadata"] | {"kernelspec": kernel, "language_info": language},
        "cells": [_stable_cell(cell) for cell in document["cells"]],
    }


def _stable_cell(cell: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in cell["metadata"].items() if name == "tags"}
    if cell["cell_type"] != "code":
        return cell | {"metadata": kept}
    return cell | {"metadata": kept, "outputs": list(_joined(cell["outputs"]))}


def _joined(outputs: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The outputs, those in a row that went to the same stream joined into one."""
    for stream, group in groupby(outputs, key=lambda output: output.get("name")):
        pieces = list(group)
        if stream is None:
            yield from pieces
        else:
            text = "".join(_text(piece["text"]) for piece in pieces)
            yield pieces[0] | {"text": text.splitlines(keepends=True)}
