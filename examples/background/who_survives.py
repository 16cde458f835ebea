"""A forgotten task lives while the loop holds what it waits for."""

import asyncio
import gc
import socket
import threading

photo_taken = threading.Event()
ours, theirs = socket.socketpair()
stream_ours, stream_theirs = socket.socketpair()


async def read_stream() -> bytes:
    reader, _ = await asyncio.open_connection(sock=stream_ours)
    return await reader.read()


async def main() -> None:
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda loop, context: None)
    ours.setblocking(False)
    waits = {
        "sleep": asyncio.sleep(3600),
        "to_thread": asyncio.to_thread(photo_taken.wait),
        "sock_recv": loop.sock_recv(ours, 1),
        "StreamReader": read_stream(),
        "its own Event": asyncio.Event().wait(),
        "its own Queue": asyncio.Queue[str]().get(),
    }
    names = list(waits)
    tasks = {
        asyncio.create_task(waits.pop(name), name=name)
        for name in names
    }
    await asyncio.sleep(0.05)
    tasks.clear()
    gc.collect()
    await asyncio.sleep(0.05)
    alive = {task.get_name() for task in asyncio.all_tasks()}
    for name in names:
        print(f"{name}: {'alive' if name in alive else 'gone'}")
    photo_taken.set()


if __name__ == "__main__":
    asyncio.run(main())
