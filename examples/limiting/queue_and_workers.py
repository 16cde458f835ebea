"""Two workers share a queue, and a failure stops neither of them."""

import asyncio

SECONDS = {
    "cat.png": 0.05,
    "broken.png": 0.1,
    "dog.png": 0.1,
    "owl.png": 0.1,
    "fox.png": 0.1,
}


async def work(name: str, photos: asyncio.Queue[str]) -> None:
    while True:
        photo = await photos.get()
        try:
            await asyncio.sleep(SECONDS[photo])
            if photo == "broken.png":
                raise ValueError("not a picture")
            print(f"{name}: {photo} resized")
        except Exception as error:
            print(f"{name}: {photo} failed: {error}")
        finally:
            photos.task_done()


async def main() -> None:
    photos = asyncio.Queue[str](maxsize=2)
    async with asyncio.TaskGroup() as group:
        workers = [
            group.create_task(work(name, photos))
            for name in ("worker 1", "worker 2")
        ]
        for photo in SECONDS:
            await photos.put(photo)
        print("main: the last photo is in the queue")
        await photos.join()
        for worker in workers:
            worker.cancel()
    print("main: all done")


if __name__ == "__main__":
    asyncio.run(main())
