"""The messages of asyncio and concurrent.futures, read from their sources.

In: the standard library of a Python. Out: each message that it raises, warns of or logs, with `…`
in the place of what differs, and where it stands.
"""

from __future__ import annotations

import ast
import inspect
import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from tested_examples.interpreter import Interpreter

PACKAGES = ("asyncio", "concurrent/futures")
_LOGS = ("error", "warning", "exception", "critical")

# Run by the Python whose sources are read, as only that one can parse them.
_WALK = """
import ast, json, pathlib, sysconfig
found = []
for package in {packages!r}:
    for file in sorted((pathlib.Path(sysconfig.get_path("stdlib")) / package).glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            for text in {name}(node):
                found.append([package + "/" + file.name, node.lineno, text])
print(json.dumps(found))
"""


@dataclass(frozen=True)
class Message:
    """One message, `TaskGroup … is finished`, and the file and line that say it."""

    file: str
    line: int
    text: str


@cache
def messages(python: Interpreter) -> list[Message]:
    """Every message in the sources of this Python, in the order of files."""
    source = "\n".join([_source(), _WALK.format(packages=PACKAGES, name=_texts.__name__)])
    done = subprocess.run(
        [python.path, "-I", "-c", source], capture_output=True, text=True, check=True
    )
    return [Message(*each) for each in json.loads(done.stdout)]


def _source() -> str:
    return f"import ast\n_LOGS = {_LOGS!r}\n" + "".join(
        inspect.getsource(function) for function in (_texts, _worded)
    ).replace("Iterator[str]", "object")


def _texts(node: ast.AST) -> Iterator[str]:
    """What a raise, a warning, a log or a report to the loop's exception handler says."""
    said: list[ast.expr] = []
    if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args:
        said = node.exc.args[:1]
    elif isinstance(node, ast.Call):
        called = ast.unparse(node.func)
        last = called.rpartition(".")[2]
        is_log = "logger" in called.lower() and last in _LOGS
        is_error = last.endswith(("Error", "Exception"))
        if is_log or is_error or called in ("warnings.warn", "_warn", "warnings._deprecated"):
            said = node.args[:1]
    elif isinstance(node, ast.Dict):
        keys = [each.value if isinstance(each, ast.Constant) else None for each in node.keys]
        said = [value for key, value in zip(keys, node.values, strict=True) if key == "message"]
    elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in ("msg", "message"):
        said = [node.value]
    for each in said:
        text = _worded(each)
        if text and text.strip("… ."):
            yield text


def _worded(node: ast.AST) -> str | None:
    """The text of an expression, with an ellipsis for what is only known at run time."""
    if isinstance(node, ast.Constant):
        text = node.value if isinstance(node.value, str) else None
        for form in ("%.3f", "%r", "%s", "%d", "{!r}", "{}"):
            text = text and text.replace(form, "…")
        return text
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values
        )
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _worded(node.left), _worded(node.right)
        return (left or "…") + (right or "…") if left or right else None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        return _worded(node.left)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return _worded(node.func.value) if node.func.attr == "format" else None
    return None
