"""An example as a notebook: the script, so that it prints there what it printed when recorded.

A notebook runs in a loop of its own, in which `asyncio.run` refuses to start a second one. So the
call under the main guard becomes `await main()`. Scripts that need a process of their own, for
their pools, signals, errors or exit status, are written to a file by the first cell and run by the
second.
"""

from __future__ import annotations

import ast
import json
from typing import Any

from tested_examples.example import Example
from tested_examples.running.recording import Recording

_CALL = "asyncio.run(main())"


def notebook(shown: Example, recorded: Recording, address: str) -> bytes:
    """An `.ipynb` of nbformat 4.5 with the newest recorded output in it."""
    split = _main_call(shown.source) if _prints_the_same(recorded) else None
    if split is None:
        file = shown.name.rpartition("/")[2]
        code = [
            f"%%writefile {file}\n{shown.source}",
            f"import sys\n\n!{{sys.executable}} {file}",
        ]
    else:
        code = [split, "await main()"]
    group = recorded.groups[-1]
    output = [f"{line.text}\n" for line in group.transcript.lines]
    about = (
        f"{shown.claim}\n\n"
        f"This is [{shown.name}]({address}examples/{shown.name}), "
        f"and its output was recorded on Python {', '.join(group.versions)}."
    )
    if split is None:
        about += " It runs in a process of its own."
    cells = [
        {"cell_type": "markdown", "id": "claim", "metadata": {}, "source": _lines(about)},
        _code("script", code[0], []),
        _code("run", code[1], output),
    ]
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    document = {
        "cells": cells,
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode()


def _code(identity: str, source: str, output: list[str]) -> dict[str, Any]:
    stream = {"name": "stdout", "output_type": "stream", "text": output}
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": identity,
        "metadata": {},
        "outputs": [stream] if output else [],
        "source": _lines(source.rstrip("\n")),
    }


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _prints_the_same(recorded: Recording) -> bool:
    """Whether it prints in a process that lives on what it prints in one of its own."""
    printed = [group.transcript for group in recorded.groups]
    plain = all(each.status == 0 and not each.normalised for each in printed)
    quiet = all(line.stream == "stdout" for each in printed for line in each.lines)
    simulated = recorded.timeline is not None and recorded.timeline.simulated
    return plain and quiet and simulated


def _main_call(source: str) -> str | None:
    """The script up to its main guard, if the guard holds nothing but the call of `main`."""
    last = ast.parse(source).body[-1]
    if not isinstance(last, ast.If) or ast.unparse(last.test) != "__name__ == '__main__'":
        return None
    if [ast.unparse(each) for each in last.body] != [_CALL] or "__file__" in source:
        return None
    return "".join(source.splitlines(keepends=True)[: last.lineno - 1]).rstrip() + "\n"
