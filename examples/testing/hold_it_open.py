"""An `Event` keeps a task under way for as long as the test needs."""

import asyncio
import unittest


class Blog:
    """Knows how many tweets are under way."""

    under_way = 0

    async def tweet(self, answer: asyncio.Event) -> None:
        self.under_way += 1
        try:
            await answer.wait()  # in the test: stands for the network
        finally:
            self.under_way -= 1


class TestBlog(unittest.IsolatedAsyncioTestCase):
    async def test_counts_what_is_under_way(self) -> None:
        blog, answer = Blog(), asyncio.Event()
        tweeting = asyncio.create_task(blog.tweet(answer))
        await asyncio.sleep(0)
        self.assertEqual(blog.under_way, 1)
        answer.set()
        await tweeting
        self.assertEqual(blog.under_way, 0)
        print("test: one, then none")


if __name__ == "__main__":
    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(TestBlog).run(
        result
    )
    print("passed:", result.wasSuccessful())
