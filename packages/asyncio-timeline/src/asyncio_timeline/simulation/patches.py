"""What a simulation replaces, and how that is undone."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any, NamedTuple, cast

from asyncio_timeline import own


class Patch(NamedTuple):
    """One replacement: `owner` is the module, class or object whose `name` becomes `value`."""

    owner: Any
    name: str
    value: Any

    def apply(self) -> Callable[[], None]:
        """Replace it. Returns what puts back what was there."""
        owner, name, value = self
        missing = object()
        before = owner.__dict__.get(name, missing)
        setattr(owner, name, value)

        def undo() -> None:
            if before is missing:
                delattr(owner, name)
            else:
                setattr(owner, name, before)

        return undo


class Replaced:
    """The functions and classes that are replaced, whatever name they have.

    `from time import monotonic` gives one a second name, which has to be replaced as well.
    """

    def __init__(self) -> None:
        self._values: dict[int, tuple[Any, Any]] = {}
        self._originals: dict[int, tuple[Any, Any]] = {}

    def note(self, patch: Patch) -> None:
        """`patch` is about to be applied."""
        if isinstance(patch.owner, ModuleType):
            before = vars(patch.owner).get(patch.name)
            if callable(before) and callable(patch.value):
                self._values.setdefault(id(before), (before, patch.value))
                self._originals.setdefault(id(patch.value), (patch.value, before))

    def everywhere(self) -> Callable[[], None]:
        """Replace them in the modules of the standard library. Returns what undoes it.

        Modules that the program imports meanwhile get them as well, and outlive the simulation. So
        at its end these are looked through.
        """
        there = set(sys.modules)
        undo = [
            patch.apply()
            for name, module in list(sys.modules.items())
            if name.partition(".")[0] in sys.stdlib_module_names
            for patch in _found(module, self._values)
        ]

        def restore() -> None:
            for each in reversed(undo):
                each()
            for name in set(sys.modules) - there:
                module = sys.modules[name]
                if not own.is_own(str(getattr(module, "__file__", ""))):
                    for patch in _found(module, self._originals):
                        patch.apply()

        return restore


def _found(module: ModuleType, values: dict[int, tuple[Any, Any]]) -> list[Patch]:
    names: object = getattr(module, "__dict__", None)
    if not isinstance(names, dict):
        return []
    held = cast("dict[str, object]", names)
    return [
        Patch(module, name, values[id(value)][1])
        for name, value in list(held.items())
        if id(value) in values and values[id(value)][0] is value
    ]
