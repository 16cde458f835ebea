"""A fixture of the module needs the loop of the module: `loop_scope` for both."""

# /// script
# dependencies = ["pytest>=8.2", "pytest-asyncio>=1.0"]
# ///

import asyncio
import os

import pytest
import pytest_asyncio


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def answers() -> asyncio.Future[str]:
    return asyncio.get_running_loop().create_future()


@pytest.mark.asyncio
async def test_in_a_loop_of_its_own(
    answers: asyncio.Future[str],
) -> None:
    with pytest.raises(RuntimeError) as told:
        await answers
    reason = str(told.value).rpartition("> ")[2]
    print(f"RuntimeError: … got Future … {reason}")


@pytest.mark.asyncio(loop_scope="module")
async def test_in_the_loop_of_the_module(
    answers: asyncio.Future[str],
) -> None:
    answers.set_result("published")
    print(f"answer: {await answers}")


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
