"""Promise: a timeline holds what happened in a run, each kind of thing, and who caused it."""

from __future__ import annotations

import asyncio
import asyncio.base_events
import asyncio.events
import concurrent.futures
import sys
import threading
from pathlib import Path

import pytest
from asyncio_timeline.recording.recorder import Recorder
from asyncio_timeline.timeline import Cause, Timeline, structure
from support.project import PYTHONS
from support.recorded import ENDS, record

EAGER = tuple(version for version in ENDS if version != "3.11")


def names(timeline: Timeline) -> list[str]:
    return [task.name for task in timeline.tasks]


def waits(timeline: Timeline, task: int = 0) -> list[str]:
    """What a task waited for, step by step."""
    return [step.wait.what for step in timeline.steps if step.task == task and step.wait]


# -------------------------------------------------------------------------------- tasks


@pytest.mark.parametrize("version", PYTHONS)
def test_a_run(version: str, tmp_path: Path) -> None:
    """Tasks, steps, prints, lines and their order, on every Python alike."""
    timeline = record(
        version,
        tmp_path,
        """\
        import asyncio

        async def tweet():
            await asyncio.sleep(0.05)
            print("tweeted")
            return 280

        async def main():
            task = asyncio.create_task(tweet(), name="tweet")
            print("published")
            await task

        asyncio.run(main())
        """,
    )
    main, tweet = timeline.tasks
    assert (main.name, main.coroutine, main.parent, main.line) == ("Task-1", "main", None, 13)
    assert (tweet.name, tweet.coroutine, tweet.parent, tweet.line) == ("tweet", "tweet", 0, 9)
    assert (main.outcome, main.value) == ("result", None)
    assert (tweet.outcome, tweet.value, tweet.eager) == ("result", "280", False)
    assert [step.task for step in timeline.steps] == [0, 1, 1, 0]
    assert [step.cause for step in timeline.steps] == [
        Cause("outside"),
        Cause("step", 0),
        Cause("timer"),
        Cause("step", 2),
    ]
    first, second, third, last = timeline.steps
    assert first.wait
    assert (first.wait.what, first.wait.line, first.wait.tasks) == ("task", 11, (1,))
    assert second.wait
    assert (second.wait.what, second.wait.function) == ("sleep", "tweet")
    assert second.wait.until is not None
    assert second.start.time + 0.049 < second.wait.until < second.end.time + 0.051
    assert third.start.time >= second.wait.until - 0.01
    assert (third.outcome, last.outcome) == ("result", "result")
    assert [(each.text, each.line, each.step) for each in timeline.prints] == [
        ("published", 10, 0),
        ("tweeted", 5, 2),
    ]
    assert timeline.end.order > last.end.order
    if version == "3.11":
        assert not timeline.lines
    else:
        inside = [(each.line, each.step) for each in timeline.lines if each.step is not None]
        assert inside == [(9, 0), (10, 0), (11, 0), (4, 1), (5, 2), (6, 2)]
    assert not timeline.cut


@pytest.mark.parametrize("version", ENDS)
def test_outcomes(version: str, tmp_path: Path) -> None:
    """Result, exception, cancelled, destroyed, pending."""
    timeline = record(
        version,
        tmp_path,
        """\
        import asyncio, gc

        async def works(): return {"a": [1]}
        async def fails(): raise ValueError("no")
        async def waits(): await asyncio.get_running_loop().create_future()

        async def main():
            kept = [asyncio.create_task(f()) for f in (works, fails, waits)]
            await asyncio.wait(kept[:2])
            kept[1].exception()
            kept[2].cancel()
            await asyncio.wait(kept)
            lost = asyncio.create_task(waits())
            await asyncio.sleep(0)
            lost._log_destroy_pending = False
            del lost
            gc.collect()

        asyncio.run(main())
        """,
    )
    assert [(task.outcome, task.value) for task in timeline.tasks] == [
        ("result", None),
        ("result", "{'a': [1]}"),
        ("exception", "ValueError('no')"),
        ("cancelled", None),
        ("destroyed", None),
    ]


@pytest.mark.parametrize("version", EAGER)
def test_eager_tasks(version: str, tmp_path: Path) -> None:
    """The first step of an eager task lies inside of the step that creates it."""
    timeline = record(
        version,
        tmp_path,
        """\
        import asyncio

        async def inner(): print("inner")

        async def outer():
            print("outer")
            asyncio.create_task(inner())
            await asyncio.sleep(0)
            print("again")

        async def main():
            asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
            await asyncio.create_task(outer())

        asyncio.run(main())
        """,
    )
    assert [(task.coroutine, task.parent, task.eager, task.line) for task in timeline.tasks] == [
        ("main", None, False, 15),
        ("outer", 0, True, 13),
        ("inner", 1, True, 7),
    ]
    first, outer, inner, again, last = timeline.steps
    assert [step.task for step in timeline.steps] == [0, 1, 2, 1, 0]
    assert first.start < outer.start < inner.start < inner.end < outer.end < first.end
    assert [step.cause for step in (outer, inner, again, last)] == [
        Cause("step", 0),
        Cause("step", 1),
        Cause("step", 1),
        Cause("step", 3),
    ]
    assert (inner.outcome, outer.wait and outer.wait.what) == ("result", "sleep(0)")
    assert [(each.text, each.step) for each in timeline.prints] == [
        ("outer", 1),
        ("inner", 2),
        ("again", 3),
    ]


@pytest.mark.parametrize("version", ENDS)
def test_a_task_factory_that_is_not_eager(version: str, tmp_path: Path) -> None:
    """A factory alone makes no eager step; what it prints belongs to the step that called it."""
    timeline = record(
        version,
        tmp_path,
        """\
        import asyncio

        def factory(loop, coroutine, **options):
            print("made")
            return asyncio.Task(coroutine, loop=loop, **options)

        async def child(): pass

        async def main():
            asyncio.get_running_loop().set_task_factory(factory)
            await asyncio.create_task(child())

        asyncio.run(main())
        """,
    )
    assert [(task.parent, task.eager) for task in timeline.tasks] == [(None, False), (0, False)]
    assert [step.task for step in timeline.steps] == [0, 1, 0]
    assert timeline.steps[1].cause == Cause("step", 0)
    assert timeline.prints[0].step == 0


@pytest.mark.parametrize("version", ENDS)
def test_a_program_without_tasks(version: str, tmp_path: Path) -> None:
    """Prints outside of the loop belong to no step."""
    timeline = record(version, tmp_path, "import sys\nprint('a'); print('b', 'c'); print(end='d')")
    assert [(each.text, each.line) for each in timeline.prints] == [
        ("a", 2),
        ("b c", 2),
        ("d", None),
    ]
    assert not timeline.tasks
    assert not timeline.steps


# -------------------------------------------------------------------------------- waits


@pytest.mark.parametrize("version", PYTHONS)
def test_what_a_task_waits_for(version: str, tmp_path: Path) -> None:
    """In the words of asyncio, with the tasks that it waits for."""
    timeline = record(
        version,
        tmp_path,
        """\
        import asyncio, threading

        async def child(): await asyncio.sleep(0.01)

        async def numbers():
            await asyncio.sleep(0)
            yield 1

        async def main():
            await asyncio.sleep(0)
            await asyncio.sleep(0.01)
            await child()
            await asyncio.create_task(child())
            await asyncio.gather(child(), child())
            await asyncio.wait([asyncio.create_task(child())])
            await asyncio.shield(child())
            async with asyncio.TaskGroup() as group:
                group.create_task(child())
                group.create_task(child())
            for each in asyncio.as_completed([child()]):
                await each
            async for _ in numbers(): pass
            queue, event, lock = asyncio.Queue(), asyncio.Event(), asyncio.Lock()
            loop = asyncio.get_running_loop()
            loop.call_later(0.01, queue.put_nowait, 1)
            await queue.get()
            loop.call_later(0.01, event.set)
            await event.wait()
            await lock.acquire()
            loop.call_later(0.01, lock.release)
            async with lock: pass
            future = loop.create_future()
            loop.call_later(0.01, future.set_result, None)
            await future
            released = threading.Event()
            loop.call_later(0.01, released.set)
            await asyncio.to_thread(released.wait)

        asyncio.run(main())
        """,
    )
    assert waits(timeline) == [
        "sleep(0)",
        "sleep",
        "sleep",
        "task",
        "gather",
        "wait",
        "shield",
        "TaskGroup",
        "as_completed",
        "sleep(0)",
        "Queue.get",
        "Event.wait",
        "Lock.acquire",
        "future",
        "executor job",
    ]
    by_word = {step.wait.what: step.wait for step in timeline.steps if step.task == 0 and step.wait}
    assert by_word["task"].tasks == (1,)
    assert by_word["gather"].tasks == (2, 3)
    assert by_word["wait"].tasks == (4,)
    assert by_word["shield"].tasks == (5,)
    assert by_word["TaskGroup"].tasks == (6, 7)
    assert by_word["executor job"].job == 0
    inside = [step.wait for step in timeline.steps if step.task == 0 and step.wait][2]
    assert (inside.function, inside.line) == ("child", 3)


@pytest.mark.parametrize("version", ENDS)
def test_timeouts(version: str, tmp_path: Path) -> None:
    """A timeout says until when, and cancels; `timeout` is no step, the clock is the cause."""
    timeline = record(
        version,
        tmp_path,
        """\
        import asyncio

        async def main():
            try:
                async with asyncio.timeout(0.05):
                    await asyncio.Event().wait()
            except TimeoutError:
                print("late")
            try:
                await asyncio.wait_for(asyncio.Event().wait(), 0.05)
            except TimeoutError:
                print("late")

        asyncio.run(main())
        """,
    )
    first = timeline.steps[0].wait
    assert first
    assert first.what == "Event.wait"
    assert first.until
    assert timeline.steps[0].start.time + 0.049 < first.until < timeline.steps[0].end.time + 0.051
    assert timeline.steps[1].cause == Cause("timer")
    entered = [each for each in timeline.cancellations if each.through == "timeout"]
    assert [(each.task, each.owner, each.cause) for each in entered] == [
        (0, 0, Cause("timer")) for _ in entered
    ]
    # Before 3.12, wait_for runs what it waits for as a task, which it cancels itself.
    assert [each.line for each in entered] == [5] if version == "3.11" else [5, 10]


# ------------------------------------------------------------------------------- causes


@pytest.mark.parametrize("version", ENDS)
def test_callbacks(version: str, tmp_path: Path) -> None:
    """A callback of the program is a step; one of the library passes its cause on."""
    timeline = record(
        version,
        tmp_path,
        """\
        import asyncio, functools

        def own(event, _=None):
            print("own")
            event.set()

        async def child(): pass

        async def main():
            loop, event = asyncio.get_running_loop(), asyncio.Event()
            loop.call_soon(own, event)
            await event.wait()
            event.clear()
            loop.call_later(0.01, functools.partial(own, event))
            await event.wait()
            event.clear()
            task = asyncio.create_task(child())
            task.add_done_callback(lambda task: own(event))
            await event.wait()
            await asyncio.gather(child(), child())

        asyncio.run(main())
        """,
    )
    steps = timeline.steps
    assert [step.callback for step in steps] == [
        None, "own", None, "own", None, None, "<lambda>", None, None, None, None,
    ]  # fmt: skip
    assert [step.cause for step in steps[1:]] == [
        Cause("step", 0),
        Cause("step", 1),
        Cause("timer"),
        Cause("step", 3),
        Cause("step", 4),
        Cause("step", 5),
        Cause("step", 6),
        Cause("step", 7),
        Cause("step", 7),
        Cause("step", 9),
    ]
    assert [each.step for each in timeline.prints] == [1, 3, 6]


@pytest.mark.parametrize("version", ENDS)
def test_cancellations(version: str, tmp_path: Path) -> None:
    """Who cancelled whom: a step, a group whose child failed in a step, or `asyncio.run`."""
    timeline = record(
        version,
        tmp_path,
        """\
        import asyncio

        async def waits(): await asyncio.Event().wait()
        async def fails():
            await asyncio.sleep(0.01)
            raise ValueError

        async def main():
            task = asyncio.create_task(waits())
            await asyncio.sleep(0)
            task.cancel()
            await asyncio.wait([task])
            try:
                async with asyncio.TaskGroup() as group:
                    group.create_task(waits())
                    group.create_task(fails())
                    await asyncio.sleep(1)
            except* ValueError:
                pass
            left = [asyncio.create_task(waits()) for _ in range(5)]
            await asyncio.sleep(0)

        asyncio.run(main())
        """,
    )
    failed = next(step for step in timeline.steps if step.outcome == "exception")
    canceller = timeline.steps[2]
    assert canceller.task == 0
    assert [
        (each.task, each.cause, each.through, each.owner, each.line)
        for each in timeline.cancellations
    ] == [
        (1, Cause("step", canceller.index), None, None, None),
        (2, Cause("step", failed.index), "TaskGroup", 0, 14),
        (0, Cause("step", failed.index), "TaskGroup", 0, 14),
        *((task, Cause("outside"), "asyncio.run", None, None) for task in (4, 5, 6, 7, 8)),
    ]
    assert timeline.steps[-1].cause == Cause("outside")
    woken = next(step for step in timeline.steps if step.task == 2 and step.outcome == "cancelled")
    assert woken.cause == Cause("step", failed.index)


@pytest.mark.parametrize("version", ENDS)
def test_who_asks_in_one_step(version: str, tmp_path: Path) -> None:
    """A step that asks by itself and leaves a group; the timeline tells the one from the other."""
    timeline = record(
        version,
        tmp_path,
        """\
        import asyncio

        async def waits(): await asyncio.Event().wait()

        async def main():
            other = asyncio.create_task(waits())
            try:
                async with asyncio.TaskGroup() as group:
                    group.create_task(waits())
                    await asyncio.sleep(0)
                    other.cancel()
                    raise ValueError
            except* ValueError:
                asyncio.current_task().cancel()
                await asyncio.sleep(0)

        try:
            asyncio.run(main())
        except asyncio.CancelledError:
            pass
        """,
    )
    step = next(step.index for step in timeline.steps if step.task == 0 and step.index)
    own = next(each for each in timeline.steps if each.index > step and each.task == 0)
    assert [(each.task, each.cause, each.through) for each in timeline.cancellations] == [
        (1, Cause("step", step), None),
        (2, Cause("step", step), "TaskGroup"),
        (0, Cause("step", own.index), None),
    ]


@pytest.mark.parametrize("version", ENDS)
def test_requests_passed_on(version: str, tmp_path: Path) -> None:
    """A task passes a request on to what it awaits, alone or gathered, unless that is shielded."""
    timeline = record(
        version,
        tmp_path,
        """\
        import asyncio

        async def waits(): await asyncio.Event().wait()
        async def awaits(task): await task

        async def main():
            inner = asyncio.create_task(waits())
            outer = asyncio.create_task(awaits(inner))
            outermost = asyncio.create_task(awaits(outer))
            await asyncio.sleep(0)
            outermost.cancel()
            await asyncio.wait([outermost])
            first, second = asyncio.create_task(waits()), asyncio.create_task(waits())
            await asyncio.sleep(0)
            first.cancel()
            try:
                async with asyncio.timeout(0.02):
                    await asyncio.gather(waits(), asyncio.shield(second))
            except TimeoutError:
                pass

        asyncio.run(main())
        """,
    )
    assert [(each.task, each.through, each.owner) for each in timeline.cancellations] == [
        (3, None, None),
        (2, "await", 3),
        (1, "await", 2),
        (4, None, None),
        (0, "timeout", 0),
        (6, "await", 0),
        (5, "asyncio.run", None),
    ]


@pytest.mark.parametrize("version", ENDS)
def test_requests_by_others(version: str, tmp_path: Path) -> None:
    """A timer and a thread ask; `asyncio.run` in a thread does, too."""
    source = """\
        import asyncio

        async def waits(): await asyncio.Event().wait()

        async def leaves():
            for _ in range(2):
                asyncio.create_task(waits())
            await asyncio.sleep(0)

        async def main():
            loop = asyncio.get_running_loop()
            first = asyncio.create_task(waits())
            loop.call_later(0.01, first.cancel)
            await asyncio.wait([first])
            second = asyncio.create_task(waits())
            await asyncio.to_thread(loop.call_soon_threadsafe, second.cancel)
            await asyncio.wait([second])
            await asyncio.to_thread(asyncio.run, leaves())

        asyncio.run(main())
        """
    for options in ((), ("--simulated",)):
        timeline = record(version, tmp_path, source, *options)
        assert [(each.task, each.cause, each.through) for each in timeline.cancellations] == [
            (1, Cause("timer"), None),
            (2, Cause("job", 0), None),
            (4, Cause("job", 1), "asyncio.run"),
            (5, Cause("job", 1), "asyncio.run"),
        ]


@pytest.mark.skipif("3.15" not in PYTHONS, reason="TaskGroup.cancel is new in 3.15")
def test_a_group_that_is_cancelled(tmp_path: Path) -> None:
    """A step calls `TaskGroup.cancel`; the group asks its children and its parent."""
    timeline = record(
        "3.15",
        tmp_path,
        """\
        import asyncio

        async def waits(): await asyncio.Event().wait()

        async def main():
            async with asyncio.TaskGroup() as group:
                group.create_task(waits())
                await asyncio.sleep(0)
                group.cancel()

        asyncio.run(main())
        """,
    )
    found = {(each.task, each.through, each.owner) for each in timeline.cancellations}
    assert found == {(1, "TaskGroup", 0), (0, "TaskGroup", 0)}


def test_very_many_tasks(tmp_path: Path) -> None:
    """With more tasks than are looked at each time, who asked may be unknown, but never wrong."""
    timeline = record(
        ENDS[-1],
        tmp_path,
        """\
        import asyncio

        async def waits(): await asyncio.Event().wait()

        async def main():
            tasks = [asyncio.create_task(waits()) for _ in range(1_200)]
            await asyncio.sleep(0)
            tasks[7].cancel()
            await asyncio.wait([tasks[7]])
            try:
                async with asyncio.timeout(0.01):
                    await asyncio.sleep(1)
            except TimeoutError:
                pass

        asyncio.run(main())
        """,
    )
    first, second, *rest = timeline.cancellations
    assert (first.task, first.cause, first.through) == (8, Cause("outside"), None)
    assert first.at < next(step.start for step in timeline.steps if step.outcome == "cancelled")
    assert (second.task, second.through) == (0, "timeout")
    assert [each.task for each in rest] == [task for task in range(1, 1_201) if task != 8]
    assert {each.through for each in rest} == {"asyncio.run"}


@pytest.mark.parametrize("version", ENDS)
def test_causes_from_outside(version: str, tmp_path: Path) -> None:
    """Another thread's call is its job's doing, if it is one of the program's threads."""
    timeline = record(
        version,
        tmp_path,
        """\
        import asyncio, threading

        def tell(loop, event):
            print("telling")
            loop.call_soon_threadsafe(event.set)

        async def main():
            event = asyncio.Event()
            threading.Thread(
                target=tell, args=(asyncio.get_running_loop(), event), name="teller"
            ).start()
            await event.wait()

        asyncio.run(main())
        """,
    )
    (job,) = timeline.jobs
    assert (job.kind, job.function, job.lane, job.outcome) == ("thread", "tell", "teller", "result")
    assert (job.task, job.line) == (0, 11)
    assert timeline.steps[1].cause == Cause("job", 0)
    assert [(each.text, each.job, each.step) for each in timeline.prints] == [("telling", 0, None)]


# --------------------------------------------------------------------------------- jobs


@pytest.mark.parametrize("version", PYTHONS)
def test_jobs_in_threads(version: str, tmp_path: Path) -> None:
    """Lanes, queueing, prints, outcomes, cancelled before they start."""
    timeline = record(
        version,
        tmp_path,
        """\
        import asyncio, threading, time
        from concurrent.futures import ThreadPoolExecutor

        go = threading.Event()

        def work(n):
            if n == 2:
                go.wait()
            time.sleep(0.05)
            print("work", n)
            if n == 2:
                raise ValueError

        async def main():
            loop = asyncio.get_running_loop()
            with ThreadPoolExecutor(1, "worker") as pool:
                first = loop.run_in_executor(pool, work, 1)
                second = pool.submit(work, 2)
                third = pool.submit(work, 3)
                third.cancel()
                await first
                waiting = asyncio.wrap_future(second)
                asyncio.get_running_loop().call_soon(go.set)
                await asyncio.wait([waiting])
                waiting.exception()

        asyncio.run(main())
        """,
    )
    first, second, third = timeline.jobs
    assert {job.function for job in timeline.jobs} == {"work"}
    assert [job.lane for job in timeline.jobs] == ["worker_0", "worker_0", None]
    assert [job.outcome for job in timeline.jobs] == ["result", "exception", "cancelled"]
    assert [job.line for job in timeline.jobs] == [17, 18, 19]
    assert first.submitted < second.submitted < third.submitted
    assert first.start
    assert first.end
    assert second.start
    assert second.end
    assert third.start is None
    assert first.start < first.end < second.start < second.end
    assert first.end.time - first.start.time > 0.04
    assert [(each.text, each.job) for each in timeline.prints] == [("work 1", 0), ("work 2", 1)]
    woken = timeline.steps[1]
    assert woken.cause == Cause("job", 0)
    assert first.end < woken.start
    assert timeline.steps[0].wait
    assert timeline.steps[0].wait.job == 0


@pytest.mark.parametrize("version", PYTHONS)
def test_jobs_in_processes(version: str, tmp_path: Path) -> None:
    """Workers import the script, as they do without the recorder, and tell when they begin."""
    timeline = record(
        version,
        tmp_path,
        """\
        import asyncio, os, time
        from concurrent.futures import ProcessPoolExecutor

        def work(n):
            time.sleep(0.1)
            return os.getpid()

        async def main():
            loop = asyncio.get_running_loop()
            with ProcessPoolExecutor(1) as pool:
                pids = await asyncio.gather(*(loop.run_in_executor(pool, work, n) for n in (1, 2)))
                print(pids[0] == pids[1] != os.getpid(), pids[0])
                try:
                    await loop.run_in_executor(pool, lambda: 1)
                except Exception as error:
                    print("cannot be pickled", type(error).__name__ != "")

        if __name__ == "__main__":
            asyncio.run(main())
        """,
    )
    same, pid = timeline.prints[0].text.split()
    assert same == "True"
    first, second, unpicklable = timeline.jobs
    assert [job.kind for job in timeline.jobs] == ["process"] * 3
    assert [job.lane for job in timeline.jobs] == [f"process {pid}"] * 2 + [None]
    assert [job.outcome for job in timeline.jobs] == ["result", "result", "exception"]
    assert first.start
    assert first.end
    assert second.start
    assert first.submitted < first.start < first.end
    assert first.end.time - first.start.time > 0.09
    assert second.start.time >= first.start.time + 0.09
    assert unpicklable.start is None
    assert timeline.prints[1].text == "cannot be pickled True"


@pytest.mark.parametrize("method", ["spawn", "forkserver", "fork"])
@pytest.mark.parametrize("version", ENDS)
@pytest.mark.skipif(sys.platform == "win32", reason="Windows only spawns")
def test_start_methods(version: str, method: str, tmp_path: Path) -> None:
    """However workers start, they find the script and its functions."""
    timeline = record(
        version,
        tmp_path,
        f"""\
        import asyncio, multiprocessing, warnings
        from concurrent.futures import ProcessPoolExecutor
        warnings.simplefilter("ignore")

        class Article:
            pass

        def work(article):
            print("worked", flush=True)
            return article

        async def main():
            context = multiprocessing.get_context({method!r})
            with ProcessPoolExecutor(1, mp_context=context) as pool:
                loop = asyncio.get_running_loop()
                article = await loop.run_in_executor(pool, work, Article())
            print(type(article) is Article)

        if __name__ == "__main__":
            asyncio.run(main())
        """,
    )
    assert [each.text for each in timeline.prints] == ["True"]
    assert timeline.jobs[0].start
    assert timeline.jobs[0].outcome == "result"


@pytest.mark.parametrize("version", [v for v in ENDS if v in ("3.14", "3.15")])
def test_jobs_in_interpreters(version: str, tmp_path: Path) -> None:
    """An interpreter is a lane of its own kind."""
    timeline = record(
        version,
        tmp_path,
        """\
        import asyncio
        from concurrent.futures import InterpreterPoolExecutor

        def work(n):
            return n * 2

        async def main():
            with InterpreterPoolExecutor(1) as pool:
                print(await asyncio.get_running_loop().run_in_executor(pool, work, 21))

        if __name__ == "__main__":
            asyncio.run(main())
        """,
    )
    assert [each.text for each in timeline.prints] == ["42"]
    (job,) = timeline.jobs
    assert (job.kind, job.function, job.outcome) == ("interpreter", "work", "result")
    assert (job.lane or "").startswith("interpreter ")


# ------------------------------------------------------------------------------- bounds


@pytest.mark.parametrize("version", ENDS)
def test_bounded(version: str, tmp_path: Path) -> None:
    """A long run is cut, says so, and goes on unharmed."""
    timeline = record(
        version,
        tmp_path,
        """\
        import asyncio

        async def main():
            for n in range(40_000):
                await asyncio.sleep(0)
            print("done")
            await asyncio.create_task(asyncio.sleep(0))

        asyncio.run(main())
        """,
    )
    tables = (timeline.tasks, timeline.steps, timeline.jobs, timeline.prints, timeline.lines)
    assert timeline.cut
    assert 15_000 < sum(map(len, tables)) <= 20_000
    assert timeline.tasks[0].outcome == "result"


@pytest.mark.parametrize("version", [v for v in ENDS if v != "3.11"])
def test_lines_leave_room(version: str, tmp_path: Path) -> None:
    """A loop of many lines does not crowd out the tasks that come after it."""
    timeline = record(
        version,
        tmp_path,
        """\
        import asyncio

        async def main():
            total = 0
            for n in range(30_000):
                total += n
            await asyncio.sleep(0)
            print(total)

        asyncio.run(main())
        """,
    )
    assert timeline.cut
    assert len(timeline.lines) == 10_000
    assert [step.task for step in timeline.steps] == [0, 0]
    assert timeline.prints[0].step == 1


def test_two_runs_have_one_structure(tmp_path: Path) -> None:
    """Real runs differ in time only."""
    source = """\
        import asyncio, time

        async def tweet(n):
            await asyncio.sleep(n / 20)
            print("tweet", n)

        def end():
            time.sleep(0.02)
            print("end")

        async def main():
            async with asyncio.TaskGroup() as group:
                for n in range(3):
                    group.create_task(tweet(n))
            await asyncio.to_thread(end)

        asyncio.run(main())
        """
    runs = [structure(record(version, tmp_path, source)) for version in (*PYTHONS, *ENDS)]
    assert all(each == runs[0] for each in runs)


# --------------------------------------------------------------------- installing it


def test_uninstalling_restores_what_was() -> None:
    """No function of the library differs afterwards; a recorder serves once."""
    functions = [
        asyncio.events.Handle.__init__,
        asyncio.events.Handle._run,
        asyncio.base_events.BaseEventLoop.create_task,
        concurrent.futures.ThreadPoolExecutor.submit,
        threading.Thread.start,
    ]
    before = [function.__code__ for function in functions]
    recorder = Recorder([__file__])
    with recorder:
        assert all(
            function.__code__ is not code for function, code in zip(functions, before, strict=True)
        )
    assert [function.__code__ for function in functions] == before
    with pytest.raises(RuntimeError, match="one run"):
        recorder.install()


def test_a_mistake_of_the_recorder_does_not_reach_the_program() -> None:
    """It ends the recording, which says so."""
    readings: list[None] = []

    def clock() -> float:
        readings.append(None)
        if len(readings) == 10:
            raise ZeroDivisionError
        return 0.0

    async def main() -> str:
        for _ in range(10):
            await asyncio.sleep(0)
        return "done"

    recorder = Recorder([__file__], clock=clock)
    with recorder:
        assert asyncio.run(main()) == "done"
    assert isinstance(recorder.failure, ZeroDivisionError)
    assert recorder.timeline("test").cut
