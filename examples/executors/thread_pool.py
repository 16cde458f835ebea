"""A pool of two threads resizes four photos, two at a time."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

two_at_work = threading.Barrier(2)


def resize(photo: str) -> str:
    two_at_work.wait(timeout=5)  # nobody passes alone
    return threading.current_thread().name


async def main(pool: ThreadPoolExecutor) -> None:
    loop = asyncio.get_running_loop()
    photos = ("sunset", "harbour", "street", "forest")
    resizing = [
        loop.run_in_executor(pool, resize, photo) for photo in photos
    ]
    workers = await asyncio.gather(*resizing)
    print("photos:", len(workers))
    #> photos: 4
    print("threads:", sorted(set(workers)))
    #> threads: ['worker_0', 'worker_1']


if __name__ == "__main__":
    with ThreadPoolExecutor(2, thread_name_prefix="worker") as pool:
        asyncio.run(main(pool))
