"""Where each thread is: in a step, in a job, or in neither."""

from __future__ import annotations

from collections.abc import Callable
from threading import local  # the real one: a simulation replaces `threading.local`
from typing import NamedTuple, cast

from asyncio_timeline.recording.cancellations import Asker
from asyncio_timeline.recording.notebook import OUTSIDE, Origin


class Place(NamedTuple):
    """Where a thread is.

    inside  the step or job
    origin  where what is made ready here comes from. Usually that is `inside`; a callback that is
            not the program's own is no step, and what it makes ready comes from whoever made the
            callback ready
    asker   set while asyncio asks tasks to cancel; elsewhere `origin` does
    """

    inside: Origin | None = None
    origin: Origin = OUTSIDE
    asker: Asker | None = None

    @property
    def asks(self) -> Asker:
        """Who asks a task to cancel that is asked here."""
        return self.asker or Asker(self.origin)

    @property
    def is_job(self) -> bool:
        """Whether the thread runs a job."""
        return self.inside is not None and self.inside.kind == "job"


NOWHERE = Place()


def numbers(inside: Origin | None) -> tuple[int | None, int | None]:
    """The indices of the step and the job, one of which at least is None."""
    cause = OUTSIDE.cause() if inside is None else inside.cause()
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
