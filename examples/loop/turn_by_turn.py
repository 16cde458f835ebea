"""What is put in line during a turn of the loop runs in the next."""

import asyncio


def serve(who: str) -> None:
    print(f"{who}: served")
    if who == "reader 1":
        loop = asyncio.get_running_loop()
        loop.call_soon(serve, "reader 1, second page")


async def main() -> None:
    loop = asyncio.get_running_loop()
    loop.call_soon(serve, "reader 1")
    loop.call_soon(serve, "reader 2")
    loop.call_soon(serve, "reader 3")
    print("main: three readers in line, gives up its turn")
    await asyncio.sleep(0)
    print("main: first turn is over")
    await asyncio.sleep(0)
    print("main: second turn is over")


if __name__ == "__main__":
    asyncio.run(main())
