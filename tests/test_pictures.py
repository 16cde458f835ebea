"""Promise: the picture of an example and its sentences agree.

The package proves it of made-up runs; the runs of the examples are those that readers see.
"""

from __future__ import annotations

import json

from asyncio_timeline.drawing.story import Story
from asyncio_timeline.timeline import from_data
from support.agreement import agreeing_arrows
from support.project import RECORDINGS


def test_picture_and_sentences_of_examples_tell_the_same() -> None:
    """In the run of every example."""
    arrows = 0
    for file in sorted(RECORDINGS.rglob("*.json")):
        if told := json.loads(file.read_text(encoding="utf-8")).get("timeline"):
            arrows += agreeing_arrows(Story(from_data(told)))
    assert arrows > 100
