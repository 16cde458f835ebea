"""An example: a script that proves one claim. Read here, never run here.

The claim is the first paragraph of the docstring. A script that needs a newer Python than the
floor, or packages, says so with a PEP 723 block (https://peps.python.org/pep-0723/).
"""

from __future__ import annotations

import ast
import hashlib
import re
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import Version

from tested_examples.interpreter import WITH_PACKAGES
from tested_examples.problem import Problem

# PEP 723, "Reference Implementation": the block starts and ends at column 0 with these lines.
_METADATA = re.compile(r"(?m)^# /// script$\s(?P<content>(^#(| .*)$\s)+)^# ///$")


@dataclass(frozen=True)
class Example:
    """A script of `examples/`, whole: `name` is its path below that folder, with slashes."""

    name: str
    path: Path
    data: bytes
    source: str
    claim: str
    requires_python: SpecifierSet
    dependencies: tuple[Requirement, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 of the file's bytes, in hexadecimal: what a recording says it was taken from."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def is_mistake(self) -> bool:
        """Whether the mistake is the point, so that it may fail and print to stderr."""
        return self.name.startswith("mistakes/")

    @cached_property
    def parts(self) -> dict[str, tuple[int, int]]:
        """Functions and classes by name (`main`, `Queue.put`), with their first and last line."""
        return dict(_parts(ast.parse(self.source), ""))

    def part(self, name: str) -> str:
        """The lines of one part. Raises `KeyError` if the script has no such part."""
        first, last = self.parts[name]
        return "".join(self.source.splitlines(keepends=True)[first - 1 : last])

    def runs_on(self, version: str) -> bool:
        """Whether it is run on this Python, given as `"3.14"`.

        The script says so; one that needs packages is run on `WITH_PACKAGES` only.
        """
        if self.dependencies and version not in WITH_PACKAGES:
            return False
        return self.requires_python.contains(Version(version), prereleases=True)


def load(name: str, folder: Path) -> Example:
    """Read `folder/name`. Raises `Problem` if it cannot be shown as an example."""
    # No file has such a name, and whoever asks the system for one gets an error of Python's.
    path = folder / name.replace("\0", "\N{REPLACEMENT CHARACTER}")
    if not path.resolve().is_relative_to(folder.resolve()):
        raise Problem(
            path,
            f"'{name}' leaves the folder of examples",
            details=(("expected", f"a path below {folder.name}/"),),
            next_step=f"move the script into {folder.name}/ and name it from there",
        )
    try:
        data = path.read_bytes()
    except OSError:  # missing, a folder, below a file, too long, not to be read
        raise Problem(
            path,
            f"there is no example '{name}'",
            details=_nearest(name, folder),
            next_step=f"write {folder.name}/{name}, or correct the name",
        ) from None
    try:
        source = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Problem(
            path,
            f"not UTF-8: byte 0x{data[error.start]:02x} at offset {error.start}",
            line=data.count(b"\n", 0, error.start) + 1,
            details=(("expected", "a script saved as UTF-8"),),
            next_step="save the file again as UTF-8",
        ) from None
    try:
        tree = ast.parse(source, filename=str(path))
    except (SyntaxError, ValueError, RecursionError) as error:  # ValueError: a null byte, in 3.11
        raise Problem(
            path,
            f"syntax error: {getattr(error, 'msg', error)}",
            line=getattr(error, "lineno", None),
            details=(("found", (getattr(error, "text", "") or "").strip()),),
            next_step=f"mend it until this runs: python {folder.name}/{name}",
        ) from None
    requires_python, dependencies = _needs(source, path)
    return Example(
        name=name,
        path=path,
        data=data,
        source=source,
        claim=_claim(tree, path),
        requires_python=requires_python,
        dependencies=dependencies,
    )


def names(folder: Path) -> list[str]:
    """Every script below `folder`, as `load` takes them, in order."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.py"))


def _claim(tree: ast.Module, path: Path) -> str:
    docstring = ast.get_docstring(tree)
    if not docstring:
        raise Problem(
            path,
            "the script has no docstring",
            line=1,
            details=(("expected", "a docstring whose first line is the claim it proves"),),
            next_step='start the script with """One claim, in one sentence."""',
        )
    return " ".join(docstring.split("\n\n")[0].split())


def _needs(source: str, path: Path) -> tuple[SpecifierSet, tuple[Requirement, ...]]:
    """The Python and the packages that the script block names."""
    found = _METADATA.search(source)
    if not found:
        return SpecifierSet(), ()
    line = source.count("\n", 0, found.start()) + 1
    block = "".join(
        text[2:] if text.startswith("# ") else text[1:]
        for text in found["content"].splitlines(keepends=True)
    )
    try:
        said = tomllib.loads(block)
        packages = said.get("dependencies", [])
        if not isinstance(packages, list):
            raise InvalidRequirement(f"dependencies is no list: {packages!r}")
        return (
            SpecifierSet(str(said.get("requires-python", ""))),
            tuple(Requirement(str(each)) for each in packages),
        )
    except (tomllib.TOMLDecodeError, InvalidSpecifier, InvalidRequirement) as error:
        raise Problem(
            path,
            f"the script block cannot be read: {error}",
            line=line,
            details=(
                ("expected", '# requires-python = ">=3.14" or # dependencies = ["anyio>=4"]'),
            ),
            next_step="correct the block: https://peps.python.org/pep-0723/",
        ) from None


def _parts(node: ast.AST, prefix: str) -> list[tuple[str, tuple[int, int]]]:
    found: list[tuple[str, tuple[int, int]]] = []
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            first = min([child.lineno, *(decorator.lineno for decorator in child.decorator_list)])
            found.append((prefix + child.name, (first, child.end_lineno or first)))
            if isinstance(child, ast.ClassDef):
                found.extend(_parts(child, f"{prefix}{child.name}."))
    return found


def _nearest(name: str, folder: Path) -> tuple[tuple[str, str], ...]:
    from difflib import get_close_matches

    near = get_close_matches(name, names(folder), n=3, cutoff=0.5)
    return (("near", ", ".join(near)),) if near else ()
