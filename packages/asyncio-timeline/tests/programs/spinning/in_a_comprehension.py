"""A comprehension that never ends."""

print([0 for _ in iter(int, 1)])
