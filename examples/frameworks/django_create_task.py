"""Under WSGI, a task created in a Django view is cancelled when the view returns."""

# /// script
# dependencies = ["django>=5.2"]
# ///

import asyncio

import django
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import AsyncClient, Client
from django.urls import path

tasks: set[asyncio.Task[None]] = set()


async def send() -> None:
    try:
        await asyncio.sleep(0.1)
        print("  tweet: sent")
    except asyncio.CancelledError:
        print("  tweet: cancelled")
        raise


async def publish(request: HttpRequest) -> HttpResponse:
    task = asyncio.create_task(send())
    tasks.add(task)
    task.add_done_callback(tasks.discard)
    await asyncio.sleep(0)
    print("  view: returns")
    return HttpResponse("published")


urlpatterns = [path("", publish)]


async def under_asgi() -> None:
    answer = await AsyncClient().get("/")
    print(f"  reader: {answer.content.decode()}")
    await asyncio.wait(tasks)


if __name__ == "__main__":
    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"])
    django.setup()
    print("WSGI:")
    answer = Client().get("/")
    print(f"  reader: {answer.content.decode()}")
    print("ASGI:")
    asyncio.run(under_asgi())
