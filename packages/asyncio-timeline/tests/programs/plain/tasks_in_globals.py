"""Tasks that the script's variables hold are destroyed while they are pending, one cancelled."""

import asyncio


async def nap() -> None:
    await asyncio.sleep(10)


loop = asyncio.new_event_loop()
task = loop.create_task(nap(), name="nap")
loop.run_until_complete(asyncio.sleep(0.01))
task.cancel()
loop.close()
