"""A daemon thread does not keep the program from ending."""

import asyncio
import socket
import threading

ours, theirs = socket.socketpair()


def wait_for_answer() -> None:
    print("thread: waits for an answer")
    try:
        ours.recv(100)
    finally:
        print("thread: never printed")


async def main() -> None:
    threading.Thread(target=wait_for_answer, daemon=True).start()
    await asyncio.sleep(0.05)
    print("main: goodbye")


if __name__ == "__main__":
    asyncio.run(main())
