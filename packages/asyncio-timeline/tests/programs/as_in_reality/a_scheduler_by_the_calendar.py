"""A job that is due at a time of the day, as schedulers compute it."""

import asyncio
import time
from datetime import UTC, date, datetime, timedelta


async def main() -> None:
    begin, counter = datetime.now(), time.time()
    due = begin + timedelta(seconds=0.2)
    while datetime.now() < due:  # noqa: ASYNC110
        await asyncio.sleep(0.1)
    print("due after", round((datetime.now() - begin).total_seconds(), 1), "s")
    print("the clock says", round(time.time() - counter, 1), "s")
    now = datetime.now(UTC)
    print("in UTC:", abs(now.timestamp() - time.time()) < 1, now.utcoffset())
    print("today:", date.today() == datetime.today().date() == begin.date())
    print("in words:", time.strftime("%Y") == time.ctime()[-4:] == str(begin.year))
    print("asked by number:", abs(time.clock_gettime(time.CLOCK_REALTIME) - time.time()) < 1)
    print(type(begin), isinstance(datetime.min, datetime), isinstance(begin, date))
    print(datetime(2026, 1, 31, 12), repr(date(2026, 1, 31)), repr(datetime(2026, 1, 31)))


asyncio.run(main())
