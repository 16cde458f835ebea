"""Runs a script as `python` does, recorded, from its first line to the end of the interpreter.

In: the path of a script and its arguments. Out: a `Run`: its timeline and its exit status.
May import: `recording`, `simulation`, `timeline`, `own` and the standard library.
"""
