"""Promise: a page shows a run and its output, whatever they hold, and asks nobody for anything.

What the player does on it is proved by `test_player`.
"""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from asyncio_timeline.drawing import svg
from asyncio_timeline.drawing.marks import mark
from asyncio_timeline.drawing.story import Story
from asyncio_timeline.page import fragment
from asyncio_timeline.page.highlighting import highlighted
from asyncio_timeline.page.standalone import page
from bs4 import BeautifulSoup
from support import stories
from support.drawn import AXES, TELL, drawn, parsed, run


def test_a_fragment_is_small() -> None:
    """At most 25 kB, 5 kB of them compressed, for 2 to 5 tasks."""
    for tell in TELL[:-1]:
        markup = fragment.timeline_view(tell(), identity="listing-1").encode()
        assert len(markup) <= 25_000, tell.__name__
        assert len(gzip.compress(markup)) <= 5_000, tell.__name__


def test_two_fragments_share_no_id() -> None:
    """A page has many."""
    both = "".join(
        fragment.timeline_view(stories.two_sleeps(), identity=name, axes=AXES)
        for name in ("a", "b")
    )
    ids = [str(each["id"]) for each in BeautifulSoup(both, "html.parser").select("[id]")]
    assert len(ids) == len(set(ids))
    assert all(each.startswith(("a", "b")) for each in ids)


def test_a_program_cannot_break_out() -> None:
    """Names, values, prints and source are text, whatever they hold."""
    evil = "</script></style></svg><img src=x onerror=alert(1)>\"'&\x00\x1b[31m\ud800"
    story = stories.Story(evil)
    task = story.create(evil, name=evil)
    story.begin(task)
    story.says(evil)
    job = story.submits(evil)
    story.job_starts(job, evil)
    story.begin(None, callback=evil)
    story.ends()
    story.waits(evil, job=None)
    story.begin(task)
    story.ends("exception", evil)
    told = story.told()
    for axis in AXES:
        root = parsed(drawn(told, axis=axis))
        assert not [each for each in root.iter() if each.tag == "img"]
    parsed(svg.standalone(Story(told)))
    soup = BeautifulSoup(page(run(told, f"x = '''{evil}'''\n")), "html.parser")
    assert not soup.select("img")
    assert len(soup.select("script")) == len(soup.select("style")) == 1
    page(run(told, evil)).encode("utf-8")


def test_output_is_matched_with_prints() -> None:
    """A transcript has its paths shortened, and may lack a line or have one more."""
    told = stories.lost_exception()
    outputs = [
        ("unheard of", "stdout"),
        ("main: article published", "stdout"),
        ("main: all is well, goodbye", "stdout"),
        ("Task exception was never retrieved", "stderr"),
        ("future: <Task finished>", "stderr"),
        ("ConnectionError: the network is down", "stderr"),
    ]
    found = fragment.printed_lines(told, outputs)
    assert [each and each.index for each in found] == [None, 0, 1, 2, 2, 3]
    assert found[1] is not None
    assert found[1].classes == mark(0).classes


def test_equal_lines_are_matched_one_by_one() -> None:
    """The same line printed twice is two prints."""
    story = stories.Story()
    story.says("tick")
    story.says("tick")
    found = fragment.printed_lines(story.told(), [("tick", "stdout")] * 3)
    assert [each and each.index for each in found] == [0, 1, 1]


@pytest.mark.parametrize(
    "source",
    [
        "x = f'a {1:{2}} {f'b'}'  # ü\nif x:\n    pass\n",
        '"""One\n\ntwo."""\nasync def f() -> None: ...\n',
        "def broken(:\n    'x\n",
        "x = '\x0c'\n\x0cy = 1",
        "",
    ],
)
def test_highlighting_keeps_the_text(source: str) -> None:
    """Also of what is no Python; one element a line, numbered from 1."""
    soup = BeautifulSoup(f"<pre>{highlighted(source)}</pre>", "html.parser")
    lines = soup.select("[data-line]")
    assert [each["data-line"] for each in lines] == [str(n + 1) for n in range(len(lines))]
    assert soup.text.replace("␌", "\x0c") == source.removesuffix("\n") + "\n"


def test_a_page_asks_nobody() -> None:
    """No address but the names of SVG; the policy forbids everything that is not in the file."""
    soup = BeautifulSoup(page(run(stories.two_sleeps(), "import asyncio\n", 1)), "html.parser")
    assert not [each for each in soup.select("[src], link[href]") if each.name != "link"]
    assert {each["href"] for each in soup.select("link")} == {"data:,"}
    policy: Any = soup.select_one('meta[http-equiv="Content-Security-Policy"]')
    assert policy["content"].startswith("default-src 'none'; style-src 'sha256-")
    assert not soup.select("[style], [onclick]")
    assert "exit status 1" in soup.text
