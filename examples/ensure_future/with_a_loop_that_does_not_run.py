"""Where no loop runs, `ensure_future` works with a loop you name."""

import asyncio
import warnings


async def tweet_about_latest_article() -> str:
    return "tweet sent"


if __name__ == "__main__":
    warnings.simplefilter("error")
    loop = asyncio.new_event_loop()
    tweeting = asyncio.ensure_future(
        tweet_about_latest_article(), loop=loop
    )
    print(loop.run_until_complete(tweeting))
    #> tweet sent

    print(
        "a future, the same:",
        asyncio.ensure_future(tweeting) is tweeting,
    )
    #> a future, the same: True

    asyncio.set_event_loop(loop)
    tweeting = asyncio.ensure_future(tweet_about_latest_article())
    print(loop.run_until_complete(tweeting))
    #> tweet sent
    loop.close()
