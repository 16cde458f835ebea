"""Promise: a run is told in sentences that somebody who knows asyncio understands at once.

Who does not see the picture reads them, and the player says one at each step.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from asyncio_timeline.drawing import words
from asyncio_timeline.drawing.scale import scale
from asyncio_timeline.drawing.story import Story
from asyncio_timeline.page import fragment
from asyncio_timeline.timeline import Cause, Timeline
from bs4 import BeautifulSoup
from support import stories
from support.agreement import agreeing_arrows
from support.drawn import TELL, of_each_story, sentences


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
