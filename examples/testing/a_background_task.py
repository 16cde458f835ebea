"""A test waits for what the task does, not for a number of seconds."""

import asyncio
import unittest
from collections.abc import Awaitable, Callable


class Blog:
    def __init__(self, send: Callable[[str], Awaitable[None]]) -> None:
        self.send = send
        self.background = set[asyncio.Task[None]]()

    async def publish(self, article: str) -> None:
        task = asyncio.create_task(self.tweet(article))
        self.background.add(task)
        task.add_done_callback(self.background.discard)

    async def tweet(self, article: str) -> None:
        await self.send(f"new: {article}")


class TestBlog(unittest.IsolatedAsyncioTestCase):
    async def test_publish_tweets(self) -> None:
        tweets = asyncio.Queue[str]()
        blog = Blog(send=tweets.put)
        await blog.publish("article 7")
        async with asyncio.timeout(1):
            self.assertEqual(await tweets.get(), "new: article 7")
        print("test: the tweet was sent")


if __name__ == "__main__":
    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(TestBlog).run(
        result
    )
    print("passed:", result.wasSuccessful())
