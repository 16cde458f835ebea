"""Promise: a room imports only what lies below it, so that one can be read without the others.

Whoever changes the drawing need not know the recorder. That holds as long as no arrow of the
pictures in `asyncio_timeline/__init__.py` and `tested_examples/__init__.py` is turned round.
"""

from __future__ import annotations

import ast
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from support import house
from support.house import Import
from support.project import ROOT

TIMELINE = ROOT / "packages/asyncio-timeline/src/asyncio_timeline"
EXAMPLES = ROOT / "packages/tested-examples/src/tested_examples"

ROOMS = {
    "asyncio_timeline": {
        "command": {"program", "formats", "findings", "drawing", ""},
        "in_code": {"formats", "recording"},
        "formats": {"page", "findings", "drawing"},  # "": it tells the version
        "program": {"recording", "simulation"},
        "page": {"findings", "drawing"},
        "findings": {"drawing"},
        "recording": set[str](),
        "simulation": set[str](),
        "drawing": set[str](),
    },
    "tested_examples": {
        "for_machines": {"pages", "running"},
        "pages": {"running", "in_the_page"},
        "in_the_page": {"running.normalising"},
        "running": set[str](),
    },
}
"""The arrows: which rooms each room imports. All import the small files at the top, `SHARED`."""

DOORS = ("", "__main__")
"""The package itself and its command line: they import any room, and no room imports them."""

SHARED = {
    "asyncio_timeline": {"timeline", "own", "monitoring"},
    "tested_examples": {"example", "interpreter", "problem", "formatting"},
}
"""Files at the top that rooms may import. They import only each other."""

OF_THE_SITE = re.compile(r"tested_examples|tested-examples|mkdocs|pymdownx|docs/|recordings/")


@pytest.fixture(params=[TIMELINE, EXAMPLES], ids=["asyncio_timeline", "tested_examples"])
def package(request: pytest.FixtureRequest) -> Path:
    """Each package."""
    path: Path = request.param
    return path


def forbidden(package: Path) -> list[str]:
    """Imports that no arrow allows."""
    name = package.name
    return [
        str(each)
        for each in house.imports(package)
        if each.target.split(".")[0] == name and not _allowed(each, name)
    ]


def _allowed(each: Import, name: str) -> bool:
    importer, target = house.room(each.module), each.target.removeprefix(name).lstrip(".")
    if importer in DOORS or importer == house.room(each.target):
        return True
    arrows = ROOMS[name].get(importer, set()) | SHARED[name]
    return any(target == allowed or target.startswith(f"{allowed}.") for allowed in arrows)


def foreign(package: Path) -> list[str]:
    """Imports of what the standard library does not bring."""
    known = sys.stdlib_module_names | {package.name}
    return [str(each) for each in house.imports(package) if each.target.split(".")[0] not in known]


# -------------------------------------------------------------------------------- the rooms


def test_arrows_point_down(package: Path) -> None:
    """A room that reaches up, or sideways, can no longer be understood or replaced alone."""
    assert forbidden(package) == []


def test_every_room_has_its_arrows(package: Path) -> None:
    """A new room or file at the top has to say where it lies; until then nothing is allowed it."""
    known = {*ROOMS[package.name], *SHARED[package.name], *DOORS}
    assert {house.room(module) for module in house.modules(package)} == known


def test_no_cycle(package: Path) -> None:
    """Of two modules that import each other, neither can be read first."""
    assert house.cycles(house.imports(package)) == []


def test_only_the_recorder_installs_hooks() -> None:
    """What was noted can be read without knowing how it was overheard."""
    hooks = "asyncio_timeline.recording.hooks"
    knowing = {
        each.module
        for each in house.imports(TIMELINE)
        if each.target.startswith(hooks) and not each.module.startswith(hooks)
    }
    assert "asyncio_timeline.recording.recorder" in knowing
    assert {module for module in knowing if ".recording." in module} == {
        "asyncio_timeline.recording.recorder"
    }


def test_a_room_says_what_it_is_for(package: Path) -> None:
    """Its `__init__` is read first: what goes in, what comes out, what the room knows."""
    for module, path in house.modules(package).items():
        if path.stem != "__init__" or path.parent == package:
            continue
        said = house.promised(ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "")
        assert tuple(said) == house.PROMISES, module
        told, room = house.may_import(said["May import"]), house.room(module)
        if module.count(".") > 1:  # a room within a room
            assert f"what `{room}` may" in said["May import"]
            continue
        arrows = ROOMS[package.name][room]
        assert told - SHARED[package.name] - {"asyncio_timeline"} == arrows, module
        for each in house.imports(package):
            own = each.target.startswith(package.name)
            if house.room(each.module) == room and own and house.room(each.target) != room:
                target = each.target.removeprefix(f"{package.name}.")
                within = any(f"{target}.".startswith(f"{name}.") for name in told)
                assert within, f"{each}, which the docstring of {module} does not allow"


def test_the_picture_has_every_room(package: Path) -> None:
    """The docstring of the package draws the arrows; a room that it leaves out is a surprise."""
    drawn = ast.get_docstring(ast.parse((package / "__init__.py").read_text("utf-8"))) or ""
    assert [room for room in ROOMS[package.name] if not re.search(rf"\b{room}\b", drawn)] == []


# ---------------------------------------------------------------------------------- the map

MAP = (ROOT / "CONTRIBUTING.md").read_text("utf-8").partition("## A map\n")[2].partition("\n## ")[0]


ROW = re.compile(
    r"^\| (?P<change>.+?) \| (?P<paths>`[^|]+`) \| (?P<names>`[^|]+`) \|$", re.MULTILINE
)


class Entry(NamedTuple):
    """A row of the map: what somebody wants to change, where, and the names to search for."""

    change: str
    folder: Path
    paths: list[str]
    names: list[str]


def entries(text: str) -> list[Entry]:
    """The rows of the tables that lead to files; each table says in which folder its paths are."""
    found: list[Entry] = []
    for section in text.split("\n### ")[1:]:
        if "look for |" not in section:
            continue
        folder = re.search(r"^`(\S+/)`$", section, re.MULTILINE)
        root = ROOT / folder[1] if folder else ROOT
        for row in ROW.finditer(section):
            paths, names = (re.findall("`([^`]+)`", row[part]) for part in ("paths", "names"))
            found.append(Entry(row["change"], root, paths, names))
    return found


def defined(path: Path) -> set[str]:
    """The names that a file defines: functions, classes, constants. Of other languages, words."""
    text = path.read_text("utf-8")
    if path.suffix != ".py":
        return set(re.findall(r"[\w.:/-]+", text))
    return set(_defined(ast.parse(text).body))


def _defined(body: list[ast.stmt]) -> Iterator[str]:
    """Of a module or a class: no local variables."""
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            named = [each for target in targets for each in ast.walk(target)]
            yield from (each.id for each in named if isinstance(each, ast.Name))
        if isinstance(node, ast.ClassDef):
            yield from _defined(node.body)


def lost(rows: list[Entry]) -> list[str]:
    """What of the map leads nowhere: a path, a path without a name, or a name."""
    wrong: list[str] = []
    for row in rows:
        missing = [path for path in row.paths if not (row.folder / path).is_file()]
        wrong += [f"{row.change}: there is no {path}" for path in missing]
        if missing:
            continue
        there = {path: defined(row.folder / path) for path in row.paths}
        wrong += [
            f"{row.change}: {name} is not in {', '.join(row.paths)}"
            for name in row.names
            if not any(_is_in(name, names) for names in there.values())
        ]
        wrong += [
            f"{row.change}: nothing is named in {path}"
            for path, names in there.items()
            if not any(_is_in(name, names) for name in row.names)
        ]
    return wrong


def _is_in(name: str, names: set[str]) -> bool:
    return name in names or any(each.rstrip(":") == name.rstrip(":") for each in names)


def test_the_map_leads_to_files_and_names() -> None:
    """A map with a wrong name costs a stranger more than none."""
    rows = entries(MAP)
    assert len(rows) > 60
    assert lost(rows) == []


def test_the_map_knows_every_room(package: Path) -> None:
    """A room that no row leads into is one where a stranger searches file by file."""
    led_to = {row.folder / path for row in entries(MAP) for path in row.paths}
    for module, path in house.modules(package).items():
        if path.stem == "__init__" and path.parent != package:
            assert any(path.parent in each.parents for each in led_to), module


def test_what_the_text_of_the_map_names_is_there() -> None:
    """Folders and tests, too."""
    said = set(re.findall(r"`([\w./-]+/[\w./-]*)`", re.sub(ROW, "", MAP)))
    assert len(said) > 8
    for path in sorted(said):
        places = (ROOT, ROOT / "docs/assets", TIMELINE.parent.parent)
        assert any((place / path).exists() for place in places), path


def test_a_row_that_leads_nowhere_is_found() -> None:
    """A file that was moved, a function with another name, and a file of which nothing is told."""
    folder = "`packages/asyncio-timeline/src/asyncio_timeline/`"
    section = f"\n### Rooms\n\n{folder}\n\n| to change | open | look for |\n"
    moved = "| a sign | `drawing/sign.py` | `ENDINGS` |\n"
    renamed = "| a word | `drawing/words.py` | `row` |\n"
    used = "| a kind | `drawing/words.py` | `LANES` |\n"  # imported there, not defined
    silent = "| a table | `drawing/words.py`, `timeline.py` | `rows` |\n"
    assert lost(entries(section + moved + renamed + used + silent)) == [
        "a sign: there is no drawing/sign.py",
        "a word: row is not in drawing/words.py",
        "a word: nothing is named in drawing/words.py",
        "a kind: LANES is not in drawing/words.py",
        "a kind: nothing is named in drawing/words.py",
        "a table: nothing is named in timeline.py",
    ]


def test_the_map_has_the_arrows_of_the_package(package: Path) -> None:
    """Drawn once, and shown where somebody looks who has not opened a file yet."""
    drawn = ast.get_docstring(ast.parse((package / "__init__.py").read_text("utf-8"))) or ""
    arrows = [line.removeprefix("    ") for line in drawn.splitlines() if "─" in line]
    assert len(arrows) >= 2
    assert "\n".join(arrows) in MAP


# ---------------------------------------------------------------------- nothing of the site


def test_asyncio_timeline_needs_only_the_standard_library() -> None:
    """It goes into programs of other people, and into Pyodide, where nothing else is."""
    assert foreign(TIMELINE) == []


def test_asyncio_timeline_knows_nothing_of_the_site() -> None:
    """Whoever installs it has no site; a word about one would be a riddle."""
    assert mentions(TIMELINE) == []


def test_its_tests_know_nothing_of_the_site() -> None:
    """They prove the package as whoever installs it would use it, and could move away with it."""
    tests = TIMELINE.parent.parent / "tests"
    own = {f"support.{path.stem}" for path in (tests / "support").glob("*.py")}
    found = house.imports(tests)
    assert [str(each) for each in found if OF_THE_SITE.search(each.target)] == []
    beside = {each.target for each in found if each.target.startswith("support")}
    assert {".".join(target.split(".")[:2]) for target in beside} - {"support"} <= own


def mentions(package: Path) -> list[str]:
    """Lines that speak of the site."""
    return [
        f"{path.relative_to(package)}:{number}: {line.strip()}"
        for path in sorted(package.rglob("*"))
        if path.suffix in (".py", ".css", ".js")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if OF_THE_SITE.search(line)
    ]


# ------------------------------------------------------------------ what finds it is found out


PLANTED = [
    ("drawing/words.py", "from asyncio_timeline.recording import weak", "recording.weak"),
    ("drawing/words.py", "import asyncio_timeline.page.html as page", "page.html"),
    ("drawing/words.py", "from ..simulation import clock", "simulation.clock"),
    ("drawing/words.py", "importlib.import_module('asyncio_timeline.page')", "page"),
    ("simulation/clock.py", "def late():\n    from asyncio_timeline import command", "command"),
    ("timeline.py", "if TYPE_CHECKING:\n    import asyncio_timeline.program.run", "program.run"),
]


@pytest.mark.parametrize(("planted_in", "line", "target"), PLANTED)
def test_a_forbidden_import_is_found(
    planted_in: str, line: str, target: str, tmp_path: Path
) -> None:
    """However it is written."""
    copy = shutil.copytree(TIMELINE, tmp_path / "asyncio_timeline")
    (copy / planted_in).write_text(f"{line}\n", "utf-8")
    module = planted_in.removesuffix(".py").replace("/", ".")
    (found,) = forbidden(copy)
    assert re.fullmatch(rf"asyncio_timeline\.{module}:\d imports asyncio_timeline\.{target}", found)


def test_a_turned_arrow_is_found(tmp_path: Path) -> None:
    """Running that asks the pages, and a recorder that asks the site."""
    copy = shutil.copytree(EXAMPLES, tmp_path / "tested_examples")
    (copy / "running/transcript.py").write_text("from tested_examples.pages import page\n", "utf-8")
    assert forbidden(copy) == [
        "tested_examples.running.transcript:1 imports tested_examples.pages.page"
    ]
    copy = shutil.copytree(TIMELINE, tmp_path / "asyncio_timeline")
    (copy / "own.py").write_text("from tested_examples import problem  # of mkdocs\n", "utf-8")
    assert foreign(copy) == ["asyncio_timeline.own:1 imports tested_examples"]
    assert mentions(copy) == ["own.py:1: from tested_examples import problem  # of mkdocs"]


def test_a_cycle_is_found(tmp_path: Path) -> None:
    """Through functions and under TYPE_CHECKING, too."""
    copy = tmp_path / "ring"
    copy.mkdir()
    (copy / "__init__.py").touch()
    (copy / "a.py").write_text("if TYPE_CHECKING:\n    from ring import b\n", "utf-8")
    (copy / "b.py").write_text("def f():\n    from . import c\n", "utf-8")
    (copy / "c.py").write_text("from ring.a import x\n", "utf-8")
    (copy / "d.py").write_text("import ring.c\n", "utf-8")
    assert house.cycles(house.imports(copy)) == [["ring.a", "ring.b", "ring.c", "ring.a"]]
