"""A test case that fails if a task is left over, or failed unseen."""

import asyncio
import unittest
from typing import Any

background = set[asyncio.Task[None]]()


def publish(seconds: float, error: Exception) -> None:
    task = asyncio.create_task(tweet(seconds, error), name="tweet")
    background.add(task)
    task.add_done_callback(background.discard)


async def tweet(seconds: float, error: Exception) -> None:
    await asyncio.sleep(seconds)
    raise error


class BackgroundTestCase(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self) -> None:
        self.unseen: list[object] = []
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(self.note)

    def note(self, _: object, context: dict[str, Any]) -> None:
        self.unseen.append(context.get("exception"))

    async def asyncTearDown(self) -> None:
        left = asyncio.all_tasks() - {asyncio.current_task()}
        if left:
            self.fail(
                f"left over: {[task.get_name() for task in left]}"
            )
        if self.unseen:
            self.fail(f"nobody saw: {self.unseen}")


class TestBlog(BackgroundTestCase):
    async def test_publish(self) -> None:
        publish(3600, ConnectionError())

    async def test_publish_without_network(self) -> None:
        publish(0, ConnectionError("no network"))
        await asyncio.wait(background)


if __name__ == "__main__":
    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(TestBlog).run(
        result
    )
    for test, why in result.failures:
        print(
            test.id().rpartition(".")[2], why.splitlines()[-1], sep=": "
        )
