"""`datetime.datetime` and `datetime.date`, which know what day it is on the simulated clock.

C code makes and compares dates, so these are subclasses of the real classes, with the same names.
Every date counts as an instance of them, whoever made it.
"""

from __future__ import annotations

import datetime
import sys
import time
import warnings
from collections.abc import Iterator
from typing import Any, cast

from asyncio_timeline.simulation.patches import Patch
from asyncio_timeline.simulation.world import World

_C: Any = sys.modules.get("_datetime")


def patches(_: World) -> Iterator[Patch]:
    """The two classes, in both modules."""
    for owner in (datetime, _C):
        if owner is not None:
            yield Patch(owner, "date", Date)
            yield Patch(owner, "datetime", DateTime)


class _Kind(type):
    """A class of which the objects of the real class are instances, too."""

    def __instancecheck__(cls, each: object) -> bool:
        real = _REAL.get(cls)
        return super().__instancecheck__(each) if real is None else isinstance(each, real)

    def __subclasscheck__(cls, each: type) -> bool:
        real = _REAL.get(cls)
        return super().__subclasscheck__(each) if real is None else issubclass(each, real)


class Date(datetime.date, metaclass=_Kind):
    """`datetime.date`."""

    __slots__ = ()

    @classmethod
    def today(cls) -> Any:
        """As `datetime.date.today`."""
        return cls.fromtimestamp(time.time())

    def __repr__(self) -> str:
        return _shown(self, Date, super().__repr__())


class DateTime(datetime.datetime, metaclass=_Kind):
    """`datetime.datetime`."""

    __slots__ = ()

    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> Any:
        """As `datetime.datetime.now`."""
        return cls.fromtimestamp(time.time(), tz)

    @classmethod
    def today(cls) -> Any:
        """As `datetime.datetime.today`."""
        return cls.fromtimestamp(time.time())

    @classmethod
    def utcnow(cls) -> Any:
        """As `datetime.datetime.utcnow`."""
        if sys.version_info >= (3, 12):
            warnings.warn(_DEPRECATED, DeprecationWarning, stacklevel=2)
        return cls.fromtimestamp(time.time(), datetime.UTC).replace(tzinfo=None)

    def __repr__(self) -> str:
        return _shown(self, DateTime, super().__repr__())


_DEPRECATED = (
    "datetime.datetime.utcnow() is deprecated and scheduled for removal in a future version. Use "
    "timezone-aware objects to represent datetimes in UTC: datetime.datetime.now(datetime.UTC)."
)


def _shown(each: object, kind: type, text: str) -> str:
    """C code shows the module of its own classes only."""
    return f"datetime.{text}" if type(each) is kind else text


_REAL: dict[type, type] = {Date: datetime.date, DateTime: datetime.datetime}
for _kind, _real in _REAL.items():
    _kind.__name__ = _kind.__qualname__ = _real.__name__
    _kind.__module__ = "datetime"
    _kind.__doc__ = cast("Any", _real).__doc__
