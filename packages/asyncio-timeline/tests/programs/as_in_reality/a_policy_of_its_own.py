"""A loop policy that is built on asyncio's."""

import asyncio
import warnings

warnings.simplefilter("ignore")


class Policy(asyncio.DefaultEventLoopPolicy):
    """Counts the loops that it makes."""

    loops = 0

    def new_event_loop(self) -> asyncio.AbstractEventLoop:
        self.loops += 1
        return super().new_event_loop()


async def main() -> None:
    await asyncio.sleep(0.1)
    print("slept")


policy = Policy()
asyncio.set_event_loop_policy(policy)
asyncio.run(main())
print(policy.loops)
