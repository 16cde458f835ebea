"""`reschedule` moves a timeout: each piece gets 0.15 s of its own."""

import asyncio


async def receive_pieces(seconds: list[float]) -> None:
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(0.15) as timeout:
        for number, pause in enumerate(seconds, 1):
            await asyncio.sleep(pause)
            print("photo: piece", number)
            timeout.reschedule(loop.time() + 0.15)
    print("photo: complete")


async def main() -> None:
    await receive_pieces([0.1, 0.1, 0.1])
    try:
        await receive_pieces([0.1, 3600])
    except TimeoutError:
        print("photo: nothing came for 0.15 s")


if __name__ == "__main__":
    asyncio.run(main())
