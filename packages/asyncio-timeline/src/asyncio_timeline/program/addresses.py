"""Addresses in memory, as `repr` shows them: another one in each run."""

from __future__ import annotations

import re
from dataclasses import replace

from asyncio_timeline.timeline import Timeline

ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}\b")
"""Six digits and more: a shorter number is one that the program means."""

SHOWN = "0x…"
"""What stands in the place of an address."""


def without_addresses(timeline: Timeline) -> Timeline:
    """The same timeline with `SHOWN` for each address in what was printed and in values."""

    def shown(text: str) -> str:
        return ADDRESS.sub(SHOWN, text)

    return replace(
        timeline,
        prints=tuple(replace(each, text=shown(each.text)) for each in timeline.prints),
        tasks=tuple(
            replace(each, value=each.value and shown(each.value)) for each in timeline.tasks
        ),
    )
