"""Bytes of a shard, expanded where they are packed, in bounded memory."""

from __future__ import annotations

import gzip
import hashlib
import io
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, cast

import zstandard

from isonomia.assess.data.reading.zstd_frames import frames_are_whole

if TYPE_CHECKING:
    from typing import BinaryIO

    from typing_extensions import Buffer

__all__ = ["EndedError", "RangeReader", "open_stream"]

BLOCK = 2**20

MAX_WINDOW = 2**27
"""128 MiB, what the command ``zstd`` allows itself too: more memory must be asked for there."""

MAX_RATIO = 1000
"""Texts expand 3 to 10 times, logs that repeat themselves some 100 times; a megabyte of zeros
expands 1,000 times with gzip (its limit is 1,032) and 30,000 times with Zstandard."""

RATIO_FROM = 64 * 2**20
"""Expanded bytes before the ratio is looked at: small files of blanks do no harm."""


class EndedError(Exception):
    """A packed file cannot be expanded further; what came before holds."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class RangeReader(io.RawIOBase):
    """The bytes of a range of a file, counted and digested as they are read."""

    def __init__(self, path: str, start: int, end: int) -> None:
        self._file = Path(path).open("rb", buffering=0)  # noqa: SIM115 - closed with this stream
        self._file.seek(start)
        self._left = end - start
        self._digest = hashlib.sha256()
        self.bytes = 0

    def readable(self) -> bool:
        """Say that this can be read."""
        return True

    def readinto(self, buffer: Buffer) -> int:
        """Read some bytes, 0 at the end of the range."""
        view = memoryview(buffer)[: self._left]
        got = self._file.readinto(view) or 0
        self._digest.update(view[:got])
        self._left -= got
        self.bytes += got
        return got

    def drain(self) -> None:
        """Read what is left, so that the digest is that of the whole range."""
        buffer = bytearray(BLOCK)
        while self.readinto(buffer):
            pass

    @property
    def digest(self) -> str:
        """SHA-256 of what was read."""
        return self._digest.hexdigest()

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()


class _Expanded(io.RawIOBase):
    """What a decompressor gives, with a guard on how much."""

    def __init__(self, packed: RangeReader, path: str, packing: str) -> None:
        self._packed, self._path, self._packing = packed, path, packing
        self._bytes = 0
        self._inner = _decompressor(packed, packing)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer) -> int:
        try:
            got = self._inner.readinto(buffer) or 0
        except EOFError as error:
            raise EndedError("truncated") from error
        except zstandard.ZstdError as error:
            too_large = "too much memory" in str(error)
            raise EndedError("window-too-large" if too_large else "corrupt") from error
        except (gzip.BadGzipFile, zlib.error) as error:
            raise EndedError("corrupt") from error
        self._bytes += got
        if self._bytes > max(RATIO_FROM, MAX_RATIO * self._packed.bytes):
            raise EndedError("bomb")
        if not got:
            self._check_whole()
        return got

    def _check_whole(self) -> None:
        if self._packing == "zst":
            with Path(self._path).open("rb") as file:
                if not frames_are_whole(file):
                    raise EndedError("truncated")


def _decompressor(
    packed: RangeReader, packing: str
) -> gzip.GzipFile | zstandard.ZstdDecompressionReader:
    if packing == "gz":
        return gzip.GzipFile(fileobj=io.BufferedReader(packed, BLOCK))
    expand = zstandard.ZstdDecompressor(max_window_size=MAX_WINDOW)
    return expand.stream_reader(cast("BinaryIO", packed), read_across_frames=True)


def open_stream(packed: RangeReader, path: str, packing: str) -> io.BufferedReader:
    """Return a shard's bytes as they are to be read.

    Reading raises EndedError where the packed bytes are cut off, damaged, or expand beyond reason.
    """
    return io.BufferedReader(_Expanded(packed, path, packing) if packing else packed, BLOCK)
