"""What a callback of a pool's future raises is logged; the result stays."""

import threading
from concurrent.futures import Future, ThreadPoolExecutor

approved = threading.Event()


def tweet_about_latest_article() -> str:
    approved.wait()
    return "tweet sent"


def tell_the_author(tweeting: Future[str]) -> None:
    raise OSError("no network")


def main() -> None:
    with ThreadPoolExecutor(max_workers=1) as pool:
        tweeting = pool.submit(tweet_about_latest_article)
        tweeting.add_done_callback(tell_the_author)
        approved.set()
    print(tweeting.result())


if __name__ == "__main__":
    main()
