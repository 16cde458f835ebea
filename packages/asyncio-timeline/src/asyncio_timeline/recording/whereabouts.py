"""Where each thread is: in a step, in a job, or in neither."""

from __future__ import annotations

from collections.abc import Callable
from threading import local  # the real one: a simulation replaces `threading.local`
from typing import NamedTuple, cast

from asyncio_timeline.recording.notebook import OUTSIDE, Origin, Record
from asyncio_timeline.recording.sources import Spot
from asyncio_timeline.timeline import Through


class Asker(NamedTuple):
    """Who asks a task to cancel, as `timeline.Cancellation` has it. `owner` is a task's record."""

    origin: Origin
    through: Through | None = None
    owner: Record | None = None
    line: Spot | None = None


class Place(NamedTuple):
    """Where a thread is.

    inside  the step or job
    origin  where what is made ready here comes from: usually that is `inside`
    asker   set while asyncio asks tasks to cancel; elsewhere `origin` does
    line    for code of a library: the line of the program because of which it runs. There its task
            was created, or another thread handed its callback to the loop
    """

    inside: Origin | None = None
    origin: Origin = OUTSIDE
    asker: Asker | None = None
    line: Spot | None = None

    @property
    def asks(self) -> Asker:
        """Who it is that asks, if a task is asked to cancel here."""
        return self.asker or Asker(self.origin)

    @property
    def is_job(self) -> bool:
        """Whether the thread runs a job."""
        return self.inside is not None and self.inside.kind == "job"


NOWHERE = Place()


def numbers(inside: Origin | None) -> tuple[int | None, int | None]:
    """The indices of the step and the job that the timeline shows; one at least is None."""
    within = None if inside is None else inside.within()
    cause = OUTSIDE.cause() if within is None else within.cause()
    return (
        cause.index if cause.kind == "step" else None,
        cause.index if cause.kind == "job" else None,
    )


class Whereabouts:
    """The place of each thread."""

    def __init__(self) -> None:
        self._threads = local()

    @property
    def here(self) -> Place:
        """Where this thread is."""
        return cast("Place", getattr(self._threads, "place", NOWHERE))

    def go(self, place: Place) -> Callable[[], None]:
        """Move this thread to `place`. Returns what moves it back."""
        before = self.here
        self._threads.place = place

        def back() -> None:
            self._threads.place = before

        return back
