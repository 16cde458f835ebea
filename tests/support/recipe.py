"""An example as a module, for tests of what readers copy out of it; and work that ends badly."""

from __future__ import annotations

import asyncio
import functools
import importlib.util
from collections.abc import Callable, Coroutine
from typing import Any, ParamSpec

from support.project import EXAMPLES


def load(name: str) -> Any:
    """Import an example, such as `background/background`. Its main guard keeps it from running."""
    spec = importlib.util.spec_from_file_location(name.replace("/", "."), EXAMPLES / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


P = ParamSpec("P")


def on_a_loop(test: Callable[P, Coroutine[Any, Any, None]]) -> Callable[P, None]:
    """Let `asyncio.run` run an async test."""

    @functools.wraps(test)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        asyncio.run(test(*args, **kwargs))

    return run


class Falsy(Exception):
    """An exception that is false in an `if`, as one with a length of 0 is."""

    def __bool__(self) -> bool:
        return False


async def for_ever() -> None:
    """Wait for what only this task can reach."""
    await asyncio.Event().wait()


async def fail(error: BaseException) -> None:
    """Raise it, a turn later."""
    await asyncio.sleep(0)
    raise error


async def slow_to_clean_up(seen: list[str]) -> None:
    """Wait until cancelled, and clean up over several turns."""
    try:
        await for_ever()
    finally:
        await asyncio.sleep(0.01)
        seen.append("closed")


def only_this_task() -> bool:
    """Whether nothing was left behind on the loop."""
    return asyncio.all_tasks() == {asyncio.current_task()}
