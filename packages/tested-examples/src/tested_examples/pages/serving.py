"""Keeps `make serve` going when a page asks for what is not there, and says so where it is read.

A build stops at a mistake. But a page that is being written is wrong half of the time, and its
author wants to see it all the same, with the message in its place. The terminal shows it, too.
"""

from __future__ import annotations

import sys
from typing import Literal

from tested_examples.pages import extension
from tested_examples.problem import Problem


def on_startup(command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    """Called by MkDocs before it reads anything."""
    extension.instead_of_stopping = _tell if command == "serve" else None


def _tell(problem: Problem) -> None:
    print(problem, file=sys.stderr, flush=True)
