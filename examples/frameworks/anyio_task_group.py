"""AnyIO's task group waits like asyncio's, can be cancelled, and runs on Trio as well."""

# /// script
# dependencies = ["anyio>=4.4", "trio>=0.26"]
# ///

import anyio
from anyio.abc import TaskStatus


async def serve(*, task_status: TaskStatus[int]) -> None:
    try:
        await anyio.sleep(0.05)
        task_status.started(8000)
        await anyio.sleep_forever()
    finally:
        print("  server: stops")


async def tweet() -> None:
    await anyio.sleep(0.1)
    print("  tweet: sent")


async def main() -> None:
    async with anyio.create_task_group() as group:
        port = await group.start(serve)
        print(f"  main: the server is ready on port {port}")
        group.start_soon(tweet)
        await anyio.sleep(0.2)
        group.cancel_scope.cancel()
    print("  main: both have ended")


if __name__ == "__main__":
    for backend in ("asyncio", "trio"):
        print(f"on {backend}:")
        anyio.run(main, backend=backend)
