"""Formats examples with ruff without breaking their `#> ` comments.

A formatter writes `# > ` for `#> ` (pycodestyle E265). So the scripts are formatted as copies, the
comments put right again, and the result compared or written.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tested_examples.problem import Problem, Problems


def formatted(examples: Path) -> dict[Path, str]:
    """The scripts below `examples` that ruff would write differently, with their new text.

    Raises `Problems` with what ruff says of scripts that it cannot read.
    """
    with tempfile.TemporaryDirectory(prefix="format-", dir=examples.parent) as folder:
        copies = Path(folder) / examples.name
        shutil.copytree(examples, copies, ignore=shutil.ignore_patterns("__pycache__"))
        done = subprocess.run(
            [sys.executable, "-m", "ruff", "format", "--quiet", "--line-length", "72", str(copies)],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            said = done.stderr.replace(f"{folder}/", "").strip()
            raise Problems("format", [Problem(examples, said, next_step="mend the script")])
        changed: dict[Path, str] = {}
        for copy in sorted(copies.rglob("*.py")):
            text = re.sub(r"(?m)^( *)# >(?= |$)", r"\1#>", copy.read_text(encoding="utf-8"))
            script = examples / copy.relative_to(copies)
            if text != script.read_text(encoding="utf-8"):
                changed[script] = text
    return changed
