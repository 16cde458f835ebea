"""Promise: a drawing shows everything a timeline holds, and says it without colour and in words."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Literal, cast, get_args
from xml.etree import ElementTree

import pytest
from asyncio_timeline.drawing import svg, words
from asyncio_timeline.drawing.lanes import LANES
from asyncio_timeline.drawing.layout import TALL
from asyncio_timeline.drawing.marks import SHAPES, mark
from asyncio_timeline.drawing.scale import LEAST_WIDTH, scale
from asyncio_timeline.drawing.story import Story
from asyncio_timeline.page import fragment
from asyncio_timeline.page.highlighting import highlighted
from asyncio_timeline.page.standalone import Run, page
from asyncio_timeline.timeline import Cause, LaneKind, Timeline
from bs4 import BeautifulSoup
from support import stories
from support.agreement import agreeing_arrows

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
SHEETS = Path(svg.__file__).parent.parent

of_each_story = pytest.mark.parametrize("tell", TELL, ids=lambda tell: tell.__name__)
on_each_axis = pytest.mark.parametrize("axis", AXES)


def drawn(told: Timeline, *, axis: Literal["order", "time"] = "order", **options: Any) -> str:
    return svg.svg(Story(told), axis=axis, **options)


def sentences(told: Timeline) -> list[str]:
    return [row.sentence for row in words.rows(Story(told))]


def parsed(markup: str) -> ElementTree.Element:
    """The drawing as XML: it must be well formed."""
    return ElementTree.fromstring(markup)


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


def test_a_long_wait_is_compressed() -> None:
    """An hour takes less than 100 px on the axis of order."""
    story = stories.Story()
    task = story.create("main")
    story.begin(task)
    story.waits("sleep", after=3600)
    story.passes(3600)
    story.begin(task, "timer")
    story.ends()
    places = scale(Story(story.told()))
    assert places.width == LEAST_WIDTH
    assert places.ticks[-1][1] == 3600


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
    assert took == ["0.3 s", "blocks the loop for 0.3 s"]  # in a narrow drawing, and in a wide one
    due = [each.text for each in root.iter() if "tl-due" in (each.get("class") or "")]
    assert due == ["due 0.1 s", "due since 0.1 s"]


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


# -------------------------------------------------------------------------------- words


def test_names_are_the_programs() -> None:
    """A given name, or the coroutine's; numbered if several share it."""
    assert Story(stories.cancellation()).names == ["main", "tweet"]
    assert Story(stories.threads()).names == ["main", "compress 1", "compress 2", "compress 3"]
    assert Story(stories.everything()).names[:2] == ["Blog.main", "counter"]
    assert list(Story(stories.everything()).workers.values()) == [
        "process 1",
        "interpreter 1",
        "thread: not started",
    ]


def test_a_run_is_told_in_sentences() -> None:
    """The whole of a small one."""
    assert sentences(stories.cancellation()) == [
        "0.000 s: asyncio.run creates the task main (line 27)",
        "0.000 s: main starts (line 16)",
        "0.000 s: main creates the task tweet (line 16)",
        "0.000 s: main sleeps until 0.050 s (line 17)",
        "0.000 s: tweet starts (line 7)",
        "0.000 s: tweet prints “tweet: connecting” (line 7)",
        "0.000 s: tweet sleeps until 0.500 s (line 8)",
        "0.050 s: main goes on: its sleep is over (line 17)",
        "0.050 s: main prints “main: never mind” (line 18)",
        "0.050 s: main asks tweet to cancel",
        "0.050 s: main waits for tweet (line 21)",
        "0.050 s: tweet goes on: CancelledError is raised where it waits (line 8)",
        "0.050 s: tweet prints “tweet: hanging up” (line 10)",
        "0.050 s: tweet ends: cancelled",
        "0.050 s: main goes on: tweet has ended (line 21)",
        "0.050 s: main prints “main: the tweet was cancelled” (line 23)",
        "0.050 s: main is done",
        "0.050 s: the program ends",
    ]


def test_who_asks_a_task_to_cancel() -> None:
    """What of asyncio asked, whose it is, where it was made; who passed a request on."""
    told = stories.group_and_timeout()
    said = [each.partition(": ")[2] for each in sentences(told)]
    assert [each for each in said if "to cancel" in each or "request" in each] == [
        "the task group of main asks email to cancel, as tweet has failed (line 12)",
        "the task group of main asks main to cancel, as tweet has failed (line 12)",
        "the timeout of main asks main to cancel (line 19)",
        "main passes the request on to letter, which it waits for",
        "asyncio.run asks left to cancel",
    ]
    story = stories.Story()
    story.create("main", 9)
    job = story.submits("send", "thread", 5)
    story.job_starts(job, "sender")
    story.cancels(0, cause=Cause("job", job))
    story.cancels(0, cause=Cause("timer"))
    story.cancels(0)
    story.cancels(0, "Ctrl-C")
    said = [each.partition(": ")[2] for each in sentences(story.told())]
    assert said[3:-1] == [
        "thread sender asks main to cancel",
        "a timer asks main to cancel",
        "main is asked to cancel",
        "Ctrl-C asks main to cancel",
    ]


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


def test_picture_and_sentences_tell_the_same() -> None:
    """Else who looks at the picture learns something else than who reads the words."""
    assert sum(agreeing_arrows(Story(tell())) for tell in TELL) > 10


@pytest.mark.parametrize(
    "sentence",
    [
        "counter starts (line 4)",
        "Blog.main creates the task counter, which starts at once (line 11)",
        "counter lets the others run: sleep(0) (line 5)",
        "counter goes on: the others have had their turn (line 5)",
        "counter is done and returns '1'",
        "callback on_done is called by the loop",
        "callback on_done returns",
        "forgotten waits for a future (line 30)",
        "forgotten is destroyed by the garbage collector before it is done",
        "unlucky is cancelled before it has started",
        "Blog.main waits for Event.wait, at most until 3.000 s (line 15)",
        "Blog.main goes on: the time is up (line 15)",
        "Blog.main hands math.factorial to a process (line 16)",
        "Blog.main hands check to an interpreter (line 17)",
        "dropped is cancelled before anyone starts it",
        "process 1 starts math.factorial",
        "process 1 ends math.factorial, which failed",
        "Blog.main waits for math.factorial in a process (line 19)",
        "Blog.main goes on: math.factorial has ended in its process (line 19)",
        "Blog.main fails: KeyError('</script>')",
        "the program writes to stderr “</script><b>bold</b>”",
        "the program ends; never is still pending",
    ],
)
def test_each_kind_of_moment_has_its_words(sentence: str) -> None:
    """Waits, causes, outcomes, jobs, callbacks, cancellations."""
    told = [each.partition(": ")[2] for each in sentences(stories.everything())]
    assert sentence in told


@of_each_story
def test_every_step_is_in_the_table(tell: Callable[[], Timeline]) -> None:
    """Where it starts and where it ends, in order, with what has been printed by then."""
    told = tell()
    rows = words.rows(Story(told))
    assert [row.at.order for row in rows] == sorted(row.at.order for row in rows)
    count = Counter(row.step for row in rows)
    assert all(count[step.index] >= 2 for step in told.steps)
    assert rows[-1].printed == len(told.prints)
    body = BeautifulSoup(fragment.timeline_view(told, identity="d"), "html.parser")
    assert len(body.select("tbody tr")) == len(rows)


def test_times_count_from_the_first_event() -> None:
    """How long Python took to read the script says nothing about the run."""
    story = stories.Story()
    story.passes(0.07)
    task = story.create("main")
    story.begin(task)
    story.waits("sleep", after=0.1)
    story.passes(0.1)
    story.begin(task, "timer")
    story.ends()
    told = story.told()
    assert sentences(told)[2] == "0.000 s: main sleeps until 0.100 s"
    assert [time for _, time in scale(Story(told)).ticks] == [0, 0.1]


# --------------------------------------------------------------------------------- html


def run(told: Timeline, source: str, status: int = 0) -> Run:
    return cast("Run", SimpleNamespace(timeline=told, status=status, sources={}, source=source))


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
