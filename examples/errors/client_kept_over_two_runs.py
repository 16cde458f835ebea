"""A connection kept for a second `asyncio.run` finds its loop closed."""

import asyncio
import socket

ours, theirs = socket.socketpair()


async def connect() -> asyncio.StreamWriter:
    _, writer = await asyncio.open_connection(sock=ours)
    return writer


async def disconnect(writer: asyncio.StreamWriter) -> None:
    try:
        writer.close()
    except RuntimeError as error:
        print(f"{type(error).__name__}: {error}")


async def main() -> None:
    writer = await connect()
    await disconnect(writer)
    print("main: closed in the run that opened it")


if __name__ == "__main__":
    writer = asyncio.run(connect())
    asyncio.run(disconnect(writer))
    ours, theirs = socket.socketpair()
    asyncio.run(main())
