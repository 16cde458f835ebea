"""A loop by hand."""

import asyncio


async def main() -> int:
    await asyncio.sleep(0.05)
    return 1


loop = asyncio.new_event_loop()
print(loop.run_until_complete(main()), loop.is_closed())
loop.close()
with asyncio.Runner() as runner:
    print(runner.run(main()), runner.run(main()))
print(asyncio.run(main()))
