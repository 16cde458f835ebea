"""Promise: a drawing shows everything a timeline holds, and says it without colour."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Literal, get_args
from xml.etree import ElementTree

import pytest
from asyncio_timeline.drawing import svg, words
from asyncio_timeline.drawing.lanes import LANES
from asyncio_timeline.drawing.layout import TALL
from asyncio_timeline.drawing.marks import SHAPES, mark
from asyncio_timeline.drawing.scale import MOST_PASSED, PACE, scale
from asyncio_timeline.drawing.story import Story
from asyncio_timeline.page import fragment
from asyncio_timeline.page.standalone import page
from asyncio_timeline.timeline import LaneKind, Timeline
from bs4 import BeautifulSoup
from support import stories
from support.drawn import TELL, drawn, of_each_story, on_each_axis, parsed, run, sentences

SHEETS = Path(svg.__file__).parent.parent


def classes(root: ElementTree.Element) -> Counter[str]:
    return Counter(
        name for each in root.iter() for name in (each.get("class") or "").split(" ") if name
    )


def values(root: ElementTree.Element, attribute: str) -> list[int]:
    return [int(each.attrib[attribute]) for each in root.iter() if attribute in each.attrib]


# ------------------------------------------------------------------------------ drawing


@of_each_story
@on_each_axis
def test_everything_is_there(tell: Callable[[], Timeline], axis: Literal["order", "time"]) -> None:
    """Every task, step, job, print and cancellation has its element."""
    told = tell()
    root = parsed(drawn(told, axis=axis, identity="d"))
    assert set(values(root, "data-task")) == {task.id for task in told.tasks}
    runs = [each for each in root.iter() if each.get("class") == "tl-run"]
    assert sorted(int(each.attrib["data-step"]) for each in runs) == [
        step.index for step in told.steps
    ]
    assert set(values(root, "data-job")) == {job.index for job in told.jobs}
    inside = [each for each in told.prints if (each.step, each.job) != (None, None)]
    assert classes(root)["tl-say"] == len(inside)
    orders = set(values(root, "data-order"))
    assert orders >= {each.at.order for each in inside}
    assert orders >= {each.at.order for each in told.cancellations}
    assert orders >= {task.created.order for task in told.tasks if task.parent is not None}


@of_each_story
@on_each_axis
def test_a_drawing_is_the_same_each_time(
    tell: Callable[[], Timeline], axis: Literal["order", "time"]
) -> None:
    """The same timeline gives the same text."""
    assert drawn(tell(), axis=axis) == drawn(tell(), axis=axis)


@of_each_story
@on_each_axis
def test_nothing_lies_outside(tell: Callable[[], Timeline], axis: Literal["order", "time"]) -> None:
    """Places across are percent from 0 to 100, and no width is negative."""
    root = parsed(drawn(tell(), axis=axis))
    for each in root.iter():
        for name in ("x", "x1", "x2", "width"):
            value = each.get(name, "")
            if value.endswith("%"):
                assert 0 <= float(value[:-1]) <= 100, (each.tag, each.attrib)


def test_it_has_a_title_and_a_description() -> None:
    """For those who do not see it; their ids begin with the identity."""
    root = parsed(drawn(stories.cancellation(), identity="listing-3"))
    assert root.get("role") == "img"
    named = {each.get("id"): each.text for each in root if each.tag in ("title", "desc")}
    assert root.attrib["aria-labelledby"].split() == list(named)
    assert "stop_the_tweet.py" in (named["listing-3-title"] or "")
    assert "tweet cancelled" in (named["listing-3-desc"] or "")
    ids = [each.attrib["id"] for each in root.iter() if "id" in each.attrib]
    assert all(each.startswith("listing-3-") for each in ids)
    assert len(ids) == len(set(ids))


def test_states_differ_in_shape() -> None:
    """Each state has a class of its own, and what it draws differs by more than its colour."""
    root = parsed(drawn(stories.everything()))
    found = classes(root)
    for state in ("tl-run", "tl-wait", "tl-ready", "tl-made", "tl-woke", "tl-cancel", "tl-say"):
        assert found[state], state
    endings = {
        name: ElementTree.tostring(each, encoding="unicode").split(">", 1)[1]
        for each in root.iter()
        if (each.get("class") or "").startswith("tl-end")
        for name in [each.attrib["class"].split()[1]]
    }
    assert set(endings) == {
        "tl-result",
        "tl-exception",
        "tl-cancelled",
        "tl-destroyed",
        "tl-pending",
    }
    assert len(set(endings.values())) == len(endings)
    css = svg.style()
    for kind in ("wait", "woke", "cancel"):
        assert re.search(rf"\.tl-{kind} {{[^}}]*stroke-dasharray", css), kind


def test_no_text_is_smaller_than_11_px() -> None:
    """Neither in the drawing nor in the player; and the drawing is never scaled."""
    for name in ("drawing/drawing.css", "page/player.css", "page/page.css"):
        css = (SHEETS / name).read_text(encoding="utf-8")
        sizes = [float(size) for size in re.findall(r"font(?:-size)?:[^;{}]*?([\d.]+)px", css)]
        assert sizes
        assert min(sizes) >= 11, name
        assert "scale(" not in css
    for tell in TELL:
        assert not re.search(r"viewBox=\"0 0 \d{3}|font-size|scale\(", drawn(tell()))


@pytest.mark.parametrize("tell", [stories.two_sleeps, stories.cancellation, stories.lost_exception])
def test_small_runs_fit_a_phone(tell: Callable[[], Timeline]) -> None:
    """In 328 px: a screen of 360 px less its margins."""
    assert float(parsed(drawn(tell())).attrib["width"]) <= 328


def test_twelve_steps_fit_a_phone() -> None:
    """Twelve steps one after the other, with nothing inside."""
    story = stories.Story()
    task = story.create("main")
    for _ in range(12):
        story.begin(task)
        story.waits("sleep(0)")
    assert scale(Story(story.told())).width <= 345  # 12 columns and the sign of the ending


def test_columns_are_wide_enough() -> None:
    """However short a step was, it is seen; later is never to the left."""
    for tell in TELL:
        told = tell()
        places = scale(Story(told))
        for step in told.steps:
            assert places.at(step.end.order) - places.at(step.start.order) >= 14
        by_order = [places.places[order] for order in sorted(places.places)]
        assert by_order == sorted(by_order)


def test_time_is_in_proportion() -> None:
    """0.05 s and 0.1 s after the start, on the axis of time."""
    told = stories.two_sleeps()
    places = scale(Story(told), "time")
    first, second, third = (places.at(told.steps[number].start.order) for number in (0, 2, 3))
    assert third - first == pytest.approx(2 * (second - first))
    assert [time for _, time in places.ticks][:2] == [0, 0.02]


def slept(*seconds: float) -> Timeline:
    """One task that sleeps several times."""
    story = stories.Story()
    task = story.create("main")
    story.begin(task)
    for each in seconds:
        story.waits("sleep", after=each)
        story.passes(each)
        story.begin(task, "timer")
    story.ends()
    return story.told()


def test_a_longer_sleep_is_wider_at_first_sight() -> None:
    """What a reader tries first, 1.5 s in place of 0.1 s, changes the picture: each second takes
    the same room.
    """
    places = scale(Story(slept(0.1, 1.5)))
    short, long = (end - start for start, end in places.idle)
    assert long - short == pytest.approx(1.4 * PACE)
    assert places.width < 500


def test_a_long_run_has_bounds() -> None:
    """An hour takes no more than `MOST_PASSED` px on the axis of order, and its end is labelled."""
    places = scale(Story(slept(3600)))
    assert places.width < MOST_PASSED + 100
    assert places.ticks[-1][1] == 3600


def test_no_two_ticks_say_the_same() -> None:
    """Times so near to each other that they are written the same have one label."""
    for tell in TELL:
        labels = re.findall(r'class="tl-time"[^>]*>([^<]*)<', drawn(tell()))
        assert len(labels) == len(set(labels))


def test_a_ready_task_that_must_wait_is_dotted() -> None:
    """Its sleep is over, and another task blocks the loop."""
    story = stories.Story()
    one, two = story.create("one"), story.create("two")
    story.begin(one)
    story.waits("sleep", after=0.1)
    story.begin(two)
    story.passes(0.3)
    story.ends()
    story.begin(one, "timer")
    story.ends()
    root = parsed(drawn(story.told()))
    assert classes(root)["tl-ready"] == 3  # before its first step, two's, and after the sleep
    took = [each.text for each in root.iter() if "tl-took" in (each.get("class") or "")]
    assert took == ["blocks for 0.3 s", "blocks the loop for 0.3 s"]
    due = [each.text for each in root.iter() if "tl-due" in (each.get("class") or "")]
    assert due == ["due since 0.1 s"]


def test_what_is_not_drawn_is_said() -> None:
    """A cut recording, and more steps than are drawn; the table has them all."""
    told = stories.busy(400)
    markup = drawn(told)
    assert classes(parsed(markup))["tl-run"] == svg.MOST_STEPS
    assert "The first 300 of 400 steps are drawn." in markup
    assert (
        fragment.timeline_view(told, identity="d").count("<tr data-order")
        == len(words.rows(Story(told)))
        > 800
    )
    story = stories.Story()
    story.create("main")
    assert "The recording was cut" in drawn(story.told(cut=True))
    assert "the rest was not recorded" in sentences(story.told(cut=True))[-1]


def test_a_cut_recording_ends_where_it_was_cut() -> None:
    """What is not known is not drawn: no bar and no sign goes beyond the cut, and the page says so.

    A task that ends later, unseen, would look as if it had waited for all that time.
    """
    story = stories.Story()
    main = story.create("main")
    story.begin(main)
    story.says("main: begins")
    story.waits("sleep", after=9)
    story.passes(9)
    ended = replace(story.tasks[main], ended=story.now(), outcome="result")
    told = replace(story.told(cut=True), tasks=(ended,))
    assert sentences(told)[-2:] == [
        "0.000 s: the program goes on; the rest was not recorded",
        "9.000 s: main is done",
    ]
    markup = drawn(told)
    counts = classes(parsed(markup))
    assert counts["tl-torn"] == 1
    assert not counts["tl-end"]
    assert "The recording was cut at 0.000 s." in markup
    assert "9" not in [
        text.text for text in parsed(markup).iter() if text.get("class") == "tl-time"
    ]
    soup = BeautifulSoup(page(run(told, "import asyncio\n")), "html.parser")
    [note] = soup.select("figcaption + .cut")
    assert "What came after 0.000 s is missing here; --events N makes room for more." in note.text
    assert "still pending" not in markup
    assert "never finished" not in markup


def test_tasks_that_run_later_have_no_lane() -> None:
    """Where only the first steps are drawn, 10,000 tasks that ran after them are left out."""
    story = stories.Story()
    main = story.create("main")
    story.begin(main)
    workers = [story.create("worker") for _ in range(50)]
    story.waits("gather", tasks=tuple(workers))
    for worker in workers:
        story.begin(worker, 0)
        story.ends()
    root = parsed(drawn(story.told(), most=10))
    assert len(set(values(root, "data-task"))) == 10


@on_each_axis
def test_a_drawing_grows_with_its_steps_and_no_faster(axis: Literal["order", "time"]) -> None:
    """Ten times the steps: at most ten times the elements, and the same for each step."""
    sizes = [
        sum(1 for _ in parsed(drawn(stories.busy(steps), axis=axis, most=None)).iter())
        for steps in (200, 2000)
    ]
    assert sizes[1] <= 10.5 * sizes[0]


def test_an_empty_timeline_is_drawn() -> None:
    """A script that does nothing asynchronous."""
    told = stories.Story().told()
    parsed(drawn(told))
    parsed(drawn(told, axis="time"))
    assert fragment.timeline_view(told, identity="d")


def test_a_drawing_stands_alone() -> None:
    """As a file: its size, its style, its key, no reference to anything else."""
    root = parsed(svg.standalone(Story(stories.everything())))
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"
    text = "".join(root.itertext())
    assert "asks to cancel" in text
    assert "light-dark(" in text
    assert "http" not in text


def test_arrows_of_cancellations() -> None:
    """From the lane of who asks; a short one from above where that has no lane of its own."""
    root = parsed(drawn(stories.group_and_timeout()))
    (arrows,) = (each for each in root.iter() if "tl-cancel" in (each.get("class") or "").split())
    found = [
        (int(each.attrib["data-task"]), int(each.attrib["y2"]) - int(each.attrib["y1"]))
        for each in arrows
    ]
    lane = TALL.lane
    short, between = 12, TALL.name + TALL.below
    # email is the second lane below main, letter the third.
    assert found == [(2, lane + between), (0, short), (0, short), (3, 2 * lane + between), (4, 12)]
    # A request wakes by itself: only main's last but one step was woken by another's end.
    (woke,) = (each for each in root.iter() if "tl-woke" in (each.get("class") or "").split())
    assert len(woke) == 1


# -------------------------------------------------------------------------------- marks


def test_42_tasks_have_42_marks() -> None:
    """And a task keeps its own in the drawing and in the table."""
    assert len({mark(task) for task in range(42)}) == 42
    assert mark(1).classes == "tl-2 tl-square"


def test_the_style_draws_the_same_shapes() -> None:
    """The marks beside output (CSS) are those of the drawing (SVG)."""
    css = svg.style()
    for shape, points in SHAPES.items():
        polygon = ", ".join(f"{x}% {y}%" for x, y in points)
        assert f".tl-{shape}::before {{ clip-path: polygon({polygon}); }}" in css


def test_each_kind_of_lane_has_words_and_a_mark() -> None:
    """One that is recorded and that the drawing does not know would stop the drawing."""
    assert set(LANES) == set(get_args(LaneKind))
    for kind, lane in LANES.items():
        assert f".tl-{kind}::before {{ {lane.mark.css} }}" in svg.style()
        assert kind in lane.words.some
