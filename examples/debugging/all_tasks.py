"""`all_tasks` gives the tasks of the loop that are not done yet."""

import asyncio


async def read_replies() -> None:
    await asyncio.Event().wait()


async def send_tweet(seconds: float) -> None:
    await asyncio.sleep(seconds)


async def main() -> None:
    kept = [
        asyncio.create_task(read_replies(), name="replies"),
        asyncio.create_task(send_tweet(3600), name="tweet"),
        asyncio.create_task(send_tweet(0), name="first tweet"),
    ]
    await asyncio.sleep(0.05)
    names = [task.get_name() for task in asyncio.all_tasks()]
    print("not done:", *sorted(names), sep="\n  ")
    print("done:", *[task.get_name() for task in kept if task.done()])


if __name__ == "__main__":
    asyncio.run(main())
