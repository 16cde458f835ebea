"""Four ways from plain code to a coroutine, and what each does."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

Run = Callable[[Coroutine[Any, Any, Any]], Any]


async def start_tweet() -> asyncio.Task[None]:
    tweeting = asyncio.create_task(asyncio.sleep(0.1))
    await asyncio.sleep(0)
    return tweeting


async def get_loop() -> asyncio.AbstractEventLoop:
    return asyncio.get_running_loop()


def threadsafe(loop: asyncio.AbstractEventLoop) -> Run:
    def run(work: Coroutine[Any, Any, Any]) -> Any:
        future = asyncio.run_coroutine_threadsafe(work, loop)
        return future.result(timeout=0.05)

    return run


def compare(name: str, run: Run, inside: str) -> None:
    tweeting = run(start_tweet())
    fate = "is cancelled" if tweeting.cancelled() else "goes on"
    same = run(get_loop()) is tweeting.get_loop()
    loop = "the same" if same else "another"
    print(f"`{name}`", loop, fate, inside, sep=" | ")


def inside(run: Run) -> str:
    work = get_loop()
    try:
        run(work)
    except RuntimeError:
        work.close()
        return "is refused"
    except TimeoutError:
        return "waits for itself"
    return "works"


async def main(runner: asyncio.Runner) -> tuple[str, str, str]:
    loop = asyncio.get_running_loop()
    last = inside(threadsafe(loop))
    thread = asyncio.to_thread(
        compare, "run_coroutine_threadsafe", threadsafe(loop), last
    )
    first = inside(asyncio.run)
    second = inside(runner.run)
    third = inside(loop.run_until_complete)
    print(
        " | loop of a second call | a task it leaves"
        " | where a loop runs"
    )
    await thread
    return first, second, third


if __name__ == "__main__":
    with asyncio.Runner() as runner:
        first, second, third = asyncio.run(main(runner))
        compare("asyncio.run", asyncio.run, first)
        compare("Runner.run", runner.run, second)
        loop = runner.get_loop()
        compare("run_until_complete", loop.run_until_complete, third)
