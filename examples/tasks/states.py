"""A task is pending, then done: returned, failed or cancelled."""

import asyncio


async def tweet_about_latest_article() -> None:
    await asyncio.sleep(0.05)


async def tweet_without_a_network() -> None:
    raise ConnectionError("no network")


async def main() -> None:
    sent = asyncio.create_task(tweet_about_latest_article())
    failed = asyncio.create_task(tweet_without_a_network())
    dropped = asyncio.create_task(tweet_about_latest_article())
    print("created:", sent.done(), failed.done(), dropped.done())
    #> created: False False False

    dropped.cancel()
    print("asked to cancel:", dropped.done(), dropped.cancelled())
    #> asked to cancel: False False

    await asyncio.wait({sent, failed, dropped})
    print("later:", sent.done(), failed.done(), dropped.done())
    #> later: True True True
    print("failed with:", repr(failed.exception()))
    #> failed with: ConnectionError('no network')
    print("cancelled:", dropped.cancelled())
    #> cancelled: True


if __name__ == "__main__":
    asyncio.run(main())
