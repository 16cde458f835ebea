"""The first signal asks all to end well, the second cancels them."""

import asyncio
import signal


async def send_mail(reader: str, seconds: float) -> None:
    try:
        await asyncio.sleep(seconds)
        print(f"mail to {reader}: sent")
    except asyncio.CancelledError:
        print(f"mail to {reader}: kept for the next start")
        raise


def press_ctrl_c() -> None:
    print("user: Ctrl-C")
    signal.raise_signal(signal.SIGINT)


async def main() -> None:
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    mails = [
        asyncio.create_task(send_mail("Ada", 0.15)),
        asyncio.create_task(send_mail("Bob", 3600)),
    ]

    def stop_or_cancel() -> None:
        if stop.is_set():
            for mail in mails:
                mail.cancel()
        stop.set()

    def heard(*_: object) -> None:
        loop.call_soon_threadsafe(stop_or_cancel)

    signal.signal(signal.SIGINT, heard)
    loop.call_later(0.1, press_ctrl_c)
    loop.call_later(0.2, press_ctrl_c)
    await stop.wait()
    print("main: no new mails")
    await asyncio.wait(mails)
    print("main: goodbye")


if __name__ == "__main__":
    asyncio.run(main())
