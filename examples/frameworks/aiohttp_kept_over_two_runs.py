"""An aiohttp session kept for a second `asyncio.run`: its loop is closed."""

# /// script
# dependencies = ["aiohttp>=3.10"]
# ///

import asyncio
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import aiohttp


class Blog(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"article")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


async def open_session() -> aiohttp.ClientSession:
    return aiohttp.ClientSession()


async def read(session: aiohttp.ClientSession, url: str) -> None:
    async with session.get(url) as answer:
        print(f"read: {await answer.text()}")


async def main(url: str) -> None:
    async with aiohttp.ClientSession() as session:
        await read(session, url)


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Blog)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/"
    session = asyncio.run(open_session())
    try:
        asyncio.run(read(session, url))
    except RuntimeError as error:
        print(f"{type(error).__name__}: {error}")
    asyncio.run(session.close())
    asyncio.run(main(url))
