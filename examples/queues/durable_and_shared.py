"""Two processes share a queue: one statement both picks and takes."""

import multiprocessing
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

CREATE = "CREATE TABLE mails (id INTEGER PRIMARY KEY, taken INTEGER)"
PUT = "INSERT INTO mails (taken) VALUES (0)"
TAKE = """UPDATE mails SET taken = 1 WHERE id = (
    SELECT id FROM mails WHERE NOT taken ORDER BY id LIMIT 1
) RETURNING id"""


def ask(file: Path, statement: str) -> list[tuple[int]]:
    with closing(sqlite3.connect(file)) as queue, queue:
        return queue.execute(statement).fetchall()


def take_all(file: Path) -> list[int]:
    numbers = list[int]()
    while rows := ask(file, TAKE):
        numbers += [number for (number,) in rows]
    return numbers


if __name__ == "__main__":
    spawn = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "mails.sqlite")
        ask(file, CREATE)
        for _ in range(40):
            ask(file, PUT)
        with spawn.Pool(2) as workers:
            one, other = workers.map(take_all, [file, file])
        print("taken in all:", len(one) + len(other))
        print("taken twice:", len(set(one) & set(other)))
