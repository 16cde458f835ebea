"""A mapping by identity that keeps none of its keys alive."""

from __future__ import annotations

import weakref
from typing import Generic, TypeVar

Value = TypeVar("Value")


class WeakMap(Generic[Value]):
    """Values for objects that may go: an entry goes with its object.

    Unlike `weakref.WeakKeyDictionary` it asks no object for its hash or equality, which a program
    may have defined (and `TimerHandle` computes from fields that it does not have yet).
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
