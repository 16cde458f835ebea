"""The fixtures of this package's tests."""

from support.project import in_the_project, scratch

__all__ = ["in_the_project", "scratch"]
