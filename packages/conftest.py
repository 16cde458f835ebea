"""The fixtures of the packages' tests."""

from support.browsing import browser
from support.project import in_the_project, scratch

__all__ = ["browser", "in_the_project", "scratch"]
