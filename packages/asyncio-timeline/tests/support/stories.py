"""Timelines for the tests and benchmarks of the drawing, told by hand as a run would go."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Literal

from asyncio_timeline.timeline import (
    Cancellation,
    Cause,
    Job,
    LaneKind,
    Line,
    Moment,
    Outcome,
    Print,
    Step,
    Task,
    Through,
    Timeline,
    Wait,
)


class Story:
    """A timeline in the making. Each call is the next thing that happens."""

    def __init__(self, program: str = "publish.py") -> None:
        self.program = program
        self.time = 0.0
        self.order = -1
        self.tasks: list[Task] = []
        self.steps: list[Step] = []
        self.jobs: list[Job] = []
        self.prints: list[Print] = []
        self.cancellations: list[Cancellation] = []
        self.lines: list[Line] = []
        self.open: list[tuple[int, int | None, str | None, Moment, Cause]] = []

    def now(self) -> Moment:
        self.order += 1
        return Moment(self.order, round(self.time, 6))

    def passes(self, seconds: float) -> None:
        """The clock goes on."""
        self.time += seconds

    @property
    def running(self) -> int | None:
        """The index of the innermost open step."""
        return self.open[-1][0] if self.open else None

    @property
    def runner(self) -> int | None:
        """The task of the innermost open step."""
        return self.open[-1][1] if self.open else None

    def create(self, coroutine: str, line: int | None = None, name: str | None = None) -> int:
        number = len(self.tasks)
        callback = self.running if self.runner is None else None
        self.tasks.append(
            Task(
                number,
                name or f"Task-{number + 1}",
                coroutine,
                self.runner,
                line,
                self.now(),
                None,
                "pending",
                creator=None if callback is None else Cause("step", callback),
            )
        )
        return number

    def begin(
        self,
        task: int | None,
        cause: Cause | int | Literal["timer", "outside"] = "outside",
        *,
        line: int | None = None,
        callback: str | None = None,
    ) -> int:
        index = len(self.steps) + len(self.open)
        if isinstance(cause, int):
            cause = Cause("step", cause)
        elif isinstance(cause, str):
            cause = Cause(cause)
        self.open.append((index, task, callback, self.now(), cause))
        if line is not None:
            self.ran(line)
        return index

    def ran(self, line: int) -> None:
        self.lines.append(Line(self.now(), line, self.running))

    def says(
        self,
        text: str,
        line: int | None = None,
        job: int | None = None,
        stream: Literal["stdout", "stderr"] = "stdout",
        *,
        goes_on: bool = False,
    ) -> None:
        step = self.running if job is None else None
        self.prints.append(Print(self.now(), text, stream, line, step, job, goes_on))

    def waits(
        self,
        what: str = "sleep",
        line: int | None = None,
        *,
        tasks: tuple[int, ...] = (),
        job: int | None = None,
        after: float | None = None,
    ) -> None:
        index, task, callback, start, cause = self.open.pop()
        until = None if after is None else round(self.time + after, 6)
        wait = Wait(what, line, None, tasks, job, until)
        self.steps.append(Step(index, task, callback, start, self.now(), cause, wait))

    def ends(self, outcome: Outcome = "result", value: str | None = None) -> None:
        index, task, callback, start, cause = self.open.pop()
        end = self.now()
        if task is None:
            failed: Outcome | None = "exception" if outcome == "exception" else None
            self.steps.append(Step(index, task, callback, start, end, cause, outcome=failed))
            return
        self.steps.append(Step(index, task, callback, start, end, cause, outcome=outcome))
        self.tasks[task] = replace(self.tasks[task], ended=end, outcome=outcome, value=value)

    def destroyed(self, task: int) -> None:
        self.tasks[task] = replace(self.tasks[task], ended=self.now(), outcome="destroyed")

    def cancels(
        self,
        task: int,
        through: Through | None = None,
        *,
        owner: int | None = None,
        line: int | None = None,
        cause: Cause | None = None,
    ) -> None:
        """By the open step, unless another cause is given."""
        if cause is None:
            cause = Cause("outside") if self.running is None else Cause("step", self.running)
        self.cancellations.append(Cancellation(self.now(), task, cause, through, owner, line))

    def submits(self, function: str, kind: LaneKind = "thread", line: int | None = None) -> int:
        number = len(self.jobs)
        self.jobs.append(Job(number, kind, function, self.runner, line, self.now()))
        return number

    def job_starts(self, job: int, lane: str) -> None:
        self.jobs[job] = replace(self.jobs[job], lane=lane, start=self.now())

    def job_ends(self, job: int, outcome: Outcome = "result") -> None:
        self.jobs[job] = replace(self.jobs[job], end=self.now(), outcome=outcome)

    def told(self, *, cut: bool = False, simulated: bool = True) -> Timeline:
        return Timeline(
            program=self.program,
            python="3.14",
            simulated=simulated,
            end=self.now(),
            tasks=tuple(self.tasks),
            steps=tuple(sorted(self.steps, key=lambda step: step.index)),
            jobs=tuple(self.jobs),
            prints=tuple(self.prints),
            cancellations=tuple(self.cancellations),
            lines=tuple(self.lines),
            cut=cut,
        )


def two_sleeps() -> Timeline:
    """`main` starts a tweet in the background, serves a reader, waits for the tweet."""
    story = Story("start_it_in_the_background.py")
    main = story.create("main", 22)
    first = story.begin(main, line=13)
    tweet = story.create("tweet_about_latest_article", 13)
    story.says("main: article published", 14)
    story.waits("sleep", 15, after=0.05)
    story.begin(tweet, first, line=7)
    story.says("tweet: connecting", 7)
    story.waits("sleep", 8, after=0.1)
    story.passes(0.05)
    story.begin(main, "timer")
    story.says("main: reader served", 16)
    story.waits("task", 17, tasks=(tweet,))
    story.passes(0.05)
    done = story.begin(tweet, "timer")
    story.says("tweet: sent", 9)
    story.ends()
    story.begin(main, done)
    story.says("main: goodbye", 18)
    story.ends()
    return story.told()


def gather_of_three() -> Timeline:
    """`main` gathers three reviews of different lengths."""
    story = Story("order_of_results.py")
    main = story.create("main", 20)
    first = story.begin(main, line=12)
    story.says("main: asking three reviewers", 12)
    reviews = tuple(story.create("review", 13) for _ in range(3))
    story.waits("gather", 13, tasks=reviews)
    delays = (0.15, 0.05, 0.1)
    for number, task in enumerate(reviews):
        story.begin(task, first, line=6)
        story.says(f"reviewer {number + 1}: reading", 6)
        story.waits("sleep", 7, after=delays[number])
    last = first
    for number in (1, 2, 0):
        story.passes(0.05)
        last = story.begin(reviews[number], "timer")
        story.says(f"reviewer {number + 1}: done", 8)
        story.ends(value=f"'review {number + 1}'")
    story.begin(main, last)
    story.says("main: ['review 1', 'review 2', 'review 3']", 14)
    story.ends()
    return story.told()


def cancellation() -> Timeline:
    """`main` cancels a tweet, which cleans up, and waits for it."""
    story = Story("stop_the_tweet.py")
    main = story.create("main", 27)
    first = story.begin(main, line=16)
    tweet = story.create("tweet", 16, name="tweet")
    story.waits("sleep", 17, after=0.05)
    story.begin(tweet, first, line=7)
    story.says("tweet: connecting", 7)
    story.waits("sleep", 8, after=0.5)
    story.passes(0.05)
    asks = story.begin(main, "timer")
    story.says("main: never mind", 18)
    story.cancels(tweet)
    story.waits("task", 21, tasks=(tweet,))
    ends = story.begin(tweet, asks)
    story.says("tweet: hanging up", 10)
    story.ends("cancelled")
    story.begin(main, ends)
    story.says("main: the tweet was cancelled", 23)
    story.ends()
    return story.told()


def group_and_timeout() -> Timeline:
    """A tweet fails, so its group cancels an email and `main`; then `main` has a timeout."""
    story = Story("who_asks.py")
    main = story.create("main", 30)
    first = story.begin(main, line=12)
    tweet, email = story.create("tweet", 13), story.create("email", 14)
    letter = story.create("letter", 15)
    story.waits("sleep", 16, after=1.0)
    failed = story.begin(tweet, first, line=5)
    story.ends("exception", "OSError('no network')")
    for task in (email, letter):
        story.begin(task, first, line=8)
        story.waits("sleep", 8, after=1.0)
    for task in (email, main):
        story.cancels(task, "TaskGroup", owner=main, line=12, cause=Cause("step", failed))
    asked = story.begin(email, failed)
    story.ends("cancelled")
    story.begin(main, asked)
    story.waits("task", 20, tasks=(letter,))
    story.passes(0.1)
    story.cancels(main, "timeout", owner=main, line=19, cause=Cause("timer"))
    story.cancels(letter, "await", owner=main, cause=Cause("timer"))
    story.begin(letter, "outside")
    story.ends("cancelled")
    story.begin(main, "outside")
    left = story.create("left", 22)
    story.ends()
    story.cancels(left, "asyncio.run")
    story.begin(left, "outside")
    story.ends("cancelled")
    return story.told()


def threads() -> Timeline:
    """Three calls to `to_thread`, two workers: the third waits for one."""
    story = Story("default_pool.py")
    main = story.create("main", 22)
    first = story.begin(main, line=14)
    story.says("main: compressing three pictures", 14)
    tasks = tuple(story.create("compress", 15) for _ in range(3))
    story.waits("gather", 15, tasks=tasks)
    jobs: list[int] = []
    for number, task in enumerate(tasks):
        story.begin(task, first, line=10)
        job = story.submits("shrink", "thread", 10)
        jobs.append(job)
        if number < 2:
            story.job_starts(job, f"asyncio_{number}")
        story.waits("executor job", 10, job=job)
    story.passes(0.1)
    story.says("shrink: small.png", 6, job=jobs[0])
    story.job_ends(jobs[0])
    story.job_starts(jobs[2], "asyncio_0")
    story.begin(tasks[0], Cause("job", jobs[0]))
    story.ends()
    story.passes(0.05)
    story.says("shrink: wide.png", 6, job=jobs[1])
    story.job_ends(jobs[1])
    story.begin(tasks[1], Cause("job", jobs[1]))
    story.ends()
    story.passes(0.05)
    story.job_ends(jobs[2], "exception")
    last = story.begin(tasks[2], Cause("job", jobs[2]))
    story.ends("exception", "ValueError('broken.png')")
    story.begin(main, last)
    story.says("main: one of them failed", 17)
    story.ends()
    return story.told()


def lost_exception() -> Timeline:
    """A forgotten tweet fails; nobody asks; Python says so at the end."""
    story = Story("lost_exception.py")
    main = story.create("main", 19)
    first = story.begin(main, line=11)
    tweet = story.create("tweet_about_latest_article", 11)
    story.says("main: article published", 12)
    story.waits("sleep", 13, after=0.05)
    story.begin(tweet, first, line=7)
    story.ends("exception", "ConnectionError('the network is down')")
    story.passes(0.05)
    story.begin(main, "timer")
    story.says("main: all is well, goodbye", 14)
    story.ends()
    story.says("Task exception was never retrieved", stream="stderr")
    story.says("ConnectionError: the network is down", stream="stderr")
    return story.told()


def everything() -> Timeline:
    """One of each: eager, destroyed, pending, callbacks, each kind of lane, waits and causes."""
    story = Story("everything.py")
    main = story.create("Blog.main", 40)
    first = story.begin(main, line=10)
    eager = story.create("main.<locals>.count", 11, name="counter")
    story.tasks[eager] = replace(story.tasks[eager], eager=True)
    begun = story.begin(eager, first, line=4)
    story.says("count: 1 < 2 & 3", 4)
    story.waits("sleep(0)", 5)
    lost = story.create("forgotten", 12)
    never = story.create("never", 13)
    unlucky = story.create("unlucky", 14)
    story.cancels(unlucky)
    story.waits("Event.wait", 15, after=3.0)
    story.begin(eager, begun, line=5)
    story.ends(value="'1'")
    story.begin(None, 1, callback="main.<locals>.on_done")
    story.says("callback: done", 20)
    story.ends()
    story.begin(lost, first)
    story.waits("future", 30)
    story.begin(never, first)
    story.waits("Queue.get", 31)
    story.begin(unlucky, first)
    story.ends("cancelled")
    story.passes(0.2)
    story.destroyed(lost)
    story.begin(main, "timer", line=16)
    process = story.submits("math.factorial", "process", 16)
    interpreter = story.submits("check", "interpreter", 17)
    dropped = story.submits("dropped", "thread", 18)
    story.job_ends(dropped, "cancelled")
    story.waits("executor job", 19, job=process)
    story.job_starts(process, "process-4711")
    story.passes(0.1)
    story.job_ends(process, "exception")
    story.job_starts(interpreter, "interpreter-12")
    story.begin(main, Cause("job", process))
    story.waits("Queue.get", 22)
    story.passes(0.4)
    story.begin(main, "outside")
    story.ends("exception", "KeyError('</script>')")
    story.says("</script><b>bold</b>", stream="stderr")
    return story.told()


def many_tasks(count: int = 40) -> Timeline:
    """`main` starts many workers that sleep for different times, then waits for all."""
    story = Story("many.py")
    main = story.create("main", 20)
    first = story.begin(main, line=10)
    workers = tuple(story.create("worker", 11) for _ in range(count))
    story.waits("gather", 12, tasks=workers)
    chance = random.Random(7)
    wake: list[tuple[float, int]] = []
    for task in workers:
        story.begin(task, first, line=5)
        delay = chance.randrange(1, 9) / 100
        wake.append((delay, task))
        story.waits("sleep", 5, after=delay)
    last = first
    for delay, task in sorted(wake):
        story.time = max(story.time, delay)
        last = story.begin(task, "timer")
        story.ends()
    story.begin(main, last)
    story.says("main: all done", 13)
    story.ends()
    return story.told()


def busy(steps: int, tasks: int = 20) -> Timeline:
    """A plausible run of about `steps` steps: sleeps, wakings, prints."""
    story = Story("busy.py")
    main = story.create("main", 1)
    first = story.begin(main, line=2)
    workers = [story.create("worker", 3) for _ in range(tasks)]
    story.waits("gather", 4, tasks=tuple(workers))
    chance = random.Random(steps)
    last = first
    for number in range(steps - 2):
        task = workers[number % tasks]
        wakes = number >= tasks and number % 3 == 0
        if not wakes and number >= tasks:
            story.passes(chance.choice((0.0, 0.01, 0.05)))
        last = story.begin(task, last if wakes or number < tasks else "timer", line=6)
        if number % 4 == 0:
            story.says(f"worker {task}: {number}", 7)
        story.waits(*(("Queue.get", 8) if wakes else ("sleep", 9)), after=0.01)
    story.begin(main, last)
    story.ends()
    return story.told()
