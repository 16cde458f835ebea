"""Archives whose bytes are the same on each machine: entries in order, without times, stored as
they are, since two releases of zlib compress the same file differently.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip archive can hold."""


def archive(files: Mapping[str, bytes], folder: str) -> bytes:
    """A zip archive of the files, below one folder."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as bundle:
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(f"{folder}/{name}", _EPOCH)
            entry.create_system = 3  # Unix, wherever it is made: else the bytes would differ
            entry.external_attr = 0o644 << 16
            bundle.writestr(entry, data)
    return held.getvalue()
