"""Promise: a table that compares is printed by a script, cell by cell.

A typed cell is believed like any other and checked by nobody.
"""

from __future__ import annotations

from pathlib import Path

import markdown
import pytest
from support.project import EXAMPLES, RECORDINGS
from tested_examples.pages import facts, table
from tested_examples.problem import Problem

COMPARED = "ensure_future/compared.py"


def test_a_table_is_what_was_printed() -> None:
    """Each cell stands in the recorded line of its row, in that order."""
    drawn = table.prepare(COMPARED, EXAMPLES, RECORDINGS)
    html = markdown.markdown(
        f"/// table | {COMPARED}\n///\n", extensions=["tested_examples.pages.extension"]
    )
    cells = [cell.replace("`", "") for row in (drawn.head, *drawn.rows) for cell in row]
    assert len(drawn.rows) == 5
    shown = html.replace("<code>", "").replace("</code>", "")
    places = [shown.find(f">{cell}</t", 0) for cell in cells]
    assert all(place >= 0 for place in places)
    assert f'href="examples/{COMPARED}"' in html


def test_what_is_no_table_is_refused() -> None:
    """With what would be one."""
    with pytest.raises(Problem, match="is no table") as refused:
        table.prepare("tutorial/when_it_starts.py", EXAMPLES, RECORDINGS)
    assert "expected" in str(refused.value)
    with pytest.raises(Problem, match="there is no example"):
        table.prepare("tutorial/nothing.py", EXAMPLES, RECORDINGS)


def test_a_typed_table_may_only_lead_elsewhere() -> None:
    """A row of links states nothing; a row of statements is to be printed."""
    head = "| the work | the executor |\n|---|---|\n"
    path = Path("docs/how-to/page.md")
    assert facts.problems(path, head + "| waits | [threads](#threads) |\n", {}, {}) == []
    told = facts.problems(path, head + "| waits | threads |\n", {}, {})
    assert ["a row of a table is typed" in each.what for each in told] == [True]
