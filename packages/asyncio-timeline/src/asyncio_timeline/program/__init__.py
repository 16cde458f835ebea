"""Runs a program as `python` does, recorded, from its first line to the end of the interpreter.

In: a program, in each form that `python` takes, and its arguments. Out: a `Run`: its timeline and
its exit status.
May import: `recording`, `simulation`, `timeline`, `own` and the standard library.
"""
