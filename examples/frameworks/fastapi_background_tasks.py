"""FastAPI waits for `BackgroundTasks` before it stops, and not for a task of your own."""

# /// script
# dependencies = ["fastapi>=0.110", "httpx>=0.27", "uvicorn>=0.30"]
# ///

import asyncio
import socket

import httpx
import uvicorn
from fastapi import BackgroundTasks, FastAPI

app = FastAPI()
created: set[asyncio.Task[None]] = set()


async def send(tweet: str, seconds: float) -> None:
    print(f"{tweet}: starts")
    try:
        await asyncio.sleep(seconds)
        print(f"{tweet}: sent")
    except asyncio.CancelledError:
        print(f"{tweet}: cancelled")
        raise


@app.post("/articles")
async def publish(background: BackgroundTasks) -> str:
    background.add_task(send, "in BackgroundTasks", 0.3)
    task = asyncio.create_task(send("in a task", 5))
    created.add(task)
    task.add_done_callback(created.discard)
    print("server: article published")
    return "published"


async def main() -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}/articles"
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    serving = asyncio.create_task(server.serve([listening]))
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.post(url)
    print(f"reader: {answer.json()}")
    server.should_exit = True
    await serving
    print(f"main: the server has stopped, {len(created)} task left")


if __name__ == "__main__":
    asyncio.run(main())
