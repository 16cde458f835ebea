"""What a simulation replaces, and how that is undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple


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
