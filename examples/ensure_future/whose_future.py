"""Cancel what `ensure_future` gave back, and you may cancel the caller's."""

import asyncio


async def main() -> None:
    approval = asyncio.Future[str]()
    kept = asyncio.ensure_future(approval)
    kept.cancel()
    print("caller's future cancelled:", approval.cancelled())
    #> caller's future cancelled: True

    approval = asyncio.Future[str]()
    kept = asyncio.shield(approval)
    kept.cancel()
    print("behind a shield, cancelled:", approval.cancelled())
    #> behind a shield, cancelled: False


if __name__ == "__main__":
    asyncio.run(main())
