"""What waits in the standard library has a twin on this Python."""

import asyncio
import concurrent.futures as futures
import concurrent.futures.thread as pools
import queue
import threading

from asyncio_timeline.simulation.limits import Limits
from asyncio_timeline.simulation.suspending import may_block
from asyncio_timeline.simulation.world import World, begin

begin(World(Limits()))
may_block.install()
loop = asyncio.base_events.BaseEventLoop
for each in (
    threading.Condition.wait,
    threading.Condition.wait_for,
    threading.Event.wait,
    threading.Semaphore.acquire,
    threading.Barrier.wait,
    threading.Timer.run,
    queue.Queue.get,
    queue.Queue.put,
    queue.Queue.join,
    queue._PySimpleQueue.get,  # type: ignore[attr-defined]
    pools._worker,
    pools._WorkItem.run,
    pools.ThreadPoolExecutor.submit,
    pools.ThreadPoolExecutor.shutdown,
    futures.Future.result,
    futures.wait,
    asyncio.run,
    asyncio.Runner.run,
    asyncio.Runner.close,
    loop.run_until_complete,
    loop.run_forever,
    loop._run_once,  # type: ignore[attr-defined]
):
    assert may_block.plan(each) is not each, each
