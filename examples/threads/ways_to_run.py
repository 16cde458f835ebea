"""Four ways to run a coroutine: whose loop, and what goes on after."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

Run = Callable[[Coroutine[Any, Any, Any]], Any]


async def start_tweet() -> asyncio.Task[None]:
    tweeting = asyncio.create_task(asyncio.sleep(0.05))
    await asyncio.sleep(0)
    return tweeting


async def get_loop() -> asyncio.AbstractEventLoop:
    return asyncio.get_running_loop()


def look(name: str, run: Run) -> None:
    tweeting = run(start_tweet())
    cancelled = "cancelled" if tweeting.cancelled() else "goes on"
    same = "same" if run(get_loop()) is tweeting.get_loop() else "new"
    print(f"{name}: tweet {cancelled}, then the {same} loop")


def with_a_runner() -> None:
    with asyncio.Runner() as runner:
        look("Runner.run", runner.run)


def with_a_loop_of_your_own() -> None:
    loop = asyncio.new_event_loop()
    look("run_until_complete", loop.run_until_complete)
    loop.run_until_complete(asyncio.sleep(0.1))  # let the tweet end
    loop.close()


async def with_a_running_loop() -> None:
    def run(work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, loop).result()

    loop = asyncio.get_running_loop()
    await asyncio.to_thread(look, "run_coroutine_threadsafe", run)


if __name__ == "__main__":
    look("asyncio.run", asyncio.run)
    with_a_runner()
    with_a_loop_of_your_own()
    asyncio.run(with_a_running_loop())
