"""A function that is given its `sleep` can be tested in no time."""

import asyncio
import unittest
from collections.abc import Awaitable, Callable


async def tweet_until_sent(
    send: Callable[[], bool],
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    pause = 60
    while not send():
        await sleep(pause)
        pause *= 2


class TestRetry(unittest.IsolatedAsyncioTestCase):
    async def test_each_pause_is_twice_as_long(self) -> None:
        answers = iter([False, False, False, True])
        pauses: list[float] = []

        async def sleep(seconds: float) -> None:
            pauses.append(seconds)

        await tweet_until_sent(lambda: next(answers), sleep)
        self.assertEqual(pauses, [60, 120, 240])
        print("test: pauses of", *pauses, "seconds")


if __name__ == "__main__":
    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(TestRetry).run(
        result
    )
    print("passed:", result.wasSuccessful())
