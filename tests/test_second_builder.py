"""Promise: the same mkdocs.yml builds with Zensical, and readers see the same listings.

Material for MkDocs ends on 5 May 2027. The move is a change of command, not of pages.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock
from support.built_page import figures, pages, parse
from support.project import ROOT

BUILT_FROM = (
    "docs",
    "examples",
    "recordings",
    "overrides",
    "packages",
    "mkdocs.yml",
    "requirements-frameworks.txt",
)


@pytest.fixture(scope="session")
def zensical_site(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The site as Zensical builds it, once for all workers: in a copy, without a --site-dir."""
    base = tmp_path_factory.getbasetemp()
    project = (base if worker_id == "master" else base.parent) / "zensical"
    with FileLock(f"{project}.lock"):
        if (project / "built").exists():
            return project / "site"
        for name in BUILT_FROM:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, project / name, dirs_exist_ok=True)
            else:
                shutil.copy(source, project / name)
        shutil.rmtree(project / "docs/examples", ignore_errors=True)
        for command in (("tested_examples", "assets"), ("zensical", "build", "--strict")):
            done = subprocess.run(
                [sys.executable, "-m", *command],
                cwd=project,
                capture_output=True,
                text=True,
                check=False,
                env=os.environ | {"SITE_URL": "https://example.org/meanwhile/"},
            )
            assert done.returncode == 0, done.stdout + done.stderr
        (project / "built").touch()
    return project / "site"


def test_nothing_is_a_link() -> None:
    """Windows makes symbolic links only for those who ask for them, and Zensical follows none."""
    listed = subprocess.run(
        ["git", "ls-files", "--stage"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert listed
    assert not [line for line in listed if line.startswith("120000 ")]


def test_both_builders_show_the_same_listings(site: Path, zensical_site: Path) -> None:
    """Page by page: code, output, caption, foot, links."""
    compared = 0
    for path in pages(site):
        ours = figures(parse(path.read_text(encoding="utf-8")))
        if not ours:
            continue
        name = path.relative_to(site)
        theirs = figures(parse((zensical_site / name).read_text(encoding="utf-8")))
        assert ours == theirs, f"{name}: MkDocs and Zensical show other listings"
        compared += len(ours)
    assert compared >= 25


def test_raw_scripts_are_served_by_both(site: Path, zensical_site: Path) -> None:
    """Download leads to the script, byte for byte, whichever builder made the site."""
    scripts = sorted(path.relative_to(site) for path in (site / "examples").rglob("*.py"))
    assert scripts
    for script in scripts:
        assert (site / script).read_bytes() == (zensical_site / script).read_bytes()
