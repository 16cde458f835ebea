"""A `BoundedSemaphore` counts what is given back, a `Semaphore` does not."""

import asyncio


async def main() -> None:
    seats = asyncio.Semaphore(1)
    seats.release()
    async with seats, seats:
        print("Semaphore(1): two readers have the one seat")

    seats = asyncio.BoundedSemaphore(1)
    try:
        seats.release()
    except ValueError as error:
        print(f"BoundedSemaphore(1): {type(error).__name__}: {error}")


if __name__ == "__main__":
    asyncio.run(main())
