"""The `mizan` command. The door; it decides nothing."""

from mizan.cli.main import main

__all__ = ["main"]
