"""Drop what `run_coroutine_threadsafe` returns, and two things go."""

import asyncio
import gc


async def wait_for_a_comment() -> None:
    await asyncio.Event().wait()


async def mail() -> None:
    raise ConnectionError("no network")


def publish(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.run_coroutine_threadsafe(wait_for_a_comment(), loop)
    asyncio.run_coroutine_threadsafe(mail(), loop)


async def main() -> None:
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(
        lambda loop, context: print("handler:", context["message"])
    )
    await asyncio.to_thread(publish, loop)
    await asyncio.sleep(0.05)
    gc.collect()
    print("main: tasks left beside main:", len(asyncio.all_tasks()) - 1)


if __name__ == "__main__":
    asyncio.run(main())
