"""The fixtures of this package's tests, which know of no other package and of no site."""

from support.browsing import browser

__all__ = ["browser"]
