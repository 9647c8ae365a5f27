"""Errors as the user meets them: one sentence on stderr and an exit code, never a traceback."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from isonomia.errors import IncompleteError, IsonomiaError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Exit", "plain_failures"]


class Exit:
    """Exit codes by kind."""

    GATE_FAILED = 1
    USAGE = 2
    INCOMPLETE = 3
    UNFORESEEN = 70
    INTERRUPTED = 130
    UNREAD = 141


@contextmanager
def plain_failures() -> Iterator[None]:
    """Turn what can go wrong into a sentence and an exit code."""
    try:
        yield
    except IsonomiaError as error:
        typer.echo(f"isonomia: {error}", err=True)
        code = Exit.INCOMPLETE if isinstance(error, IncompleteError) else Exit.USAGE
        raise typer.Exit(code) from None
    except KeyboardInterrupt:
        typer.echo(
            "isonomia: interrupted; what was done so far is kept. "
            "Run the same command with --resume to continue.",
            err=True,
        )
        raise typer.Exit(Exit.INTERRUPTED) from None
    except (typer.Exit, typer.Abort):
        raise
    except BrokenPipeError:
        # Whoever reads our output, such as `head`, has read enough: what is left goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(Exit.UNREAD) from None
    except Exception as error:
        # Whatever we did not foresee is our fault, and still no traceback for the user.
        typer.echo(
            f"isonomia: this should not have happened ({type(error).__name__}: {error}). Every "
            "answer or count so far is kept; please report it with the command that led here.",
            err=True,
        )
        raise typer.Exit(Exit.UNFORESEEN) from error
