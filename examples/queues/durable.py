"""A queue in a file: what one process leaves, the next one does."""

import asyncio
import multiprocessing
import os
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

CREATE = "CREATE TABLE mails (id INTEGER PRIMARY KEY, reader TEXT)"
PUT = "INSERT INTO mails (reader) VALUES (?)"
FIRST = "SELECT id, reader FROM mails ORDER BY id LIMIT 1"
DONE = "DELETE FROM mails WHERE id = ?"
Rows = list[tuple[int, str]]


def ask(file: Path, statement: str, *values: object) -> Rows:
    with closing(sqlite3.connect(file)) as queue, queue:
        return queue.execute(statement, values).fetchall()


async def send(file: Path, worker: str, dies_at: str) -> None:
    while rows := await asyncio.to_thread(ask, file, FIRST):
        [(number, reader)] = rows
        await asyncio.sleep(0.05)
        if reader == dies_at:
            os._exit(1)  # as a crash or a power cut would
        print(f"{worker}: mail to {reader} sent", flush=True)
        await asyncio.to_thread(ask, file, DONE, number)


def work(file: Path, worker: str, dies_at: str) -> None:
    asyncio.run(send(file, worker, dies_at))


if __name__ == "__main__":
    spawn = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "mails.sqlite")
        ask(file, CREATE)
        for reader in ("Ada", "Bob", "Eve"):
            ask(file, PUT, reader)
        for worker, dies_at in (("first", "Bob"), ("second", "")):
            process = spawn.Process(
                target=work, args=(file, worker, dies_at)
            )
            process.start()
            process.join()
            print(f"script: {worker} ended with {process.exitcode}")
        print("script: still in the queue:", ask(file, FIRST))
