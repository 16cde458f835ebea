"""Four ways to wait for several tasks, and what each does."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

Task = asyncio.Task[str]
Start = Callable[[Coroutine[Any, Any, str]], Task]
Work = Callable[[Start], Coroutine[Any, Any, str]]


async def gather(*works: Work) -> str:
    tasks = [create(work(create)) for work in works]
    return ", ".join(await asyncio.gather(*tasks))


async def as_completed(*works: Work) -> str:
    tasks = [create(work(create)) for work in works]
    done = [await each for each in asyncio.as_completed(tasks)]
    return ", ".join(done)


async def wait(*works: Work) -> str:
    tasks = [create(work(create)) for work in works]
    done, pending = await asyncio.wait(tasks)
    for task in done:
        task.exception()  # asked for, so that nothing logs it
    return f"sets of tasks: {len(done)} done, {len(pending)} pending"


async def group(*works: Work) -> str:
    async with asyncio.TaskGroup() as group:
        for work in works:
            group.create_task(work(group.create_task))
    return "nothing"


def create(coroutine: Coroutine[Any, Any, str]) -> Task:
    return asyncio.create_task(coroutine)


async def slow(_: Start) -> str:
    await asyncio.sleep(0.1)
    return "slow"


async def fast(_: Start) -> str:
    await asyncio.sleep(0.05)
    return "fast"


async def fail(_: Start) -> str:
    raise OSError("no network")


async def compare(way: Callable[..., Coroutine[Any, Any, str]]) -> None:
    fates: list[str] = []
    late: list[Task] = []

    async def mail(_: Start) -> str:
        try:
            await asyncio.sleep(0.1)
            fates.append("are waited for")
        except asyncio.CancelledError:
            fates.append("are cancelled")
            raise
        return "mail"

    async def start_another(start: Start) -> str:
        late.append(start(slow(start)))
        return "first"

    async def attempt() -> str:
        try:
            await way(fail, mail)
        except (OSError, ExceptionGroup) as error:
            raised = f"raises {type(error).__name__}"
        else:
            raised = "raises nothing"
        fate = fates[0] if fates else "go on"
        await asyncio.sleep(0.1)
        fates.clear()
        return f"{raised}; the others {fate}"

    async def cancel() -> str:
        waiting = asyncio.create_task(way(mail))
        await asyncio.sleep(0.05)
        waiting.cancel()
        await asyncio.wait({waiting})
        fate = fates[0] if fates else "go on"
        await asyncio.sleep(0.1)
        return fate

    gives, fails = await way(slow, fast), await attempt()
    cancelled = await cancel()
    await way(start_another)
    waited = "waited for" if late[0].done() else "not waited for"
    await late[0]
    name = "TaskGroup" if way is group else way.__name__
    print(f"`{name}`", gives, fails, cancelled, waited, sep=" | ")


async def main() -> None:
    print(
        " | gives | if one fails | if you are cancelled, they"
        " | a task that is created later"
    )
    for way in gather, as_completed, wait, group:
        await compare(way)


if __name__ == "__main__":
    asyncio.run(main())
