"""In which order the script's variables go, and what their finalizers still see."""

import asyncio
import sys


class Client:
    def __init__(self, name: str) -> None:
        self.name = name
        self.others: list[Client] = []

    def __del__(self) -> None:
        print("gone:", self.name, SETTING, globals().get("last", "no last"))


SETTING = "setting"
b = Client("b")
a = Client("a")
_c = Client("_c")
cycle = Client("cycle")
cycle.others = [cycle]
# Since 3.13 the order in a list is chance (see `ending.let_the_module_age`).
listed = [Client(f"listed {i if sys.version_info < (3, 13) else ''}") for i in range(3)]
last = "last"


async def main() -> None:
    print("main")


asyncio.run(main())
