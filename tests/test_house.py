"""Promise: a room imports only what lies below it, so that one can be read without the others.

Whoever changes the drawing need not know the recorder. That holds as long as no arrow of the
pictures in `asyncio_timeline/__init__.py` and `tested_examples/__init__.py` is turned round.
"""

from __future__ import annotations

import ast
import re
import shutil
import sys
from pathlib import Path

import pytest
from support import house
from support.house import Import
from support.project import ROOT

TIMELINE = ROOT / "packages/asyncio-timeline/src/asyncio_timeline"
EXAMPLES = ROOT / "packages/tested-examples/src/tested_examples"

ROOMS = {
    "asyncio_timeline": {
        "command": {"program", "page", "drawing", ""},  # "": it tells the version
        "program": {"recording", "simulation"},
        "page": {"drawing"},
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


def test_the_map_leads_to_files() -> None:
    """A map with a wrong name costs a stranger more than none."""
    rows = re.findall(r"^\| .+? \| `(.+?)` \| (\w+) \|$", MAP, re.MULTILINE)
    assert len(rows) >= 10
    packages = {path.name: path for path in (TIMELINE, EXAMPLES)}
    assert [path for path, name in rows if not (packages[name] / path).exists()] == []
    elsewhere = set(re.findall(r"`([\w./-]+/[\w./-]*)`", MAP)) - {path for path, _ in rows}
    assert len(elsewhere) >= 5
    for path in sorted(elsewhere):
        places = (ROOT, TIMELINE.parent.parent, EXAMPLES.parent.parent)
        assert any((place / path).exists() for place in places), path


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
