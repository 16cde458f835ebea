"""SIGTERM sets an event; what is under way then gets 0.2 s to end."""

import asyncio
import signal


def listen(number: signal.Signals, stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    try:
        loop.add_signal_handler(number, stop.set)
    except NotImplementedError:  # Windows

        def heard(*_: object) -> None:
            loop.call_soon_threadsafe(stop.set)

        signal.signal(number, heard)


async def send_mail(reader: str, seconds: float) -> None:
    try:
        await asyncio.sleep(seconds)
        print(f"mail to {reader}: sent")
    except asyncio.CancelledError:
        print(f"mail to {reader}: kept for the next start")
        raise


def docker_stop() -> None:
    print("docker: SIGTERM")
    signal.raise_signal(signal.SIGTERM)


async def main() -> None:
    asyncio.get_running_loop().call_later(0.05, docker_stop)
    stop = asyncio.Event()
    listen(signal.SIGTERM, stop)
    mails = [
        asyncio.create_task(send_mail("Ada", 0.15)),
        asyncio.create_task(send_mail("Bob", 3600)),
    ]
    await stop.wait()
    print("main: no new mails, last ones get 0.2 s")
    _, late = await asyncio.wait(mails, timeout=0.2)
    for task in late:
        task.cancel()
    if late:
        await asyncio.wait(late)
    print("main: goodbye")


if __name__ == "__main__":
    asyncio.run(main())
