"""Promise: a sentence says no more than was recorded, and says what the reader has to learn.

Each case was told wrongly once. `said` is what a reader reads, without the times.
"""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from asyncio_timeline.drawing import words
from asyncio_timeline.drawing.layout import layout
from asyncio_timeline.drawing.scale import scale
from asyncio_timeline.drawing.signs import key
from asyncio_timeline.drawing.story import Story
from asyncio_timeline.page.fragment import PrintedLine, printed_lines
from asyncio_timeline.page.standalone import Run, page
from asyncio_timeline.timeline import Cause, Timeline
from bs4 import BeautifulSoup
from support import stories
from support.pythons import ENDS, WATCHED
from support.recorded import record, told


def sentences(told: Timeline) -> list[str]:
    return [row.sentence for row in words.rows(Story(told))]


def said(told: Timeline, about: str) -> list[str]:
    return [text.partition(": ")[2] for text in sentences(told) if about in text]


def test_a_thread_that_works_on_has_not_ended() -> None:
    """It woke a task by `call_soon_threadsafe`, and goes on for a while."""
    story = stories.Story()
    main = story.create("main")
    story.begin(main)
    work = story.submits("work")
    story.job_starts(work, "worker")
    story.waits("Event.wait")
    story.begin(main, Cause("job", work))
    story.ends()
    story.passes(0.2)
    story.job_ends(work)
    whole = Story(story.told())
    assert said(whole.timeline, "goes on") == ["main goes on: work woke it from its thread"]
    [woke] = (arrow for arrow in layout(whole, scale(whole)).arrows if arrow.kind == "woke")
    assert woke.at == scale(whole).at(whole.timeline.steps[1].start.order)


def test_a_job_that_was_waited_for_has_ended() -> None:
    """It is what the task waited for that ended, so that is what it goes on for."""
    assert "Blog.main goes on: math.factorial has ended in its process (line 19)" in said(
        stories.everything(), "goes on"
    )


def test_who_wakes_another_in_its_last_step_is_not_what_was_waited_for() -> None:
    """A producer puts its last item and ends: the consumer waited for the item."""
    story = stories.Story()
    main = story.create("main")
    first = story.begin(main)
    producer = story.create("producer")
    story.waits("Queue.get")
    puts = story.begin(producer, first)
    story.ends()
    story.begin(main, puts)
    story.waits("task", tasks=(producer,))
    assert said(story.told(), "main goes on") == ["main goes on: producer woke it"]


def test_what_ended_before_it_was_waited_for() -> None:
    """The loop has not yet told the waiting task: it is ready at once, and no arrow goes back."""
    story = stories.Story()
    main = story.create("main")
    first = story.begin(main)
    tweet = story.create("tweet")
    story.waits("sleep(0)")
    done = story.begin(tweet, first)
    story.ends()
    story.begin(main)
    story.waits("TaskGroup", tasks=(tweet,))
    story.begin(main, done)
    story.ends()
    whole = Story(story.told())
    assert said(whole.timeline, "goes on: tweet") == ["main goes on: tweet has ended"]
    drawing = layout(whole, scale(whole))
    assert "woke" not in [arrow.kind for arrow in drawing.arrows]
    assert "wakes" not in [meaning for _, meaning in key(whole, "d")]


def test_a_request_that_was_swallowed_raises_nothing() -> None:
    """Asked while it waits for a task, it passes the request on; if that one returns all the same,
    so does the wait.
    """
    story = stories.Story()
    main = story.create("main")
    first = story.begin(main)
    tweet = story.create("tweet")
    other = story.create("other")
    story.waits("task", tasks=(tweet,))
    story.begin(tweet, first)
    story.waits("sleep", after=1)
    asks = story.begin(other, first)
    story.cancels(main)
    story.cancels(tweet, "await", owner=main)
    story.ends()
    done = story.begin(tweet, asks)
    story.ends()
    story.begin(main, done)
    story.ends()
    assert said(story.told(), "goes on") == [
        "tweet goes on: CancelledError is raised where it waits",
        "main goes on: tweet has ended",
    ]


def test_a_callback_that_raises_does_not_return() -> None:
    """Its exception goes to the loop's exception handler."""
    story = stories.Story()
    story.begin(None, callback="on_done", line=5)
    story.ends("exception")
    assert said(story.told(), "callback") == [
        "callback on_done is called by the loop (line 5)",
        "callback on_done raises an exception",
    ]


def test_a_callback_creates_tasks() -> None:
    """Not `asyncio.run`; and the arrow starts at the callback's lane."""
    story = stories.Story()
    story.begin(None, callback="on_request")
    story.create("answer", 9)
    story.ends()
    whole = Story(story.told())
    assert said(whole.timeline, "creates") == [
        "callback on_request creates the task answer (line 9)"
    ]
    [made] = (arrow for arrow in layout(whole, scale(whole)).arrows if arrow.kind == "made")
    assert made.start > made.tip  # from below
    assert "creates" in [meaning for _, meaning in key(whole, "d")]


def test_a_timer_that_is_no_limit() -> None:
    """`call_later(0.02, event.set)` wakes who waits for the event; no time of its own was up."""
    story = stories.Story()
    main = story.create("main")
    story.begin(main)
    story.waits("Event.wait", 7)
    story.begin(main, "timer")
    story.ends()
    assert said(story.told(), "goes on") == ["main goes on: a timer woke it (line 7)"]


# ---------------------------------------------------------------------------- the lesson


@pytest.mark.parametrize("options", [(), ("--simulated",)], ids=["real", "simulated"])
@pytest.mark.parametrize("version", ENDS)
def test_a_thread_that_waits_in_result(
    version: str, options: tuple[str, ...], tmp_path: Path
) -> None:
    """It looks as busy as one that computes, and if it were the loop's own, all would stand still.

    For whom it no longer waits when that ends, it did not wait until then.
    """
    if version not in WATCHED:
        pytest.skip("lines are not recorded before Python 3.12")
    name = "recorded/waits_in_result"
    told_run = record(version, tmp_path, name, *options)
    thread = Story(told_run).workers["thread", told_run.jobs[0].lane]
    assert [text.replace(thread, "thread") for text in told(name, told_run, thread)][1:5] == [
        "thread creates the task tweet | tweeting = asyncio.run_coroutine_threadsafe(tweet(), loop)",  # noqa: E501
        "thread waits for tweet in result() | print(tweeting.result())",
        "thread goes on: tweet has ended | print(tweeting.result())",
        "thread prints “sent” | print(tweeting.result())",
    ]
    [wait] = Story(told_run).thread_waits
    drawing = layout(Story(told_run), scale(Story(told_run)))
    ends = [arrow.at for arrow in drawing.arrows if arrow.kind == "woke"]
    assert drawing.scale.at(wait.end.order) in ends


def blocked() -> Timeline:
    """While `tweet` sleeps as it must not, `reader` is due."""
    story = stories.Story()
    reader, tweet = story.create("reader"), story.create("tweet")
    story.begin(reader, line=14)
    story.waits("sleep", 16, after=0.1)
    story.begin(tweet, line=8)
    story.says("tweet: connecting", 8)
    story.ran(9)
    story.passes(0.3)
    story.ran(10)
    story.ends()
    story.begin(reader, "timer")
    story.ends()
    return story.told()


def test_what_blocks_the_loop_is_named_with_its_line() -> None:
    """And whoever is due meanwhile has to wait, as one sees when stepping through."""
    assert sentences(blocked())[6:11] == [
        "0.000 s: tweet blocks the loop for 0.300 s (line 9)",
        "0.100 s: reader is due and has to wait: tweet has the loop",
        "0.300 s: tweet is done",
        "0.300 s: reader goes on 0.200 s late: its sleep is over (line 16)",
        "0.300 s: reader is done",
    ]


def test_a_line_that_blocks_in_many_small_goes() -> None:
    """A loop of short sleeps blocks as long as one long sleep."""
    story = stories.Story()
    main = story.create("main")
    story.begin(main)
    for _ in range(10):
        story.ran(4)
        story.ran(5)
        story.passes(0.02)
    story.ends()
    assert said(story.told(), "blocks") == ["main blocks the loop for 0.200 s (line 5)"]


def test_who_starts_a_blocking_task_at_once_does_not_block() -> None:
    """The first step of an eager task lies within its creator's: the time is its own."""
    story = stories.Story()
    main = story.create("main")
    story.begin(main, line=9)
    eager = story.create("eager")
    story.begin(eager, line=4)
    story.passes(0.2)
    story.ends()
    story.ends()
    assert said(story.told(), "blocks") == ["eager blocks the loop for 0.200 s (line 4)"]


def test_the_line_that_destroyed_a_task() -> None:
    """Any line may run the garbage collector; which one it was is what a reader looks for."""
    story = stories.Story()
    main = story.create("main")
    story.begin(main, line=8)
    lost = story.create("lost", 8)
    story.ran(9)
    story.destroyed(lost)
    story.ends()
    other = story.create("other")
    story.destroyed(other)  # by code of the loop, while no line of the program runs
    assert said(story.told(), "destroyed") == [
        "lost is destroyed by the garbage collector before it is done (line 9)",
        "other is destroyed by the garbage collector before it is done",
    ]


def test_a_task_that_is_destroyed_at_the_very_end() -> None:
    """After the script's last line it is the interpreter that ends it; before, it is the script."""
    story = stories.Story()
    first, last = story.create("first"), story.create("last")
    story.ran(11)
    story.destroyed(first)
    story.ran(12)
    story.destroyed(last)
    assert said(story.told(), "destroyed") == [
        "first is destroyed by the garbage collector before it is done (line 11)",
        "last is destroyed by the garbage collector before it is done",
    ]


def written_together() -> Timeline:
    """Two tasks print dots, `main` ends the line."""
    story = stories.Story()
    main, one, two = story.create("main"), story.create("one"), story.create("two")
    for task, text in ((one, "."), (two, "o"), (main, "")):
        story.begin(task)
        story.says(text, goes_on=task != main)
        story.ends()
    return story.told()


def test_who_writes_a_part_of_a_line() -> None:
    """Each part belongs to who wrote it, at that time, and not to who ends the line."""
    whole = written_together()
    assert said(whole, "prints") == [
        "one prints “.”, and the line goes on",
        "two prints “o”, and the line goes on",
        "main prints “”",
    ]
    html = page(cast("Run", SimpleNamespace(timeline=whole, status=0, sources={}, source="")))
    [line] = BeautifulSoup(html, "html.parser").select(".output .line")
    assert line.text == ".o\n"
    assert [str(part["data-print"]) for part in line.select("span")] == ["0", "1", "2"]
    assert len({" ".join(part["class"]) for part in line.select("span")}) == 3
    assert printed_lines(whole, [(".o", "stdout")]) == [PrintedLine(2, "")]
