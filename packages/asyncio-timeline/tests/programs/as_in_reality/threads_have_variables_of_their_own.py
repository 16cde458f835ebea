"""`threading.local`, and the loop that a thread has set, are unknown to other threads."""

import asyncio
import threading

local = threading.local()


class Log(threading.local):
    """A list for each thread."""

    def __init__(self) -> None:
        self.lines: list[str] = []


log = Log()
log.lines.append("main")


def work(name: str) -> None:
    print(name, "finds", getattr(local, "value", None), log.lines)
    local.value = name
    log.lines.append(name)


def own_loop() -> None:
    asyncio.set_event_loop(asyncio.new_event_loop())
    print("a loop of its own:", asyncio.get_event_loop() is not loop)


for name in ("one", "two"):
    thread = threading.Thread(target=work, args=(name,))
    thread.start()
    thread.join()
print("main finds", getattr(local, "value", None), log.lines)

loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
thread = threading.Thread(target=own_loop)
thread.start()
thread.join()
print("as before:", asyncio.get_event_loop() is loop)
loop.close()
