"""A mapping that tells its keys apart by identity and keeps none of them alive."""

from __future__ import annotations

import weakref
from typing import Generic, TypeVar

Value = TypeVar("Value")


class WeakMap(Generic[Value]):
    """Values that belong to objects. When an object is gone, its entry is gone with it.

    `weakref.WeakKeyDictionary` would call the hash and the equality of its keys. A program may have
    written those, and that of `TimerHandle` reads fields which a new handle does not have yet.
    """

    def __init__(self) -> None:
        self._entries: dict[int, tuple[weakref.ref[object], Value]] = {}

    def __setitem__(self, thing: object, value: Value) -> None:
        key, entries = id(thing), self._entries
        self._entries[key] = (weakref.ref(thing, lambda _: entries.pop(key, None)), value)

    def get(self, thing: object) -> Value | None:
        entry = self._entries.get(id(thing))
        return entry[1] if entry is not None and entry[0]() is thing else None

    def pop(self, thing: object) -> Value | None:
        value = self.get(thing)
        if value is not None:
            del self._entries[id(thing)]
        return value

    def __len__(self) -> int:
        return len(self._entries)
