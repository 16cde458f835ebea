"""A loop that swallows each Exception."""

while True:
    try:  # noqa: SIM105
        print(1 / 0)
    except Exception:
        pass
