"""Ten a second: each start is put 0.1 s after the one before."""

import asyncio


class Pace:
    """Lets its callers through one by one, `per_second` of them."""

    def __init__(self, per_second: float) -> None:
        self.interval = 1 / per_second
        self.free = 0.0  # from this time of the loop on

    async def wait(self) -> None:
        now = asyncio.get_running_loop().time()
        start = max(now, self.free)
        self.free = start + self.interval
        await asyncio.sleep(start - now)


async def send_mail(reader: str, pace: Pace) -> None:
    await pace.wait()
    print(f"{reader}: sending")
    await asyncio.sleep(0.15)


async def main() -> None:
    pace = Pace(per_second=10)
    async with asyncio.TaskGroup() as group:
        for reader in ("Ada", "Bob", "Cleo", "Dan"):
            group.create_task(send_mail(reader, pace))
        await asyncio.sleep(0.25)
        print("main: 0.25 s are over")


if __name__ == "__main__":
    asyncio.run(main())
