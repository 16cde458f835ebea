"""aiohttp lets a handler run on when its reader has gone, unless told to cancel it."""

# /// script
# dependencies = ["aiohttp>=3.10"]
# ///

import asyncio
import socket

import aiohttp
from aiohttp import web


async def report(request: web.Request) -> web.Response:
    try:
        await asyncio.sleep(0.3)
        print("  report: done")
    except asyncio.CancelledError:
        print("  report: cancelled")
        raise
    return web.Response(text="a report")


async def serve(*, handler_cancellation: bool) -> None:
    print(f"handler_cancellation={handler_cancellation}")
    app = web.Application()
    app.router.add_get("/", report)
    listening = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    runner = web.AppRunner(
        app, handler_cancellation=handler_cancellation
    )
    await runner.setup()
    await web.SockSite(runner, listening).start()
    timeout = aiohttp.ClientTimeout(total=0.1)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        try:
            await session.get(url)
        except TimeoutError:
            print("  reader: goes")
        await asyncio.sleep(0.3)
    await runner.cleanup()


async def main() -> None:
    await serve(handler_cancellation=False)
    await serve(handler_cancellation=True)


if __name__ == "__main__":
    asyncio.run(main())
