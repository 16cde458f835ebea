"""SQLite's rule that a connection belongs to the thread that made it.

The C code of SQLite's module compares real threads, and here there is only one. So each method
compares simulated threads first.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator
from typing import Any

from asyncio_timeline.simulation.patches import Patch
from asyncio_timeline.simulation.world import Actor, World, is_simulated, world

try:
    import sqlite3
except ImportError:  # in a browser
    sqlite3 = None  # type: ignore[assignment]

_ANY_THREAD = frozenset({"interrupt", "__init__"})


def patches(_: World) -> Iterator[Patch]:
    """What makes connections, in each of the three modules that have it."""
    if sqlite3 is None:  # pyright: ignore[reportUnnecessaryComparison]
        return
    for name in ("sqlite3", "sqlite3.dbapi2", "_sqlite3"):
        module: Any = sys.modules[name]
        yield Patch(module, "connect", _connect)
        yield Patch(module, "Connection", _Connection)


if sqlite3 is not None:  # pyright: ignore[reportUnnecessaryComparison]
    _real_connect: Callable[..., Any] = sqlite3.connect

    def _checked(name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(method)
        def call(self: Any, *args: Any, **kwargs: Any) -> Any:
            connection = self if isinstance(self, _Connection) else self.connection
            connection._check(name)  # pyright: ignore[reportPrivateUsage]
            try:
                return method(self, *args, **kwargs)
            except sqlite3.OperationalError as error:  # pyright: ignore[reportOptionalMemberAccess]
                if error.sqlite_errorname == "SQLITE_BUSY" and connection._waits:  # pyright: ignore[reportPrivateUsage]
                    raise world().refuse("waiting for a locked database (sqlite3)") from None
                raise

        return call

    def _checking(kind: type) -> dict[str, Any]:
        """The methods of one of its classes, each of which makes that check first."""
        own = {"__call__", "__enter__", "__exit__", "__iter__", "__next__"}
        return {
            name: _checked(name, method)
            for name, method in vars(kind).items()
            if callable(method)
            and name not in _ANY_THREAD
            and (name in own or not name.startswith("_"))
        }

    class _Connection(sqlite3.Connection):
        """`sqlite3.Connection`."""

        _actor: Actor | None = None
        _waits = True

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            if kwargs.get("check_same_thread", args[4] if len(args) > 4 else True):
                self._actor = world().current
            timeout = kwargs.get("timeout", args[1] if len(args) > 1 else 5.0)
            self._waits = timeout > 0
            # SQLite would wait in real time.
            if len(args) > 1:
                args = (args[0], 0.0, *args[2:])
            else:
                kwargs["timeout"] = 0.0
            super().__init__(*args, **kwargs)

        def _check(self, name: str) -> None:
            if self._actor is not None and self._actor is not world().current:
                made, here = (each.ident or world().real_thread for each in self._who())
                raise sqlite3.ProgrammingError(  # pyright: ignore[reportOptionalMemberAccess]
                    "SQLite objects created in a thread can only be used in that same thread. The "
                    f"object was created in thread id {made} and this is thread id {here}."
                )

        def _who(self) -> tuple[Actor, Actor]:
            assert self._actor is not None
            return self._actor, world().current

        def cursor(self, factory: Any = None) -> Any:
            """As `sqlite3.Connection.cursor`."""
            self._check("cursor")
            return super().cursor(_Cursor if factory is None else factory)

    class _Cursor(sqlite3.Cursor):
        """`sqlite3.Cursor`."""

    for _name, _method in _checking(sqlite3.Connection).items():
        if _name not in vars(_Connection):
            setattr(_Connection, _name, _method)
    for _name, _method in _checking(sqlite3.Cursor).items():
        setattr(_Cursor, _name, _method)
    for _kind, _shown in ((_Connection, "Connection"), (_Cursor, "Cursor")):
        _kind.__name__ = _kind.__qualname__ = _shown
        _kind.__module__ = "sqlite3"

    @functools.wraps(_real_connect)
    def _connect(*args: Any, **kwargs: Any) -> Any:
        if is_simulated() and len(args) < 6:
            kwargs.setdefault("factory", _Connection)
        return _real_connect(*args, **kwargs)
