"""Promise: what the notebook shows is what its cells print, in a fresh kernel, in that order."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bs4 import Tag
from support.built_page import parse
from support.project import PAGES, ROOT, fail
from tested_examples.__main__ import main
from tested_examples.pages import page
from tested_examples.problem import Problem, Problems
from tested_examples.running import notebook
from tested_examples.running.notebook import Notebook

NOTEBOOKS = notebook.find(PAGES)
STORED = PAGES / "notebooks/asyncio-in-a-notebook.ipynb"

pytestmark = pytest.mark.timeout(60)


@pytest.fixture(scope="module")
def fresh() -> dict[Path, Notebook]:
    """Each notebook, executed once."""
    ran, problems = notebook.execute_all(PAGES)
    if problems:
        pytest.fail(str(Problems("notebooks", problems)), pytrace=False)
    return {each.path: each for each in ran}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_prints_what_is_stored(path: Path, fresh: dict[Path, Notebook]) -> None:
    """Cell by cell: streams, lines, order. And the file is as `make record` writes it."""
    problems = notebook.compare(notebook.read(path), fresh[path])
    if problems:
        pytest.fail(str(Problems("notebook", problems)), pytrace=False)
    assert path.read_text("utf-8") == notebook.formatted(fresh[path]), f"{path}; type: make record"


def test_prose_types_no_code() -> None:
    """Markdown cells hold words and inline code; what is code stands in cells, and runs."""
    for path in NOTEBOOKS:
        for prose in notebook.read(path).prose:
            _, fences = page.read(prose)
            for fence in fences:
                if problem := page.typed_by_hand(path, fence):
                    fail(problem)


def test_there_is_a_notebook() -> None:
    """The promise is not kept by having nothing to check."""
    assert STORED in NOTEBOOKS
    assert 8 <= len(notebook.read(STORED).cells) <= 12


# ------------------------------------------------------------------------ what is refused

Document = dict[str, Any]


def _prints_more(document: Document) -> None:
    _code(document, 5)["outputs"][0]["text"].append("tweet: sent twice\n")


def _prints_in_another_order(document: Document) -> None:
    _code(document, 5)["outputs"][0]["text"].reverse()


def _prints_on_stderr(document: Document) -> None:
    _code(document, 5)["outputs"][0]["name"] = "stderr"


def _prints_nothing(document: Document) -> None:
    _code(document, 5)["outputs"].clear()


def _code(document: Document, number: int) -> Document:
    cells = [cell for cell in document["cells"] if cell["cell_type"] == "code"]
    found: Document = cells[number - 1]
    return found


def _copy(folder: Path, change: Callable[[Document], None]) -> Path:
    path = folder / "copy.ipynb"
    document = json.loads(STORED.read_text("utf-8"))
    change(document)
    path.write_text(json.dumps(document), "utf-8")
    return path


@pytest.mark.parametrize(
    "change", [_prints_more, _prints_in_another_order, _prints_on_stderr, _prints_nothing]
)
def test_changed_outputs_are_found(
    change: Callable[[Document], None], fresh: dict[Path, Notebook], tmp_path: Path
) -> None:
    """The message names the file, the cell, both outputs, and what to type."""
    path = _copy(tmp_path, change)
    [problem] = notebook.compare(notebook.read(path), fresh[STORED])
    said = str(problem)
    assert said.startswith(f"{path}: cell [5] prints something else than is stored\n")
    assert re.search(r"(?m)^  expected +(std|\(nothing\))", said)
    assert re.search(r"(?m)^  got +stdout tweet: connecting$", said)
    assert said.endswith("make record")


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("1 / 0", "cell [1] raises ZeroDivisionError: division by zero"),
        ("while True: pass", "cell [1] still runs after 1 seconds"),
        ("import os; os._exit(3)", "cell [1] ends the kernel"),
        ("6 * 7", "cell [1] shows something that is not printed text"),
    ],
)
def test_cells_that_cannot_be_shown_are_refused(source: str, told: str, tmp_path: Path) -> None:
    """An error, a hang, the end of the kernel, a value that nobody printed."""

    def change(document: Document) -> None:
        document["cells"] = [_code(document, 1) | {"source": source}]

    path = _copy(tmp_path, change)
    with pytest.raises(Problem, match=re.escape(told)):
        notebook.execute(path, time_limit=1)


def test_a_failing_record_changes_no_notebook(
    scratch: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """`make record` executes all notebooks before it writes one."""

    def good(document: Document) -> None:
        document["cells"] = [_code(document, 1)]
        document["cells"][0]["outputs"] = []

    def bad(document: Document) -> None:
        document["cells"] = [_code(document, 1) | {"source": "1 / 0"}]

    right = _copy(scratch / "docs", good).rename(scratch / "docs/right.ipynb")
    wrong = _copy(scratch / "docs", bad).rename(scratch / "docs/wrong.ipynb")
    before = right.read_bytes()
    assert main(["record"]) == 1
    assert "docs/wrong.ipynb: cell [1] raises ZeroDivisionError" in capfd.readouterr().err
    assert right.read_bytes() == before

    wrong.unlink()
    assert main(["record"]) == 0
    assert "1 notebooks, 1 changed" in capfd.readouterr().out
    assert [str(line) for line in notebook.read(right).cells[0].lines] == [
        "stdout the loop runs: True"
    ]


# ------------------------------------------------------------------------------- the page


@pytest.fixture
def built(site: Path) -> Path:
    """The page of the notebook."""
    return site / "notebooks/asyncio-in-a-notebook/index.html"


def test_the_page_shows_each_cell(built: Path) -> None:
    """Code and output as stored, in order."""
    cells = notebook.read(STORED).cells
    shown = parse(built.read_text("utf-8")).select("article figure.listing")
    assert [_shown(figure) for figure in shown] == [
        (cell.source, [str(line) for line in cell.lines]) for cell in cells
    ]


def _shown(figure: Tag) -> tuple[str, list[str]]:
    [code] = figure.select(".listing__code pre > code")
    lines = [
        f"{samp.get_attribute_list('class')[0]} {line}"
        for samp in figure.select("pre.transcript > samp")
        for line in samp.get_text().removesuffix("\n").split("\n")
    ]
    return code.get_text().removesuffix("\n"), lines


def test_the_page_is_light(built: Path) -> None:
    """mkdocs-jupyter alone makes 100 kB of gzip, and asks other hosts for scripts."""
    html = built.read_text("utf-8")
    assert len(gzip.compress(html.encode(), 6)) < 15_000
    article = parse(html).select_one("article")
    assert article is not None
    assert not article.select("script, style, link, [src], [class*=jp-]")


def test_the_page_leads_to_its_headings_and_the_file(built: Path) -> None:
    """The table of contents has every heading; Download gives the file, byte for byte."""
    html = parse(built.read_text("utf-8"))
    headings = {str(each["id"]) for each in html.select("article :is(h1, h2)[id]")}
    contents = {str(each["href"]) for each in html.select(".md-nav--secondary a[href^='#']")}
    assert len(headings) >= 7
    assert contents >= {f"#{name}" for name in headings} - {"#asyncio-in-a-notebook"}
    [download] = html.select("article a[download]")
    assert (built.parent / str(download["href"])).read_bytes() == STORED.read_bytes()
    [description] = html.select("meta[name=description]")
    assert description["content"] == notebook.read(STORED).description


def test_the_build_of_a_dead_link_fails(tmp_path: Path) -> None:
    """Links of a notebook are resolved by the hook, which tells where one leads nowhere."""
    from mkdocs.commands.build import build
    from mkdocs.config import load_config
    from mkdocs.exceptions import Abort

    def change(document: Document) -> None:
        document["cells"][-1]["source"] = "[the tutorial](tutorial/missing.md)"

    (tmp_path / "docs").mkdir()
    _copy(tmp_path / "docs", change)
    config = load_config(
        config_file_path=None,
        site_name="copy",
        docs_dir=str(tmp_path / "docs"),
        site_dir=str(tmp_path / "site"),
        plugins=[{"mkdocs-jupyter": {"include": ["*.ipynb"], "cache": False}}],
        hooks=[str(ROOT / "packages/tested-examples/src/tested_examples/pages/notebook_page.py")],
    )
    with pytest.raises(Abort):
        build(config)
