"""The command line: `kladka …`. Each command loads its input, calls one use case and prints the answer."""

from api.cli.root import main

__all__ = ["main"]
