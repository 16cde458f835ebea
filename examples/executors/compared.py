"""Where a function can run beside the loop, and what that means."""

import asyncio
import concurrent.futures
import multiprocessing
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from contextvars import ContextVar
from typing import Any

Call = Callable[..., Any]
reader = ContextVar("reader", default="nobody")
counted: list[str] = []


def count() -> tuple[int, str]:
    counted.append("article")
    return os.getpid(), reader.get()


async def takes_a_closure(call: Call) -> bool:
    words = ["in", "the", "background"]
    with suppress(Exception):
        return bool(await call(lambda: len(words)) == 3)
    return False


async def compare(name: str, call: Call) -> None:
    counted.clear()
    counting = call(count)
    gives = "future" if asyncio.isfuture(counting) else "coroutine"
    pid, read_by = await counting
    process = "yours" if pid == os.getpid() else "another"
    variables = "yours" if counted else "its own"
    context = "yes" if read_by == "Ada" else "no"
    closure = "yes" if await takes_a_closure(call) else "no"
    cells = gives, process, variables, context, closure
    print(name, *cells, sep=" | ")


async def main(pools: list[concurrent.futures.Executor | None]) -> None:
    loop = asyncio.get_running_loop()
    reader.set("Ada")
    print(" | gives | process | variables | context | closure")
    await compare("`to_thread`", asyncio.to_thread)
    for pool in pools:

        def call(
            work: Call, pool: concurrent.futures.Executor | None = pool
        ) -> asyncio.Future[Any]:
            return loop.run_in_executor(pool, work)

        kind = type(pool).__name__.removesuffix("PoolExecutor")
        name = f"{kind} pool" if pool else "default pool"
        await compare(name, call)


if __name__ == "__main__":
    spawn = multiprocessing.get_context("spawn")
    pools: list[concurrent.futures.Executor | None] = [
        None,
        concurrent.futures.ThreadPoolExecutor(1),
        concurrent.futures.ProcessPoolExecutor(1, mp_context=spawn),
    ]
    if sys.version_info >= (3, 14):
        pools.append(concurrent.futures.InterpreterPoolExecutor(1))
    asyncio.run(main(pools))
    for pool in pools:
        if pool:
            pool.shutdown()
