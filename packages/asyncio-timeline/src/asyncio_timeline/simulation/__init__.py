"""Runs a program on a simulated clock, with simulated threads, on the loop of CPython itself.

In: a program, run inside `simulate.simulation()`. Out: what it would do if no time were lost.
May import: `timeline`, `own`, `monitoring` and the standard library; never `recording` or
`drawing`.
"""
