"""Promise: the search field finds what a reader means, in the reader's words.

What is asked here is asked as a page asks: of the site's own worker and index, in the theme's
messages. `test_site_player.py` types into the field of a browser.
"""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
from support.project import PAGES, ROOT
from support.questions import QUESTIONS

Hits = list[list[dict[str, str]]]


def search(site: Path, queries: list[str]) -> list[Hits]:
    """The hits of each query: a list for each page, the best page first, its best section first."""
    asked = {
        "worker": str(site / "assets/search/worker.js"),
        "index": str(site / "search/search_index.json"),
        "queries": queries,
        "whole": True,
    }
    done = subprocess.run(
        ["node", str(ROOT / "tests/support/search.mjs")],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: list[Hits] = json.loads(done.stdout)
    return found


def page(location: str) -> str:
    """The page of a section."""
    return location.partition("#")[0]


def first(hits: Hits) -> str:
    """Where Enter leads: to the best section of the best page."""
    return hits[0][0]["location"] if hits else "nothing"


def test_a_hundred_questions_find_their_page(site: Path) -> None:
    """The right page first for 85 of 100, among three for 97; the right section first for 70."""
    found = search(site, list(QUESTIONS))
    assert len(found) >= 100
    places: dict[str, int] = {}
    sections = 0
    for (question, answers), hits in zip(QUESTIONS.items(), found, strict=True):
        right = {page(each) for each in answers}
        shown = [page(group[0]["location"]) for group in hits]
        places[question] = next((at for at, each in enumerate(shown) if each in right), 99)
        sections += first(hits) in answers
    not_first = {question: at + 1 for question, at in places.items() if at}
    assert len(not_first) <= len(found) * 15 / 100, not_first
    assert sum(at > 2 for at in places.values()) <= len(found) * 3 / 100, not_first
    assert sections >= len(found) * 70 / 100


def test_the_answers_to_the_questions_exist(site: Path) -> None:
    """A section that was renamed is noticed here."""
    index = json.loads((site / "search/search_index.json").read_text("utf-8"))
    there = {document["location"] for document in index["docs"]}
    assert {each for answers in QUESTIONS.values() for each in answers} <= there


_TRACEBACK = """Traceback (most recent call last):
  File "/home/ada/blog/publish.py", line 31, in <module>
    asyncio.run(main())
  File "/usr/lib/python3.13/asyncio/base_events.py", line 725, in run_until_complete
    return future.result()
  File "/home/ada/blog/publish.py", line 12, in main
    await publish(article)
"""


def messages() -> dict[str, str]:
    """Each message of the index of errors, as somebody meets it, and its entry."""
    listed = re.findall(
        r"^\* \[(.*?)\]\((errors-\w+)\.md(#[\w-]+)\)",
        (PAGES / "reference/errors.md").read_text("utf-8"),
        re.MULTILINE,
    )
    shown = {
        " ".join(re.findall("`(.+?)`", text)): f"reference/{file}/{at}" for text, file, at in listed
    }
    return {text.replace("…", "publish"): entry for text, entry in shown.items()}


def test_a_pasted_traceback_leads_to_its_entry(site: Path) -> None:
    """Every message, alone and at the end of a traceback, in one line as the field takes it."""
    asked = messages()
    assert len(asked) > 80
    for before in ("", _TRACEBACK):
        found = search(site, [f"{before}{message}".replace("\n", " ") for message in asked])
        got = {message: first(hits) for message, hits in zip(asked, found, strict=True)}
        assert {message: got[message] for message in asked if got[message] != asked[message]} == {}


@pytest.mark.parametrize(
    ("typed", "where"),
    [
        ("ensure_futrue", "explanation/ensure-future/"),
        ("ensurefuture", "explanation/ensure-future/"),
        ("semafore", "how-to/limit/"),
        ("TaskGruop results", "how-to/when-one-fails/"),
        ("task group results", "how-to/when-one-fails/"),
        ("keyboardinterupt", "how-to/shut-down/"),
        ("garbage colected task", "explanation/who-keeps-a-task/"),
        ("run_corou", "how-to/from-a-thread/"),
        ("progess of many tasks", "how-to/progress/"),
    ],
)
def test_a_word_need_not_be_spelt_right(site: Path, typed: str, where: str) -> None:
    """Nor typed to its end, nor written as Python writes it."""
    [hits] = search(site, [typed])
    assert page(first(hits)) == where


def test_a_hit_shows_a_sentence_and_no_listing(site: Path) -> None:
    """What is shown is prose or a caption, a few lines, with the words of the query marked."""
    [hits] = search(site, ["how to cancel a task"])
    texts = [hit["text"] for group in hits for hit in group]
    assert any("<mark>" in text for text in texts)
    assert not [text for text in texts if "<pre" in text or "import asyncio" in text]
    assert max(map(len, texts)) < 500


def test_nothing_found_is_nothing_shown(site: Path) -> None:
    """And no error: the field says so itself."""
    assert search(site, ["xyzzyqqq", "", "   ", "(["]) == [[], [], [], []]
