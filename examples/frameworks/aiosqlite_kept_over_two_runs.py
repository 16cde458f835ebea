"""An aiosqlite connection works in a second `asyncio.run`: it belongs to a thread."""

# /// script
# dependencies = ["aiosqlite>=0.20"]
# ///

import asyncio

import aiosqlite


async def connect() -> aiosqlite.Connection:
    database = await aiosqlite.connect(":memory:")
    await database.execute("CREATE TABLE articles (title TEXT)")
    print("connect: open")
    return database


async def write(database: aiosqlite.Connection) -> None:
    await database.execute("INSERT INTO articles VALUES ('asyncio')")
    async with database.execute("SELECT title FROM articles") as rows:
        print(f"write: {await rows.fetchall()}")
    await database.close()


if __name__ == "__main__":
    database = asyncio.run(connect())
    asyncio.run(write(database))
