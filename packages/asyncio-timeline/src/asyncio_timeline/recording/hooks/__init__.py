"""What makes the standard library report: each module hooks one part of it.

In: functions of `asyncio`, `concurrent.futures` and `threading`, and the program's streams.
Out: notes in the tables of `recording`, which know nothing of hooks.
May import: what `recording` may, and the tables of `recording`.
"""
