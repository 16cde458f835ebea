"""`reset` puts back the value that was there before."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar

reader = ContextVar("reader", default="nobody")


@contextmanager
def read_by(name: str) -> Generator[None, None, None]:
    token = reader.set(name)
    try:
        yield
    finally:
        reader.reset(token)


async def main() -> None:
    with read_by("Ada"):
        with read_by("Bob"):
            print("inner:", reader.get())
            #> inner: Bob
        print("outer:", reader.get())
        #> outer: Ada
    print("after:", reader.get())
    #> after: nobody


if __name__ == "__main__":
    asyncio.run(main())
