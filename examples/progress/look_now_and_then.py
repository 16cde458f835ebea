"""The work counts; a task of its own tells the count now and then."""

import asyncio


class Upload:
    def __init__(self, pieces: int) -> None:
        self.pieces = pieces
        self.done = 0

    async def run(self) -> None:
        while self.done < self.pieces:
            await asyncio.sleep(0.1)  # one piece
            self.done += 1


async def report(uploads: list[Upload]) -> None:
    total = sum(upload.pieces for upload in uploads)
    while True:
        done = sum(upload.done for upload in uploads)
        print(f"report: {done / total:.0%}")
        await asyncio.sleep(0.25)


async def main() -> None:
    uploads = [Upload(pieces=4), Upload(pieces=4)]
    async with asyncio.TaskGroup() as group:
        reporting = group.create_task(report(uploads))
        async with asyncio.TaskGroup() as uploading:
            for upload in uploads:
                uploading.create_task(upload.run())
        reporting.cancel()
    print("main: all uploaded")


if __name__ == "__main__":
    asyncio.run(main())
