"""A loop of the program's own that is not built on asyncio's."""

import asyncio


class Loop(asyncio.AbstractEventLoop):
    def get_debug(self) -> bool:
        return False

    def close(self) -> None:
        pass


async def main() -> None:
    print("ran")


try:
    with asyncio.Runner(loop_factory=Loop) as runner:
        runner.run(main())
except Exception:
    print("swallowed")
