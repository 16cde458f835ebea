"""`capture_call_graph` tells who awaits whom, across tasks."""

# /// script
# requires-python = ">=3.14"
# ///

import asyncio


def tell(graph: asyncio.FutureCallGraph, indent: str = "") -> None:
    if isinstance(graph.future, asyncio.Task):
        print(indent + graph.future.get_name())
    for entry in graph.call_stack:
        print(f"{indent}- {entry.frame.f_code.co_qualname}")
    for above in graph.awaited_by:
        tell(above, indent + "    ")


async def fetch() -> None:
    await asyncio.sleep(0.1)


async def read_replies() -> None:
    await fetch()


async def main() -> None:
    async with asyncio.TaskGroup() as group:
        reading = group.create_task(read_replies(), name="replies")
        group.create_task(look_at(reading))


async def look_at(task: asyncio.Task[None]) -> None:
    await asyncio.sleep(0.05)
    if graph := asyncio.capture_call_graph(task):
        tell(graph)


if __name__ == "__main__":
    asyncio.run(main())
