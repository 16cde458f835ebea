"""Reads from the source of a package which module imports which.

In: the folder of a package. Out: `Import`s, those under TYPE_CHECKING and inside functions too:
a module that can be read only with another beside it depends on it, whenever it is imported.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Import:
    """`module` imports `target`; both are dotted names, and `target` may be of another package."""

    module: str
    target: str
    line: int

    def __str__(self) -> str:
        return f"{self.module}:{self.line} imports {self.target}"


def modules(package: Path) -> dict[str, Path]:
    """The modules of a package by their dotted names; a room goes by the name of its folder."""
    found: dict[str, Path] = {}
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(package: Path) -> list[Import]:
    """Every import of every module. Where a module is meant, the module; else its folder."""
    known = modules(package)
    found: list[Import] = []
    for module, path in known.items():
        folder = module if path.stem == "__init__" else module.rpartition(".")[0]
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            line = getattr(node, "lineno", 0)
            found += [Import(module, target, line) for target in _targets(node, folder, known)]
    return found


def _targets(node: ast.AST, folder: str, known: Iterable[str]) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        base = node.module or ""
        if node.level:
            above = folder.split(".")[: len(folder.split(".")) - node.level + 1]
            base = ".".join([*above, *([base] if base else [])])
        for alias in node.names:
            named = f"{base}.{alias.name}"
            yield named if named in known else base
    elif isinstance(node, ast.Call) and node.args:
        called = ast.unparse(node.func).rpartition(".")[2]
        name = node.args[0]
        if called in ("import_module", "__import__") and isinstance(name, ast.Constant):
            yield str(name.value)


def cycles(found: Iterable[Import]) -> list[list[str]]:
    """Modules that import each other: each list leads from a module back to it."""
    arrows: dict[str, set[str]] = {}
    for each in found:
        arrows.setdefault(each.module, set()).add(each.target)
    rings: dict[frozenset[str], list[str]] = {}

    def follow(path: list[str]) -> None:
        for target in sorted(arrows.get(path[-1], ())):
            if target in path:
                ring = path[path.index(target) :]
                rings.setdefault(frozenset(ring), [*ring, target])
            elif target not in done:
                follow([*path, target])
        done.add(path[-1])

    done: set[str] = set()
    for module in sorted(arrows):
        follow([module])
    return list(rings.values())


def room(module: str) -> str:
    """The part of a name below the package that says where a module lies: `""` for the package."""
    return [*module.split("."), ""][1]


def promised(docstring: str) -> dict[str, str]:
    """What a room says goes in, comes out, and may be imported: the label, and its sentence."""
    joined = " ".join(docstring.split())
    found = (re.search(rf"{label}: (.+?)[.](?: |$)", joined) for label in PROMISES)
    return {label: match[1] for label, match in zip(PROMISES, found, strict=True) if match}


PROMISES = ("In", "Out", "May import")


def may_import(sentence: str) -> set[str]:
    """The names that a "May import" allows: those in backticks, up to its `never`."""
    return set(re.findall(r"`([\w.]+)`", sentence.partition("never")[0]))
