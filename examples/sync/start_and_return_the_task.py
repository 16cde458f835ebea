"""A sync function can start a task, and let its caller await it."""

import asyncio


async def send_tweet(article: str) -> str:
    await asyncio.sleep(0.05)
    return f"tweet about {article}"


class Blog:
    def publish(self, article: str) -> asyncio.Task[str]:
        print(f"blog: {article} published")
        return asyncio.create_task(send_tweet(article))


async def main() -> None:
    tweeting = Blog().publish("article 7")
    print("main: goes on")
    print("main: sent", await tweeting)


if __name__ == "__main__":
    asyncio.run(main())
