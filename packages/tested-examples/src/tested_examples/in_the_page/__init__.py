"""Runs examples in the reader's browser.

In: Pyodide as npm brings it; then, in the page, the source of a script. Out: what it printed.
May import: `running.normalising`, `interpreter`, `problem` and `asyncio_timeline`; never `pages`.
"""
