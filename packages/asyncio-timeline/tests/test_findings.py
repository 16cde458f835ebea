"""Promise: what was slow or wrong is found, with its line, and nothing else is.

A tool that cries wolf is switched off, and one that misses the wolf is not switched on again.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from asyncio_timeline.findings import Finding, findings
from asyncio_timeline.timeline import from_json
from support.pythons import ENDS, PYTHONS
from support.recorded import run, write

START = "import asyncio, time\n"
MAIN = "asyncio.run(main())\n"

# The line of the fault has this mark.
FAULTS = {
    "blocked": """\
async def tick():
    for _ in range(4):
        await asyncio.sleep(0.02)
async def main():
    task = asyncio.create_task(tick())
    await asyncio.sleep(0.01)
    time.sleep(0.2)  # here
    await task
""",
    "kept waiting": """\
async def turns():
    for _ in range(20):
        time.sleep(0.02)
        await asyncio.sleep(0)
async def sleeper():
    await asyncio.sleep(0.01)
async def main():
    others = [asyncio.create_task(turns()) for _ in range(8)]
    task = asyncio.create_task(sleeper())  # here
    await asyncio.gather(task, *others)
""",
    "starved": """\
from concurrent.futures import ThreadPoolExecutor
async def main():
    loop, pool = asyncio.get_running_loop(), ThreadPoolExecutor(1)
    first = loop.run_in_executor(pool, time.sleep, 0.2)
    await loop.run_in_executor(pool, time.sleep, 0.01)  # here
    await first
""",
    "unseen": """\
async def fails():
    raise ValueError("lost")
async def main():
    asyncio.create_task(fails())  # here
    await asyncio.sleep(0.01)
""",
    "never awaited": """\
async def forgotten():
    pass
async def main():
    forgotten()  # here
""",
    "destroyed": """\
import gc
async def waits():
    await asyncio.get_running_loop().create_future()
async def main():
    asyncio.create_task(waits())  # here
    await asyncio.sleep(0.01)
    gc.collect()
""",
    "leaked": """\
async def main():
    task = asyncio.create_task(asyncio.sleep(1))  # here
    await asyncio.sleep(0.01)
""",
    "swallowed": """\
async def stubborn():
    try:
        await asyncio.sleep(1)
    except asyncio.CancelledError:
        pass
async def main():
    task = asyncio.create_task(stubborn())  # here
    await asyncio.sleep(0.01)
    task.cancel()
    await task
""",
}

RIGHT = {
    "a timeout that strikes": """\
async def main():
    try:
        async with asyncio.timeout(0.01):
            await asyncio.sleep(1)
    except TimeoutError:
        pass
""",
    "a group that cancels": """\
async def fails():
    raise ValueError
async def main():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(fails())
            group.create_task(asyncio.sleep(1))
    except* ValueError:
        pass
""",
    "a task that is stopped": """\
async def main():
    task = asyncio.create_task(asyncio.sleep(1))
    await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.wait([task])
""",
    "work in threads": """\
async def main():
    await asyncio.gather(*(asyncio.to_thread(time.sleep, 0.1) for _ in range(3)))
""",
    "many turns": """\
async def turns():
    for _ in range(50):
        await asyncio.sleep(0)
async def main():
    await asyncio.gather(turns(), turns())
""",
    "an exception that is handled": """\
async def fails():
    raise ValueError
async def main():
    results = await asyncio.gather(fails(), return_exceptions=True)
    assert results
""",
}


def found(version: str, folder: Path, source: str, *options: str) -> tuple[Finding, ...]:
    """What is found in a program; on the simulated clock, as a busy machine blocks by chance."""
    script, output = write(folder, START + source + MAIN), folder / "t.json"
    ours = ("-m", "asyncio_timeline", "--simulated", *options)
    run(PYTHONS[version], folder, *ours, "-o", output, script)
    return findings(from_json(output.read_text("utf-8")))


@pytest.mark.parametrize("version", ENDS)
@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_found_where_it_is(version: str, fault: str, tmp_path: Path) -> None:
    """Once, by its name, and the line is the one to look at."""
    source = FAULTS[fault]
    all_of_it = found(version, tmp_path, source)
    assert [each.kind for each in all_of_it if each.kind == fault] == [fault], all_of_it
    assert {each.kind for each in all_of_it} == {fault}, all_of_it
    (line,) = (n for n, text in enumerate((START + source).splitlines(), 1) if "# here" in text)
    # Up to 3.11 no lines are recorded, and a step is known by where it waits.
    near = (line, line + 1) if fault == "blocked" and version == "3.11" else (line,)
    assert all_of_it[0].line in near


@pytest.mark.parametrize("version", ENDS)
@pytest.mark.parametrize("name", RIGHT)
def test_what_is_right_is_let_alone(version: str, name: str, tmp_path: Path) -> None:
    """Nothing is found in programs that do as they should."""
    assert found(version, tmp_path, RIGHT[name]) == ()


def test_who_waited_is_named(tmp_path: Path) -> None:
    """That is the damage: a step that nobody waits for harms nobody."""
    (blocked,) = found(ENDS[-1], tmp_path, FAULTS["blocked"])
    assert blocked.what.startswith("main blocks the loop for 0.200 s; meanwhile tick has to wait")


@pytest.mark.parametrize("version", ENDS)
def test_check(version: str, tmp_path: Path) -> None:
    """A line each on stdout, and 1 as the exit status; 0 if there is none."""
    check = ("-m", "asyncio_timeline", "check", "--simulated")
    write(tmp_path, START + FAULTS["leaked"] + MAIN, "leaks.py")
    write(tmp_path, START + RIGHT["many turns"] + MAIN, "right.py")
    write(tmp_path, "import sys\nsys.exit(3)", "fails.py")
    done = run(PYTHONS[version], tmp_path, *check, "leaks.py")
    assert done.returncode == 1
    assert re.fullmatch(r"leaks\.py:3: sleep was still running .+ \[leaked\]\n", done.stdout)
    done = run(PYTHONS[version], tmp_path, *check, "--format", "github", "leaks.py")
    assert done.stdout.startswith("::warning file=leaks.py,line=3,title=asyncio: leaked::sleep was")
    done = run(PYTHONS[version], tmp_path, *check, "right.py")
    assert (done.returncode, done.stdout) == (0, "nothing was slow or wrong\n")
    assert run(PYTHONS[version], tmp_path, *check, "fails.py").returncode == 3


def test_the_page_lists_them_first(tmp_path: Path) -> None:
    """Each is a link to its moment, which is a row of the table."""
    script = write(tmp_path, START + FAULTS["leaked"] + MAIN)
    ours = ("-m", "asyncio_timeline", "--simulated", "-o", "t.html")
    run(PYTHONS[ENDS[-1]], tmp_path, *ours, script)
    page = (tmp_path / "t.html").read_text("utf-8")
    (moment,) = re.findall(r'<li><a href="#timeline" data-moment="(\d+)">', page)
    rows = re.findall(r"<tr data-order.*?</tr>", page)
    assert (
        "asks <wbr>sleep to cancel" in rows[int(moment) - 1] or "to cancel" in rows[int(moment) - 1]
    )
    assert page.index('class="findings"') < page.index('class="views"')
