"""Lets a function of a simulated thread stop in the middle.

In: any function. Out: its twin, a generator that yields wherever the function would block.
May import: what `simulation` may.
"""
