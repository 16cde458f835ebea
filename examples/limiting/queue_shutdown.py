"""After `Queue.shutdown`, workers empty the queue, then end."""

# /// script
# requires-python = ">=3.13"
# ///

import asyncio


async def work(photos: asyncio.Queue[str]) -> None:
    try:
        while True:
            photo = await photos.get()
            await asyncio.sleep(0.05)
            print(f"worker: {photo} resized")
    except asyncio.QueueShutDown:
        print("worker: the queue is empty and shut down")


async def main() -> None:
    photos = asyncio.Queue[str]()
    async with asyncio.TaskGroup() as group:
        group.create_task(work(photos))
        await photos.put("cat.png")
        await photos.put("dog.png")
        photos.shutdown()
    print("main: all done")


if __name__ == "__main__":
    asyncio.run(main())
