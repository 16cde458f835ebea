"""Names every mistake in examples, recordings and pages. Runs no example."""

from __future__ import annotations

from pathlib import Path

from tested_examples import example
from tested_examples.pages import assets, compare, facts, listing, page, predict, table
from tested_examples.pages.proofs import proof
from tested_examples.problem import Problem
from tested_examples.running import linters, recording


def problems(examples: Path, recordings: Path, pages: Path) -> list[Problem]:
    """Everything that would stop a build or mislead a reader, in order of files."""
    found: list[Problem] = []
    proofs: dict[str, facts.Proof] = {}
    reported = linters.read(recordings)
    for name in example.names(examples):
        try:
            loaded = example.load(name, examples)
            proofs[name] = proof(loaded, recording.read(loaded, recordings), reported)
        except Problem as problem:
            found.append(problem)
    found += assets.stale(examples, pages)
    shown: set[str] = set()
    headings = facts.headings(page.markdown_files(pages))
    for path in page.markdown_files(pages):
        text = path.read_text(encoding="utf-8")
        blocks, fences = page.read(text)
        # Where a script cannot be read, its facts are not there either: one message is enough.
        named = [name for block in blocks for name in _named(block)]
        if all(name in proofs for name in named):
            found += facts.problems(path, text, proofs, headings)
        for block in blocks:
            try:
                if block.kind == "table":
                    table.prepare(block.argument, examples, recordings)
                    continue
                if block.kind == "compare":
                    compare.prepare(block.argument, block.options, examples)
                    continue
                if block.kind == "predict":
                    predict.prepare(block.argument, block.options, examples)
                    continue
                shown.add(block.argument)
                listing.prepare(block.argument, block.options, examples)
            except Problem as problem:
                found.append(listing.at(problem, path, block.line))
        found += [typed for fence in fences if (typed := page.typed_by_hand(path, fence))]
    for name in sorted(set(example.names(examples)) - shown):
        found.append(
            Problem(
                examples / name,
                "no page shows this example",
                details=(("expected", "a page in docs/ with a block for it"),),
                next_step=f"add to a page:\n/// example | {name}\n///",
            )
        )
    return found


def _named(block: page.Block) -> list[str]:
    """The examples that a block names."""
    return compare.names(block.argument) if block.kind == "compare" else [block.argument]
