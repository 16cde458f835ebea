"""Shows examples on pages.

In: Markdown that names examples, and their recordings. Out: HTML, or the mistakes in the Markdown.
May import: `running`, `in_the_page`, `example`, `interpreter`, `problem`, `asyncio_timeline` and
Python-Markdown.
"""
