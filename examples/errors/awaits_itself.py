"""A task that awaits itself would wait for ever, and is told so."""

import asyncio


async def tweet_about_latest_article() -> None:
    tweeting = asyncio.current_task()
    assert tweeting is not None
    try:
        await tweeting
    except RuntimeError as error:
        print(f"{type(error).__name__}: {error}")


async def main() -> None:
    await asyncio.create_task(
        tweet_about_latest_article(), name="tweet"
    )


if __name__ == "__main__":
    asyncio.run(main())
