"""`concurrent.futures.as_completed` counts what is unfinished in time."""

import threading
from concurrent.futures import ThreadPoolExecutor, as_completed


def main() -> None:
    approved = threading.Event()
    with ThreadPoolExecutor(max_workers=2) as pool:
        jobs = [pool.submit(bool, "1"), pool.submit(approved.wait)]
        try:
            for job in as_completed(jobs, timeout=0.1):
                print("done:", job.result())
        except TimeoutError as error:
            print(f"{type(error).__name__}: {error}")
        approved.set()


if __name__ == "__main__":
    main()
