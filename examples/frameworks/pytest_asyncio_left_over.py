"""pytest-asyncio ends a test with its loop: a task left over is cancelled, unseen."""

# /// script
# dependencies = ["pytest>=8.2", "pytest-asyncio>=1.0"]
# ///

import asyncio
import os
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

tasks: set[asyncio.Task[None]] = set()


async def send() -> None:
    try:
        await asyncio.sleep(5)
    except asyncio.CancelledError:
        print("tweet: cancelled")
        raise


def publish() -> None:
    tasks.add(asyncio.create_task(send()))


@pytest.mark.asyncio
async def test_publish() -> None:
    publish()
    await asyncio.sleep(0)
    print("test_publish: passes")


@pytest_asyncio.fixture
async def nothing_left() -> AsyncIterator[None]:
    yield
    left = asyncio.all_tasks() - {asyncio.current_task()}
    if left:
        pytest.fail(f"{len(left)} task is left over")


@pytest.mark.asyncio
async def test_checked(nothing_left: None) -> None:
    publish()
    await asyncio.sleep(0)


if __name__ == "__main__":
    options = [
        "-qq",
        "-rP",
        "--tb=line",
        "-c",
        os.devnull,
        "-W",
        "ignore",
    ]
    pytest.main([*options, "-p", "no:cacheprovider", __file__])
