"""Lines, none of them longer than a limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import io
    from collections.abc import Iterator

__all__ = ["BOM", "Lines", "skip_line"]

BOM = b"\xef\xbb\xbf"
PIECE = 2**20


def skip_line(stream: io.BufferedReader) -> int:
    """Read on to behind the end of a line, and return how many bytes that were."""
    skipped = 0
    while piece := stream.readline(PIECE):
        skipped += len(piece)
        if piece.endswith(b"\n"):
            break
    return skipped


class Lines:
    """The lines of a stream with their ends; None stands for one that is longer than the limit.

    Parameters
    ----------
    stream : io.BufferedReader
        What is read.
    limit : int
        Bytes of the longest line, without its end. No more than these are held.
    first : bool, optional
        Whether this is the start of a file, where a mark of UTF-8 may stand.

    Attributes
    ----------
    number : int
        Lines that were read so far: the number of the line that came last.
    """

    def __init__(self, stream: io.BufferedReader, limit: int, *, first: bool = True) -> None:
        self._stream, self._limit, self._first = stream, limit, first
        self.number = 0

    def __iter__(self) -> Iterator[bytes | None]:
        limit = self._limit
        while line := self._stream.readline(limit + 1):
            long = len(line) > limit and not line.endswith(b"\n")
            if long:
                skip_line(self._stream)
            self.number += 1
            if long:
                yield None
            else:
                yield line.removeprefix(BOM) if self._first and self.number == 1 else line
