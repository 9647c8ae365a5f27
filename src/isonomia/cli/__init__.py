"""The command line: one file per verb; what a verb needs is imported when it runs."""

from isonomia.cli.app import app, main

__all__ = ["app", "main"]
