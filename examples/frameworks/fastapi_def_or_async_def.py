"""FastAPI runs a `def` in a thread, and an `async def` in the event loop."""

# /// script
# dependencies = ["fastapi>=0.110", "httpx>=0.27"]
# ///

import asyncio
import threading

import httpx
from fastapi import BackgroundTasks, FastAPI

app = FastAPI()


def where() -> str:
    main = threading.current_thread() is threading.main_thread()
    return "the event loop" if main else "a thread of the pool"


def log() -> None:
    print(f"log, a def in BackgroundTasks: in {where()}")


async def tweet() -> None:
    print(f"tweet, an async def in BackgroundTasks: in {where()}")


@app.get("/plain")
def plain(background: BackgroundTasks) -> str:
    background.add_task(log)
    return where()


@app.get("/async")
async def asynchronous(background: BackgroundTasks) -> str:
    background.add_task(tweet)
    return where()


async def main() -> None:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://blog"
    ) as client:
        for path in ("/plain", "/async"):
            answer = await client.get(path)
            print(f"main: {path} ran in {answer.json()}")


if __name__ == "__main__":
    asyncio.run(main())
