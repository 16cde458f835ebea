"""Objects that print, lie or raise as soon as somebody asks them anything. Nobody does."""

import asyncio
from typing import Any


class Liar:
    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        raise ValueError("class")

    def __getattr__(self, name: str) -> Any:
        print("asked for", name)
        raise AttributeError(name)

    def __repr__(self) -> str:
        raise ValueError("repr")

    def __eq__(self, other: object) -> bool:
        raise ValueError("eq")

    def __hash__(self) -> int:
        raise ValueError("hash")

    def __bool__(self) -> bool:
        raise ValueError("bool")

    def __call__(self, *args: object) -> None:
        print("called with", len(args))


class Odd(Exception):
    @property
    def args(self) -> Any:  # type: ignore[override]
        raise ValueError("args")


class Curious(asyncio.Task[Any]):
    def get_name(self) -> str:
        print("get_name")
        return "curious"

    def done(self) -> bool:
        print("done")
        return super().done()


async def give(value: Any) -> Any:
    return value


async def fail() -> None:
    raise Odd


async def main() -> None:
    loop = asyncio.get_running_loop()
    liar = await asyncio.create_task(give(Liar()))
    loop.call_soon(liar, liar)
    loop.call_later(0.001, liar, liar)
    await asyncio.sleep(0.02)
    await loop.run_in_executor(None, liar, liar)
    print(await Curious(give(3), loop=loop))
    big = await asyncio.create_task(give(10**5000))
    print(big.bit_length())
    try:
        await asyncio.create_task(fail())
    except Odd:
        print("odd")


asyncio.run(main())
