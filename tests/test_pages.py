"""Promise: nothing on a page is typed by hand that a machine could have printed.

Kept on the Markdown, where a mistake is made, and on the built HTML, where a reader would meet it.
"""

from __future__ import annotations

import re
import string
from pathlib import Path

import asyncio_timeline
import pytest
import tested_examples
from asyncio_timeline.simulation.limits import IN_A_PAGE, STATUS
from support.built_page import Figure, figures, pages, parse, stray_blocks
from support.project import EXAMPLES, PAGES, RECORDINGS, ROOT, fail
from tested_examples import example
from tested_examples.pages import check, page
from tested_examples.problem import Problem, Problems
from tested_examples.running import notebook, recording

BESIDE_THE_SITE = [ROOT / "README.md", ROOT / "CONTRIBUTING.md"]


def test_blocks_of_pages_are_sound() -> None:
    """Every block names an example, part, text that exist; no code is typed; no orphan example."""
    problems = check.problems(EXAMPLES, RECORDINGS, PAGES)
    if problems:
        pytest.fail(str(Problems("pages", problems)), pytrace=False)


@pytest.mark.parametrize("path", BESIDE_THE_SITE, ids=lambda path: path.name)
def test_code_beside_the_site_is_an_example(path: Path) -> None:
    """A Python block of the README is, byte for byte, an example or a part of one."""
    sources = {example.load(name, EXAMPLES).source.strip() for name in example.names(EXAMPLES)}
    _, fences = page.read(path.read_text(encoding="utf-8"))
    for fence in fences:
        problem = page.typed_by_hand(path, fence)
        shown_elsewhere = is_block_syntax(fence) or is_map(fence)
        if problem and not shown_elsewhere and fence.text.strip() not in sources:
            fail(problem)


def is_block_syntax(fence: page.Fence) -> bool:
    """CONTRIBUTING shows how a page asks for an example."""
    return fence.language == "markdown" and fence.text.startswith("/// example | ")


def is_map(fence: page.Fence) -> bool:
    """The arrows between rooms, as a package says them in its own docstring."""
    docstrings = [package.__doc__ or "" for package in (asyncio_timeline, tested_examples)]
    drawn = [line.strip() for line in fence.text.strip().splitlines()]
    return fence.language == "text" and any(
        "\n".join(drawn) in "\n".join(line.strip() for line in docstring.splitlines())
        for docstring in docstrings
    )


def test_limits_of_a_run_are_those_that_the_page_tells() -> None:
    """Whoever's script is stopped has to find the limit that stopped it, and its exit status."""
    playground = " ".join((PAGES / "playground.md").read_text("utf-8").split())
    limits = IN_A_PAGE
    assert (limits.seconds, limits.python_seconds) == (3600, 5)
    assert (
        f"one hour on the simulated clock, {limits.turns:,} turns of the event loop, "
        f"{limits.tasks:,} tasks, {limits.characters:,} characters of output, or five seconds"
    ) in playground
    own = (PAGES / "how-to/draw-your-own.md").read_text("utf-8")
    assert f"the exit status is {STATUS}," in " ".join(own.split())


# -------------------------------------------------------------------------- built HTML


def test_listings_of_the_built_site(site: Path) -> None:
    """Code is the script's, output the recording's, the raw file the script, byte for byte."""
    seen = 0
    for path in pages(site):
        for figure in figures(parse(path.read_text(encoding="utf-8"))):
            seen += 1
            problems = list(lies(figure, path, site))
            assert not problems, "\n".join(problems)
    asked = [page.read(path.read_text("utf-8"))[0] for path in page.markdown_files(PAGES)]
    blocks = sum(block.kind == "example" for each in asked for block in each)
    assert seen == blocks, f"{blocks} blocks in docs/ became {seen} listings"


def lies(figure: Figure, path: Path, site: Path) -> list[str]:
    """Everything in a listing that is not what the script and its recording say."""
    told: list[str] = []
    shown = example.load(figure.example, EXAMPLES)
    recorded = recording.read(shown, RECORDINGS)
    where = f"{path.relative_to(site)}: listing of examples/{figure.example}"

    expected = shown.source if figure.part is None else shown.part(figure.part)
    if figure.code != expected:
        told.append(f"{where}: the code is not that of the script")
    if figure.part is not None and figure.whole != shown.source:
        told.append(f"{where}: Copy would not copy the whole script")
    for link in figure.links:
        target = (path.parent / link).resolve()
        if not target.is_file() or target.read_bytes() != shown.data:
            told.append(f"{where}: {link} is not the script, byte for byte")
    if (site / "examples" / figure.example).read_bytes() != shown.data:
        told.append(f"{where}: examples/{figure.example} of the site is not the script")

    groups = recorded.groups
    if len(figure.outputs) != len(groups):
        told.append(f"{where}: {len(figure.outputs)} outputs for {len(groups)} groups of Pythons")
    for output, group in zip(figure.outputs, groups, strict=False):
        if output.pythons and output.pythons != group.versions:
            told.append(f"{where}: output of {output.pythons} shown for {group.versions}")
        if output.lines != tuple(map(str, group.transcript.lines)):
            told.append(f"{where}: the output is not the recorded one")
        status = f"exit status {group.transcript.status}" if group.transcript.status else ""
        if output.status != status:
            told.append(f"{where}: '{output.status}' is shown for '{status}'")
    if figure.claim != shown.claim.replace("`", ""):
        told.append(f"{where}: the caption is not the claim of the script")
    return told


def test_no_page_shows_other_code(site: Path) -> None:
    """Outside of listings a page has shell commands and inline code; a notebook, its cells."""
    for path in pages(site):
        stray = stray_blocks(parse(path.read_text(encoding="utf-8")))
        cells = PAGES / f"{path.parent.relative_to(site)}.ipynb"
        if cells.is_file():
            stray = [block for block in stray if block not in texts(notebook.read(cells))]
        assert not stray, f"{path.relative_to(site)}: a block that no example printed:\n{stray[0]}"


def test_a_file_is_shown_as_it_is(site: Path) -> None:
    """A configuration that a page shows is the one that it offers, and the one that tests use."""
    seen = 0
    for path in pages(site):
        for figure in parse(path.read_text(encoding="utf-8")).select("figure[data-file]"):
            shown = (PAGES / str(figure["data-file"])).read_bytes()
            code = figure.select_one("pre code")
            assert code is not None
            assert code.get_text() == shown.decode()
            for link in figure.select("a[href]"):
                assert (path.parent / str(link["href"])).resolve().read_bytes() == shown
            seen += 1
    assert seen


def texts(stored: notebook.Notebook) -> set[str]:
    """The code and the outputs of a notebook, as its page shows them."""
    codes = {f"{cell.source}\n" for cell in stored.cells}
    return codes | {"".join(f"{line.text}\n" for line in cell.lines) for cell in stored.cells}


# ------------------------------------------------------------------ the checks themselves


@pytest.mark.parametrize(
    "html",
    [
        "<article><pre><code>print(1)</code></pre></article>",
        '<article><div class="language-python highlight"><pre>print(1)</pre></div></article>',
        '<article><div class="language-text highlight"><pre>1</pre></div></article>',
    ],
)
def test_stray_blocks_are_found(html: str) -> None:
    """Indented code, a Python fence, typed output."""
    assert stray_blocks(parse(html))


def test_commands_and_listings_are_not_stray() -> None:
    """A console block and what stands in a figure are as they should be."""
    html = (
        '<article><div class="language-console highlight"><pre>$ make</pre></div>'
        '<figure data-example="x"><pre><code>x</code></pre></figure></article>'
    )
    assert not stray_blocks(parse(html))


@pytest.mark.parametrize(
    ("pattern", "by", "told"),
    [
        (r"(data-line=\"3\">)", r"\1 ", "the code is not that of the script"),
        (
            r"(<samp class=\"std\w+\"><span class=\"line[^>]*>)",
            r"\1x",
            "output is not the recorded",
        ),
        (r"class=\"stdout\"", 'class="stderr"', "output is not the recorded"),
        (r"(listing__claim\">)", r"\1Not ", "caption is not the claim"),
        (r"href=\"[^\"]+\.py\"", 'href="index.html"', "is not the script, byte for byte"),
    ],
)
def test_lies_are_found(site: Path, pattern: str, by: str, told: str) -> None:
    """A word changed anywhere in a listing is told."""
    path = next(path for path in pages(site) if figures(parse(path.read_text("utf-8"))))
    html, changes = re.subn(pattern, by, path.read_text("utf-8"), count=1)
    assert changes
    found = [lie for figure in figures(parse(html)) for lie in lies(figure, path, site)]
    assert any(told in lie for lie in found), found


@pytest.mark.parametrize(
    "fence", ["```python", "~~~python", "````py", "```pycon", "```text", "```"]
)
def test_typed_blocks_are_found(fence: str, tmp_path: Path) -> None:
    """However the fence is written."""
    text = f"# Title\n\n{fence}\nprint(1)\n{fence.rstrip(string.ascii_letters)}\n"
    _, fences = page.read(text)
    problem = page.typed_by_hand(tmp_path / "page.md", fences[0])
    assert isinstance(problem, Problem)
    assert problem.line == 3
