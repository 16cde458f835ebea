"""A future takes one result: a second, or one after a cancel, is refused."""

import asyncio


def deliver(answer: asyncio.Future[str], text: str) -> None:
    try:
        answer.set_result(text)
    except asyncio.InvalidStateError as error:
        print(f"{text}: {type(error).__name__}: {error}")


async def main() -> None:
    loop = asyncio.get_running_loop()
    answered = loop.create_future()
    deliver(answered, "first answer")
    deliver(answered, "second answer")

    given_up = loop.create_future()
    given_up.cancel()
    deliver(given_up, "late answer")
    if not given_up.done():
        given_up.set_result("never reached")
    print("asked done() first: nothing raised")


if __name__ == "__main__":
    asyncio.run(main())
