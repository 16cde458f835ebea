"""Promise: what a page says of a picture is true of the recorded run that is drawn there.

A test for each sentence; its name and its first line say on which page it stands.
"""

from __future__ import annotations

from itertools import pairwise

from asyncio_timeline.timeline import Step, Timeline
from support.project import EXAMPLES, RECORDINGS
from tested_examples import example
from tested_examples.running import recording


def timeline(name: str) -> Timeline:
    """The recorded run of an example."""
    told = recording.read(example.load(f"{name}.py", EXAMPLES), RECORDINGS).timeline
    assert told, f"{name} has no timeline"
    return told


def blocks(told: Timeline, coroutine: str) -> list[Step]:
    """The solid blocks on the lane of the only task that runs this coroutine."""
    (task,) = (each.id for each in told.tasks if each.coroutine == coroutine)
    return [step for step in told.steps if step.task == task]


def starts_after(told: Timeline, later: str, first: str) -> bool:
    """Whether a task has its first block after the first block of another."""
    return blocks(told, later)[0].start.order > blocks(told, first)[0].end.order


TWEET, MAIN = "tweet_about_latest_article", "main"


def test_await() -> None:
    """Tutorial 2: a single lane; then `main`'s first block goes on through the first `await`."""
    assert len(timeline("tutorial/await_is_a_call").tasks) == 1
    told = timeline("tutorial/await_does_not_always_switch")
    first = blocks(told, MAIN)[0]
    printed = [each.text for each in told.prints if each.step == first.index]
    assert printed == ["spelling: checked", "upload: started"]
    assert starts_after(told, "serve_reader", MAIN)


def test_background() -> None:
    """Tutorial 3: no block stands above another."""
    steps = timeline("tutorial/start_it_in_the_background").steps
    ordered = sorted(steps, key=lambda step: step.start.order)
    assert all(a.end.order <= b.start.order for a, b in pairwise(ordered))


def test_start() -> None:
    """Tutorial 4: dotted until `main`'s first block ends, and both updates lie in that block.
    Explanation, task: dotted until `main` sleeps.
    """
    told = timeline("tutorial/when_it_starts")
    first = blocks(told, MAIN)[0]
    printed = [each.text for each in told.prints if each.step == first.index]
    assert {"update: home page", "update: archive page"} < set(printed)
    assert starts_after(told, TWEET, MAIN)
    assert starts_after(timeline("tasks/when_it_starts"), TWEET, MAIN)


def test_forgotten() -> None:
    """Tutorial 5: the tweet is cancelled once `main` has ended."""
    told = timeline("tutorial/forgotten_at_exit")
    (asked,) = told.cancellations
    assert asked.at.order > blocks(told, MAIN)[-1].end.order


def test_failure() -> None:
    """Tutorial 6: the tweet fails early, the log comes in `main`'s last block."""
    told = timeline("mistakes/lost_exception")
    last = blocks(told, MAIN)[-1]
    assert blocks(told, TWEET)[-1].outcome == "exception"
    assert blocks(told, TWEET)[-1].end.order < last.start.order
    logged = [each for each in told.prints if each.stream == "stderr"]
    assert logged
    assert all(each.step == last.index for each in logged)


def test_vanished() -> None:
    """Tutorial 7: the tweet's lane ends below `main`'s second block."""
    told = timeline("mistakes/vanished_tweet")
    (tweet,) = (each for each in told.tasks if each.coroutine == TWEET)
    second = blocks(told, MAIN)[1]
    assert tweet.outcome == "destroyed"
    assert tweet.ended
    assert second.start.order < tweet.ended.order < second.end.order


def test_blocking() -> None:
    """Tutorial 9: a block of 0.3 s, a reader that is ready from 0.1 s on; then readers on time."""
    told = timeline("mistakes/frozen_blog")
    block = blocks(told, TWEET)[0]
    assert round(block.end.time - block.start.time, 1) == 0.3
    before, after = blocks(told, "serve_readers")[:2]
    assert before.wait
    assert before.wait.until
    assert round(before.wait.until - before.end.time, 1) == 0.1
    assert before.end.order < block.start.order < block.end.order < after.start.order
    told = timeline("tutorial/block_in_a_thread")
    zero = blocks(told, "serve_readers")[0].start.time
    served = [each.at.time - zero for each in told.prints if each.text.startswith("reader")]
    assert [round(time, 1) for time in served] == [0.0, 0.1, 0.2]


def test_shutdown() -> None:
    """Tutorial 10: the count ends 0.05 s after `main`."""
    told = timeline("tutorial/clean_up_at_exit")
    ends = [blocks(told, name)[-1].end.time for name in ("count_readers", MAIN)]
    assert round(ends[0] - ends[1], 2) == 0.05


def test_coroutine_and_eager_task() -> None:
    """Explanation: calling and awaiting is one block; an eager task's first lies below `main`'s."""
    assert len(timeline("coroutines/calling_is_not_running").steps) == 1
    told = timeline("tasks/eager_task_factory")
    outer, inner = blocks(told, MAIN)[0], blocks(told, TWEET)[0]
    assert outer.start.order < inner.start.order < inner.end.order < outer.end.order


# ------------------------------------------------------------------------- how-to pages


def sleeping(told: Timeline, step: Step) -> tuple[float, float] | None:
    """When the sleep after a step begins and ends, in seconds; None if it is no sleep."""
    if step.wait is None or step.wait.what != "sleep" or step.wait.until is None:
        return None
    return step.end.time, step.wait.until


def test_limit() -> None:
    """Limit: four tasks start at once, and two of them sleep at a time; the others wait.
    So many a second: each mail begins while the one before is still under way.
    """
    told = timeline("limiting/semaphore")
    mails = [each for each in told.tasks if each.coroutine == "send_mail"]
    assert len(mails) == 4
    assert len({round(each.created.time, 2) for each in mails}) == 1
    sleeps = [span for step in told.steps if step.task and (span := sleeping(told, step))]
    assert len(sleeps) == 4
    for begin, _ in sleeps:
        assert sum(a <= begin < b for a, b in sleeps) <= 2
    told = timeline("limiting/per_second")
    begun = [each.at.time for each in told.prints if each.text.endswith("sending")]
    ends = [each.ended.time for each in told.tasks if each.parent == 0 and each.ended]
    assert all(begin < end for end, begin in zip(ends, begun[1:], strict=False))
    assert [round(time - begun[0], 1) for time in begun] == [0.0, 0.1, 0.2, 0.3]


def test_timeout() -> None:
    """Timeout: the timeout's mark stands at 0.1 s; the swallowed one lets the upload take 0.3 s.
    The clean-up makes it 0.3 s as well.
    """
    (asked,) = timeline("timeouts/one_await").cancellations
    assert (asked.through, round(asked.at.time, 1)) == ("timeout", 0.1)
    assert round(timeline("mistakes/timeout_swallowed").end.time, 1) == 0.3
    told = timeline("timeouts/waits_for_the_clean_up")
    assert [round(each.at.time, 1) for each in told.prints] == [0.1, 0.2, 0.3, 0.3]


def test_from_sync() -> None:
    """From sync: the sync function runs in a lane of its own, beside the loop."""
    (job,) = timeline("sync/called_by_sync_code").jobs
    assert (job.kind, job.function) == ("thread", "publish")


def test_ctrl_c() -> None:
    """Shut down: the count is cancelled only after `main` has ended."""
    told = timeline("shutdown/ctrl_c")
    main, count = told.tasks
    asked = {each.task: each for each in told.cancellations}
    assert asked[main.id].through == "Ctrl-C"
    assert main.ended
    assert main.ended.order < asked[count.id].at.order


def test_retry() -> None:
    """Retry: a sleep of 0.1 s, then one of 0.2 s."""
    told = timeline("failures/retry")
    spans = [span for step in told.steps if (span := sleeping(told, step))]
    assert [round(end - begin, 1) for begin, end in spans] == [0.1, 0.2]


def test_progress() -> None:
    """Progress: `main` wakes for the second, the third and the first mail; the thread calls."""
    told = timeline("progress/count_the_done")
    mails = [each.id for each in told.tasks if each.coroutine == "send_mail"]
    ended = sorted(mails, key=lambda each: told.tasks[each].ended or told.end)
    assert ended == [mails[1], mails[2], mails[0]]
    told = timeline("progress/from_a_thread")
    assert [each.cause.kind for each in told.steps if each.callback == "show"] == ["job"] * 3


def test_blocked_loop() -> None:
    """Debug: the watching task is ready while `main` blocks, and runs only after that."""
    told = timeline("debugging/watch_the_loop")
    block = max(told.steps, key=lambda each: each.end.time - each.start.time)
    first, second = blocks(told, "watch")[:2]
    assert round(block.end.time - block.start.time, 1) == 0.3
    assert first.wait
    assert first.wait.until
    assert first.wait.until < block.end.time
    assert second.start.order > block.end.order


def test_queues() -> None:
    """Queues: each of the thread's two calls wakes the task."""
    told = timeline("queues/thread_to_task")
    assert [each.cause.kind for each in blocks(told, "answer")[1:3]] == ["job", "job"]


def test_generators() -> None:
    """Async generators: a task of its own closes the one that was left."""
    told = timeline("generators/left_open")
    closing = told.tasks[1]
    (printed,) = (each for each in told.prints if each.text.startswith("replies"))
    assert printed.step is not None
    assert told.steps[printed.step].task == closing.id


def test_daemon_thread() -> None:
    """Stop: the lane of the daemon thread has no end."""
    (job,) = timeline("stopping/daemon_thread").jobs
    assert job.start
    assert job.end is None
