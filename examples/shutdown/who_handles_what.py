"""`asyncio.run` handles Ctrl-C; SIGTERM ends the process at once."""

import asyncio
import signal


async def main() -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        handler = signal.getsignal(number)
        if handler is signal.SIG_DFL:
            print(f"{number.name}: the system ends the process")
        else:
            print(f"{number.name}: asyncio.run has a handler")


if __name__ == "__main__":
    asyncio.run(main())
