"""A handler runs on when its reader has gone; a response that streams is cancelled."""

# /// script
# dependencies = ["fastapi>=0.110", "httpx>=0.27", "uvicorn>=0.30"]
# ///

import asyncio
import socket
from collections.abc import AsyncIterator

import httpx
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse

app = FastAPI()


@app.get("/report")
async def report(request: Request) -> str:
    await asyncio.sleep(0.3)
    gone = await request.is_disconnected()
    print(f"report: done, is_disconnected() is {gone}")
    return "a report"


@app.get("/news")
async def news() -> StreamingResponse:
    return StreamingResponse(headlines())


async def headlines() -> AsyncIterator[str]:
    try:
        yield "first headline"
        await asyncio.sleep(5)
        yield "second headline"
    finally:
        print("news: ended before the second headline")


async def main() -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    serving = asyncio.create_task(server.serve([listening]))
    for path in ("/report", "/news"):
        async with httpx.AsyncClient(trust_env=False) as client:
            try:
                await client.get(url + path, timeout=0.1)
            except httpx.TimeoutException:
                print(f"reader: goes, without {path}")
        await asyncio.sleep(0.3)
    server.should_exit = True
    await serving


if __name__ == "__main__":
    asyncio.run(main())
