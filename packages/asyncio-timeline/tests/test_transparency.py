"""Promise: a program prints the same, and ends the same, with and without the recorder.

Somebody who looks for a mistake must not be shown another program than their own.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from asyncio_timeline.timeline import from_json
from support.pythons import PYTHONS
from support.recorded import program, run


@pytest.mark.parametrize("mode", ["plain", "debug"])
@pytest.mark.parametrize("version", PYTHONS)
def test_what_a_program_can_see(version: str, mode: str, tmp_path: Path) -> None:
    """To the character, on every Python, in asyncio's debug mode as well."""
    script = program("transparent/looks_at_itself")
    plain = run(PYTHONS[version], tmp_path, script, mode)
    output = tmp_path / "timeline.json"
    recorded = run(PYTHONS[version], tmp_path, "-m", "asyncio_timeline", "-o", output, script, mode)
    assert _stable(recorded.stdout) == _stable(plain.stdout)
    assert _stable(recorded.stderr) == _stable(plain.stderr)
    assert recorded.returncode == plain.returncode == 1
    assert "was never retrieved" in plain.stderr
    assert "the end" in plain.stdout
    assert from_json(output.read_text("utf-8")).prints[-1].text == "the end"


def _stable(text: str) -> str:
    """Without what no two runs share: addresses, readings of the clock."""
    text = re.sub(r"0x[0-9a-f]+", "0x", text)
    return re.sub(r"\b(when=|took |line )?\d+\.\d{3,}", "0", text)
