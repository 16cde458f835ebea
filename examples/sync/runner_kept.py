"""A `Runner` keeps one event loop for all its calls of `run`."""

import asyncio


class Connection:
    """Counts what it sends, in a task that goes on between calls."""

    def __init__(self) -> None:
        self.outbox = asyncio.Queue[str]()
        self.sending = asyncio.create_task(self.send())

    async def send(self) -> None:
        while True:
            print("connection: sends", await self.outbox.get())
            self.outbox.task_done()


async def connect() -> Connection:
    return Connection()


async def tweet(connection: Connection, text: str) -> None:
    await connection.outbox.put(text)
    await connection.outbox.join()


def main() -> None:
    with asyncio.Runner() as runner:
        connection = runner.run(connect())
        runner.run(tweet(connection, "article 7"))
        print("sync: no loop is running now")
        runner.run(tweet(connection, "article 8"))
    print("sync: connection cancelled?", connection.sending.cancelled())


if __name__ == "__main__":
    main()
