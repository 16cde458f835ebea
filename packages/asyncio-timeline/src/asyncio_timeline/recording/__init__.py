"""Watches a program while it runs.

In: a running program, and the files that are its own. Out: a `Timeline`.
May import: `timeline`, `own` and the standard library; never `simulation` or `drawing`.
"""
