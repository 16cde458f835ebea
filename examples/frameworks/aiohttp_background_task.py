"""A background task of an aiohttp application starts and ends in a `cleanup_ctx`."""

# /// script
# dependencies = ["aiohttp>=3.10"]
# ///

import asyncio
from collections.abc import AsyncIterator

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

ticked = web.AppKey("ticked", asyncio.Event)


async def tick(event: asyncio.Event) -> None:
    while True:
        print("clock: tick")
        event.set()
        await asyncio.sleep(60)


async def clock(app: web.Application) -> AsyncIterator[None]:
    task = asyncio.create_task(tick(app[ticked]))
    yield  # here the application serves
    task.cancel()
    await asyncio.wait([task])
    print(f"app: the clock is cancelled, {task.cancelled()}")


async def read(request: web.Request) -> web.Response:
    await request.app[ticked].wait()
    return web.Response(text="an article")


async def main() -> None:
    app = web.Application()
    app[ticked] = asyncio.Event()
    app.cleanup_ctx.append(clock)
    app.router.add_get("/", read)
    async with TestClient(TestServer(app)) as client:
        answer = await client.get("/")
        print(f"reader: {await answer.text()}")
    print("main: the server has stopped")


if __name__ == "__main__":
    asyncio.run(main())
