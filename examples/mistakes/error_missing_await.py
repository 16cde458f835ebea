"""What a missing `await` leaves in your hand is a coroutine."""

import asyncio


async def load_article() -> dict[str, str]:
    return {"title": "asyncio in the background"}


async def main() -> None:
    article = load_article()
    try:
        print(article["title"])
    except TypeError as error:
        print(f"{type(error).__name__}: {error}")
    try:
        article.keys()
    except AttributeError as error:
        print(f"{type(error).__name__}: {error}")
    print("with await:", (await article)["title"])


if __name__ == "__main__":
    asyncio.run(main())
