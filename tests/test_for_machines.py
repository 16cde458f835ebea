"""Promise: what a program is given says what the pages say, and works as it is.

A program cannot doubt what it reads: a twin that lacks a line, a catalogue of yesterday's outputs
or a notebook that prints something else would be taken for the truth.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import nbformat
import pytest
from mkdocs.utils.yaml import yaml_load
from support.built_page import figures, pages, parse
from support.project import EXAMPLES, PAGES, RECORDINGS, ROOT
from tested_examples import example
from tested_examples.for_machines import as_notebook, bundle, skill, source
from tested_examples.for_machines.source import Source
from tested_examples.interpreter import SUPPORTED
from tested_examples.running import notebook, recording

ADDRESS = "https://example.org/meanwhile/"


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def entries(site: Path) -> dict[str, dict[str, Any]]:
    """The objects of `examples.json`, by the name of their example."""
    listed = json.loads(text_of(site / "examples.json"))["examples"]
    return {each["name"]: each for each in listed}


def archive(site: Path, name: str) -> dict[str, bytes]:
    """The files of an archive of the site, by their path in it."""
    with zipfile.ZipFile(site / name) as held:
        assert held.testzip() is None
        return {each: held.read(each) for each in held.namelist()}


# ---------------------------------------------------------------------------------- twins


def test_every_page_leads_to_its_twin(site: Path) -> None:
    """A program that has a page finds the Markdown by the link, without guessing."""
    found = 0
    for path in pages(site):
        if path.name == "404.html":
            continue
        link = parse(text_of(path)).select_one('link[rel="alternate"][type="text/markdown"]')
        assert link, path
        assert (path.parent / str(link["href"])).is_file(), path
        found += 1
    assert found == len([*PAGES.rglob("*.md"), *notebook.find(PAGES)])


def test_a_twin_holds_every_line_of_its_listings(site: Path) -> None:
    """Code, outputs of each group of Pythons, exit status, claim: in the order of the page."""
    seen = 0
    for path in pages(site):
        shown = figures(parse(text_of(path)))
        twin = text_of(path.with_name("index.md")) if shown else ""
        after = 0
        for figure in shown:
            outputs = ["\n".join(line[7:] for line in each.lines) for each in figure.outputs]
            for block in (figure.code, *outputs):
                place = twin.find(f"\n{block.rstrip(chr(10))}\n", after)
                assert place >= 0, f"{path}: the twin lacks of {figure.example}:\n{block}"
                after = place
            for each in figure.outputs:
                assert each.status in twin
            seen += 1
    assert seen > 100


def test_a_twin_holds_every_drawn_table(site: Path) -> None:
    """As a table of Markdown, row by row."""
    seen = 0
    for path in pages(site):
        tables = parse(text_of(path)).select("[data-table] tr")
        if not tables:
            continue
        rows = text_of(path.with_name("index.md")).splitlines()
        plain = [re.sub(r"[`| ]+", "", row) for row in rows]
        for row in tables:
            cells = "".join(cell.get_text() for cell in row.select("th, td"))
            assert re.sub(r"[`| ]+", "", cells) in plain, path
            seen += 1
    assert seen > 10


def test_a_twin_is_plain_markdown(site: Path) -> None:
    """No syntax of an extension is left: a program would take it for text."""
    for path in sorted(site.rglob("index.md")):
        told = re.sub(r"(?ms)^(`{3,})\w*\n.*?^\1$", "", text_of(path))
        assert told.startswith("# ") or "\n# " in told, path
        assert not re.search(r"(?m)^\s*///|^\{[.#:]|^#+ .*\{ *#|^!!! ", told), path


def test_links_of_twins_lead_somewhere(site: Path) -> None:
    """Each is a whole address, and what it names is there."""
    seen = 0
    for path in [*sorted(site.rglob("index.md")), site / "llms.txt", site / "llms-full.txt"]:
        told = re.sub(r"(?ms)^(`{3,})\w*\n.*?^\1$", "", text_of(path))
        for link in re.findall(r"\]\(([^)\s]+)\)|^\[[^\]]+\]: (\S+)$", told, re.MULTILINE):
            address = "".join(link)
            assert "://" in address, f"{path}: {address}"
            if address.startswith(ADDRESS):
                target = site / address.removeprefix(ADDRESS)
                assert target.is_file(), f"{path}: {address}"
                seen += 1
    assert seen > 300


def test_the_notebook_has_a_twin(site: Path) -> None:
    """With each cell and what it printed."""
    for path in notebook.find(PAGES):
        twin = text_of(site / path.relative_to(PAGES).with_suffix("") / "index.md")
        for cell in notebook.read(path).cells:
            assert cell.source in twin
            assert "\n".join(line.text for line in cell.lines) in twin


# ---------------------------------------------------------------------------------- lists


def test_llms_txt_has_the_form(site: Path) -> None:
    """A title, a quotation, sections of links: https://llmstxt.org. It names every page once."""
    lines = text_of(site / "llms.txt").splitlines()
    assert lines[0] == "# Meanwhile"
    assert lines[2].startswith("> ")
    rows = [line for line in lines[4:] if line.startswith("- ")]
    assert all(re.fullmatch(r"- \[.+\]\(https://\S+\)(: .+)?", row) for row in rows)
    twins = [row for row in rows if "index.md)" in row]
    assert len(twins) == len(set(twins)) == len([*site.rglob("index.md")])
    full = text_of(site / "llms-full.txt")
    assert all(text_of(path) in full for path in site.rglob("index.md"))


def test_the_catalogue_agrees_with_the_recordings(site: Path) -> None:
    """Claim, Pythons, every line with its stream: nothing is left out, nothing added."""
    listed = entries(site)
    assert list(listed) == example.names(EXAMPLES)
    for name, entry in listed.items():
        shown = example.load(name, EXAMPLES)
        recorded = recording.read(shown, RECORDINGS)
        assert entry["claim"] == shown.claim
        assert entry["sha256"] == shown.digest
        assert entry["verified_on"] == list(recorded.versions)
        assert entry["url"] == f"{ADDRESS}examples/{name}"
        assert entry["dependencies"] == [str(each) for each in shown.dependencies]
        for version in SUPPORTED:
            assert shown.runs_on(version) == (version in entry["verified_on"])
        for told, group in zip(entry["transcripts"], recorded.groups, strict=True):
            lines = [f"{line['stream']} {line['text']}" for line in told["lines"]]
            assert lines == list(map(str, group.transcript.lines))
            assert told["exit_status"] == group.transcript.status
            assert told["pythons"] == list(group.versions)


def test_the_catalogue_leads_to_pages_that_show_the_example(site: Path) -> None:
    """Each example is on one at least, and the page has its listing or its table."""
    for name, entry in entries(site).items():
        assert entry["pages"], name
        for shown in entry["pages"]:
            html = text_of(site / shown["url"].removeprefix(ADDRESS) / "index.html")
            named = re.findall(r'data-(?:example|table|predict|compare)="([^"]*)"', html)
            assert name in " ".join(named).split()
            assert (site / shown["markdown"].removeprefix(ADDRESS)).is_file()


def test_the_shape_of_the_catalogue_is_documented(site: Path) -> None:
    """Whoever reads it by program finds each field explained on the page that leads to it."""
    told = text_of(PAGES / "reference/for-machines.md")
    catalogue = json.loads(text_of(site / "examples.json"))
    entry = catalogue["examples"][0]
    fields = {*catalogue, *entry, *entry["transcripts"][0], *entry["pages"][0]}
    assert [name for name in sorted(fields) if f"**{name}**" not in told] == []


# ---------------------------------------------------------------------------------- archives


def test_the_archive_holds_the_scripts(site: Path) -> None:
    """Byte for byte, with the licence, and nothing else but a word about them."""
    held = archive(site, "examples.zip")
    scripts = {
        f"examples/{name}": (EXAMPLES / name).read_bytes() for name in example.names(EXAMPLES)
    }
    assert held.pop("examples/LICENSE") == (ROOT / "LICENSE").read_bytes()
    assert b"mistakes/" in held.pop("examples/README.md")
    assert held == scripts


def test_archives_have_the_same_bytes_each_time() -> None:
    """Whoever keeps a digest sees that nothing has changed; order and clock do not matter."""
    one = bundle.archive({"b.py": b"2", "a.py": b"1"}, "examples")
    assert one == bundle.archive({"a.py": b"1", "b.py": b"2"}, "examples")
    with zipfile.ZipFile(io.BytesIO(one)) as held:
        assert [each.date_time[0] for each in held.infolist()] == [1980, 1980]
        assert {each.compress_type for each in held.infolist()} == {zipfile.ZIP_STORED}


def test_notebooks_are_valid(site: Path) -> None:
    """One for each script, as nbformat has it, with the newest output that was recorded."""
    held = archive(site, "notebooks.zip")
    names = [f"notebooks/{name.removesuffix('.py')}.ipynb" for name in example.names(EXAMPLES)]
    assert sorted(held) == sorted([*names, "notebooks/LICENSE", "notebooks/README.md"])
    for name, path in zip(example.names(EXAMPLES), names, strict=True):
        node: Any = nbformat.reads(held[path].decode(), as_version=4)  # type: ignore[no-untyped-call]
        nbformat.validate(node)
        recorded = recording.read(example.load(name, EXAMPLES), RECORDINGS)
        lines = recorded.groups[-1].transcript.lines
        printed = "".join(each["text"] for each in node.cells[-1].outputs)
        assert printed == "".join(f"{line.text}\n" for line in lines)


EXECUTED = [
    "background/run_it_in_the_background.py",  # in the notebook's own loop
    "background/one_step_at_exit.py",  # in a process of its own
]


@pytest.mark.parametrize("name", EXECUTED)
def test_a_notebook_prints_what_was_recorded(name: str, tmp_path: Path) -> None:
    """In Jupyter, where a loop runs already: `asyncio.run` would refuse."""
    shown = example.load(name, EXAMPLES)
    recorded = recording.read(shown, RECORDINGS)
    path = tmp_path / "example.ipynb"
    path.write_bytes(as_notebook.notebook(shown, recorded, ADDRESS))
    run = notebook.execute(path)
    printed = [line.text for line in run.cells[-1].lines]
    python = f"3.{sys.version_info.minor}"
    transcript = recorded.transcript(python)
    assert transcript
    assert printed == [line.text for line in transcript.lines]


def test_most_scripts_run_in_the_loop_of_a_notebook() -> None:
    """A process of its own for each would teach nothing about notebooks."""
    shown = [example.load(name, EXAMPLES) for name in example.names(EXAMPLES)]
    cells = [
        as_notebook.notebook(each, recording.read(each, RECORDINGS), ADDRESS) for each in shown
    ]
    awaited = sum(b'"await main()"' in each for each in cells)
    assert awaited > len(shown) / 2


# ---------------------------------------------------------------------------------- the skill


def test_every_rule_of_the_skill_has_its_proof(site: Path) -> None:
    """A rule without a script is an opinion. Each link leads to a script below its heading."""
    held = archive(site, "skill.zip")
    told = held[f"{skill.NAME}/SKILL.md"].decode()
    rules = [line for line in told.splitlines() if line.startswith("* ")]
    assert len(rules) >= 30
    for rule in rules:
        proofs = re.findall(r"\[([^]]+)\]\(references/(\w+)\.md#(\w+)\)", rule)
        assert proofs or "durable" in rule, rule
        for said, chapter, script in proofs:
            shown = example.load(f"{chapter}/{script}.py", EXAMPLES)
            chapter_text = held[f"{skill.NAME}/references/{chapter}.md"].decode()
            assert f"## {script}\n\n**{shown.claim}**" in chapter_text
            assert not (shown.is_mistake and "proof" in said.lower()), f"a mistake to copy: {rule}"


def test_the_skill_holds_every_example_and_output(site: Path) -> None:
    """An assistant copies what was run; so it has to be there, to the last line."""
    held = archive(site, "skill.zip")
    for name in example.names(EXAMPLES):
        shown = example.load(name, EXAMPLES)
        told = held[f"{skill.NAME}/references/{name.partition('/')[0]}.md"].decode()
        assert shown.source in told
        for group in recording.read(shown, RECORDINGS).groups:
            assert "\n".join(line.text for line in group.transcript.lines) in told


def test_the_skill_has_the_form(site: Path) -> None:
    """A name like its folder, a description that fits, and a first page short enough to be read."""
    told = (site / "skills" / skill.NAME / "SKILL.md").read_text("utf-8")
    head = yaml_load(told.split("---\n")[1])
    assert head["name"] == skill.NAME
    assert 100 < len(head["description"]) <= 1024
    assert len(told.splitlines()) < 500
    for name, data in archive(site, "skill.zip").items():
        assert (site / "skills" / name).read_bytes() == data


# ---------------------------------------------------------------------------------- links


def test_links_are_made_whole() -> None:
    """To a page, to its own headings, to a file, to elsewhere."""
    page = Source("how-to/forget.md", "how-to/forget/", "Forget", "", "How-to", "")
    other = Source("index.md", "", "Home", "", "Home", "")
    site = source.Site(ADDRESS, "Meanwhile", "", (page, other), (), (), {})
    assert site.resolved("../index.md#questions", page.uri) == f"{ADDRESS}index.md"
    assert site.resolved("#background", page.uri) == f"{ADDRESS}how-to/forget/index.md"
    assert site.resolved("../examples/a/b.py", page.uri) == f"{ADDRESS}examples/a/b.py"
    assert site.resolved("https://docs.python.org/3/", page.uri) == "https://docs.python.org/3/"


def test_a_build_runs_no_example() -> None:
    """What is written for programs comes from recordings: the room cannot start a process."""
    room = ROOT / "packages/tested-examples/src/tested_examples/for_machines"
    for path in room.glob("*.py"):
        assert not re.search(r"\bsubprocess\b|\bexec\(|nbclient|\.execute\(", text_of(path)), path
    hooks = yaml_load((ROOT / "mkdocs.yml").read_text("utf-8"))["hooks"]
    assert any(each.endswith("for_machines/hook.py") for each in hooks)
    done = subprocess.run(
        [sys.executable, "-c", "import tested_examples.for_machines.everything, sys; "
         "print('mkdocs' in sys.modules)"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout == "False\n"
