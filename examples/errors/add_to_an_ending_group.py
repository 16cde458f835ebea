"""Once a task of a group has failed, the group takes no more."""

import asyncio


async def tweet_about_latest_article() -> None:
    raise OSError("no network")


async def mail_subscribers() -> None:
    print("mail: sent")


async def main() -> None:
    mailing = mail_subscribers()
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(tweet_about_latest_article())
            try:
                await asyncio.sleep(1)
            except asyncio.CancelledError:
                group.create_task(mailing)
    except* OSError as errors:
        print("the tweet:", *errors.exceptions)
    except* RuntimeError as errors:
        print("the mail:", *errors.exceptions)
    finally:
        mailing.close()


if __name__ == "__main__":
    asyncio.run(main())
