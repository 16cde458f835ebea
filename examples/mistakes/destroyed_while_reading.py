"""A forgotten task that reads a stream dies, and its socket closes."""

import asyncio
import gc
import socket


async def read_comments(connection: socket.socket) -> None:
    reader, _ = await asyncio.open_connection(sock=connection)
    comments = await reader.read()
    print("comments:", comments)


async def main() -> None:
    ours, theirs = socket.socketpair()
    asyncio.create_task(read_comments(ours))
    del ours
    await asyncio.sleep(0.05)
    gc.collect()  # what Python does from time to time
    await asyncio.sleep(0.05)
    theirs.settimeout(1)
    print("reader: connection closed:", theirs.recv(1) == b"")


if __name__ == "__main__":
    asyncio.run(main())
