"""A lifespan keeps the tasks of an app, and ends them when the server stops."""

# /// script
# dependencies = ["fastapi>=0.110", "httpx>=0.27", "uvicorn>=0.30"]
# ///

import asyncio
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import httpx
import uvicorn
from fastapi import FastAPI

tasks: set[asyncio.Task[None]] = set()


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncGenerator[None, None]:
    yield  # here the app serves
    print(f"app: stops, {len(tasks)} tasks under way")
    if tasks:
        _, late = await asyncio.wait(tasks, timeout=0.5)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
    print("app: stopped")


app = FastAPI(lifespan=lifespan)


async def send(tweet: str, seconds: float) -> None:
    try:
        await asyncio.sleep(seconds)
        print(f"{tweet}: sent")
    except asyncio.CancelledError:
        print(f"{tweet}: cancelled")
        raise


@app.post("/articles")
async def publish() -> None:
    for tweet, seconds in (("short", 0.5), ("long", 60)):
        task = asyncio.create_task(send(tweet, seconds))
        tasks.add(task)
        task.add_done_callback(tasks.discard)


async def main() -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}/articles"
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    serving = asyncio.create_task(server.serve([listening]))
    async with httpx.AsyncClient(trust_env=False) as client:
        await client.post(url)
    server.should_exit = True
    await serving


if __name__ == "__main__":
    asyncio.run(main())
