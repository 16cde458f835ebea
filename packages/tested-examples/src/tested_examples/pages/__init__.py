"""Shows examples on pages.

In: Markdown that names examples, and their recordings. Out: HTML, or the mistakes in the Markdown.
May import: `running`, `in_the_page`, what those may, and Python-Markdown.
"""
