"""SQLite refuses other threads, unless it is told not to."""

import asyncio
import sqlite3


async def main() -> None:
    connection = sqlite3.connect(":memory:")
    cursor = connection.cursor()
    with connection:
        cursor.execute("create table tweets (text)")
        cursor.execute("insert into tweets values (?)", ("background",))
    print(connection.execute("select * from tweets").fetchall())
    for name in ("commit", "close", "cursor"):
        try:
            await asyncio.to_thread(getattr(connection, name))
        except sqlite3.ProgrammingError as error:
            print(name, str(error)[:81])
    try:
        await asyncio.to_thread(cursor.fetchall)
    except sqlite3.ProgrammingError as error:
        print("fetchall", str(error)[:81])
    anybody = sqlite3.connect(":memory:", check_same_thread=False)
    print((await asyncio.to_thread(anybody.execute, "select 1")).fetchall())
    anybody.close()
    connection.close()


asyncio.run(main())
