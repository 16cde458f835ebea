"""What tests of the drawing, the words and the page share: their stories, and how each is shown."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, Literal, cast
from xml.etree import ElementTree

import pytest
from asyncio_timeline.drawing import svg, words
from asyncio_timeline.drawing.story import Story
from asyncio_timeline.page.standalone import Run
from asyncio_timeline.timeline import Timeline
from support import stories

TELL: list[Callable[[], Timeline]] = [
    stories.two_sleeps,
    stories.gather_of_three,
    stories.cancellation,
    stories.group_and_timeout,
    stories.threads,
    stories.lost_exception,
    stories.everything,
    stories.many_tasks,
]
AXES: list[Literal["order", "time"]] = ["order", "time"]

of_each_story = pytest.mark.parametrize("tell", TELL, ids=lambda tell: tell.__name__)
on_each_axis = pytest.mark.parametrize("axis", AXES)


def drawn(told: Timeline, *, axis: Literal["order", "time"] = "order", **options: Any) -> str:
    """The drawing of a timeline, as SVG."""
    return svg.svg(Story(told), axis=axis, **options)


def sentences(told: Timeline) -> list[str]:
    """Its moments in words."""
    return [row.sentence for row in words.rows(Story(told))]


def parsed(markup: str) -> ElementTree.Element:
    """The drawing as XML: it must be well formed."""
    return ElementTree.fromstring(markup)


def run(told: Timeline, source: str, status: int = 0) -> Run:
    """The run of a script that had this timeline."""
    return cast("Run", SimpleNamespace(timeline=told, status=status, sources={}, source=source))
