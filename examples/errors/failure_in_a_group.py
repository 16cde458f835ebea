"""`except*` takes apart the group of errors of a `TaskGroup`."""

import asyncio


async def tweet_about_latest_article() -> None:
    raise ConnectionError("no network")


async def publish() -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(tweet_about_latest_article())


async def main() -> None:
    try:
        await publish()
    except ExceptionGroup as error:
        print(f"{type(error).__name__}: {error}")
    try:
        await publish()
    except* ConnectionError as errors:
        print("except*:", errors.exceptions)


if __name__ == "__main__":
    asyncio.run(main())
