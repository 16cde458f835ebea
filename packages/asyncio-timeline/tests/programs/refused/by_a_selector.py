"""Waits for files."""

import selectors

selectors.DefaultSelector().select(1)
