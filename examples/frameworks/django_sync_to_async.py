"""Django's database refuses to work in async code; `sync_to_async` moves it to a thread."""

# /// script
# dependencies = ["django>=5.2"]
# ///

import asyncio
import threading

import django
from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.exceptions import SynchronousOnlyOperation
from django.db import connection


def count() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 40 + 2")
        return int(cursor.fetchone()[0])


def thread() -> int:
    return threading.get_ident()


async def main() -> None:
    try:
        count()
    except SynchronousOnlyOperation as error:
        print(f"{type(error).__name__}: {error}")
    print(f"sync_to_async: {await sync_to_async(count)()}")
    first, second = await asyncio.gather(
        sync_to_async(thread)(), sync_to_async(thread)()
    )
    print(f"one thread for all such calls: {first == second}")
    print(f"the thread of the loop: {first == thread()}")


if __name__ == "__main__":
    sqlite = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": ":memory:",
    }
    settings.configure(DATABASES={"default": sqlite})
    django.setup()
    asyncio.run(main())
