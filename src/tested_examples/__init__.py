"""Turns the scripts in `examples/` into listings whose output a real run printed.

    examples/ -> (record) -> recordings/ -> (Markdown extension) -> docs/ -> site/

`example` reads a script, `interpreter` finds the Pythons, `transcript` runs a script as a reader
would, `recording` keeps what it printed, `listing` shows it on a page, and `page` reads the
Markdown that asks for it.
"""
