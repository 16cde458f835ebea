"""In a running loop `ensure_future` passes with warnings made errors."""

import asyncio
import warnings


async def tweet_about_latest_article() -> str:
    return "tweet sent"


async def main() -> None:
    warnings.simplefilter("error")
    tweeting = asyncio.ensure_future(tweet_about_latest_article())
    print(await tweeting)
    #> tweet sent


if __name__ == "__main__":
    asyncio.run(main())
