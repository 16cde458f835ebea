"""A task is a future that a coroutine fills; others you fill yourself."""

import asyncio


async def publish() -> str:
    return "article published"


async def main() -> None:
    publishing = asyncio.create_task(publish())
    print("a task is a future:", asyncio.isfuture(publishing))
    #> a task is a future: True
    print("result:", await publishing)
    #> result: article published

    approval = asyncio.Future[str]()
    print("done:", approval.done())
    #> done: False
    approval.set_result("article approved")
    print("done:", approval.done())
    #> done: True
    print("result:", await approval)
    #> result: article approved


if __name__ == "__main__":
    asyncio.run(main())
