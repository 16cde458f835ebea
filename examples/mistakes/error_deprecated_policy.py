"""Policies and `asyncio.iscoroutinefunction` go away in Python 3.16."""

import asyncio
import inspect
import warnings


async def publish() -> None:
    print("publish: article published")


if __name__ == "__main__":
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        policy = asyncio.get_event_loop_policy()
        asyncio.set_event_loop_policy(policy)
        asyncio.iscoroutinefunction(publish)
    for warning in caught:
        print(warning.message)
    print("no warning:", inspect.iscoroutinefunction(publish))
    with asyncio.Runner(
        loop_factory=asyncio.SelectorEventLoop
    ) as runner:
        runner.run(publish())
