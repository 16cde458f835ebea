"""A `Runner` runs inside its `with`, one coroutine after the other."""

import asyncio


async def tweet_about_latest_article() -> None:
    print("tweet: sent")


async def tweet_from_inside(runner: asyncio.Runner) -> None:
    tweeting = tweet_about_latest_article()
    try:
        runner.run(tweeting)
    except RuntimeError as error:
        print(f"{type(error).__name__}: {error}")
    await tweeting


if __name__ == "__main__":
    with asyncio.Runner() as runner:
        runner.run(tweet_about_latest_article())
        runner.run(tweet_from_inside(runner))
    late = tweet_about_latest_article()
    try:
        runner.run(late)
    except RuntimeError as error:
        print(f"{type(error).__name__}: {error}")
        late.close()
