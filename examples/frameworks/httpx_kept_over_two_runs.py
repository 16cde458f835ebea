"""An httpx client kept for a second `asyncio.run`: its connection has a closed loop."""

# /// script
# dependencies = ["httpx>=0.27"]
# ///

import asyncio
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx


class Blog(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # keeps connections open

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "7")
        self.end_headers()
        self.wfile.write(b"article")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


async def read(client: httpx.AsyncClient, url: str) -> None:
    print(f"read: {(await client.get(url)).text}")


async def open_and_read(url: str) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        await read(client, url)


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Blog)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/"
    client = httpx.AsyncClient(trust_env=False)
    for _ in range(2):
        try:
            asyncio.run(read(client, url))
        except RuntimeError as error:
            print(f"{type(error).__name__}: {error}")
    for _ in range(2):
        asyncio.run(open_and_read(url))
