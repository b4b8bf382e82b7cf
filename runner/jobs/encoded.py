"""Text files, read strictly in their encoding: one invalid byte, and the whole file is refused."""

import codecs
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO, cast

from ..errors import LapseError, UsageError

STDIN = Path("-")
_AS_CSV = "save the sheet as 'CSV UTF-8' and load that"
# What files begin with that are often taken for text, and what to do about it.
_BINARY = {
    b"PK\x03\x04": f"an Excel workbook, or another ZIP archive: {_AS_CSV}",
    b"\xd0\xcf\x11\xe0": f"an Excel workbook: {_AS_CSV}",
    b"\x1f\x8b": "compressed by gzip: load what `gunzip --stdout FILE` prints, with - as the FILE to load",
}
_DOMAIN_NAME_CODECS = ("idna", "punycode")  # these encode one name, not a file


def check_encoding(name: str) -> None:
    """Refuse an encoding that cannot be used for a text file.

    Args:
        name: of the encoding, by any name that Python knows.

    Raises:
        UsageError: the name is unknown, or its codec does not decode bytes to text.
    """
    try:
        io.TextIOWrapper(io.BytesIO(), encoding=name).read()
        is_known = codecs.lookup(name).name not in _DOMAIN_NAME_CODECS
    except (LookupError, ValueError):
        is_known = False
    if not is_known:
        raise UsageError(
            f"--encoding {name}: unknown text encoding; write for example cp949 or utf-16; nothing was done"
        )


@contextmanager
def open_text(path: Path, encoding: str) -> Iterator[TextIO]:
    """Open a text file for reading, without translation of line ends.

    Args:
        path: the file, which may be a pipe; STDIN for standard input, which stays open.
        encoding: its encoding, as checked by `check_encoding`.

    Raises:
        LapseError: on reading, if it is an Excel workbook or compressed, or the bytes are not valid in the encoding.
        OSError: the file cannot be read.
    """
    with _opened(path) as file:
        checked = io.BufferedReader(_CheckedFile(file, name_of(path), encoding), 65536)
        with io.TextIOWrapper(checked, encoding=encoding, newline="") as text:
            yield text


def name_of(path: Path) -> str:
    """Return the name of a file in messages."""
    return "stdin" if path == STDIN else str(path)


@contextmanager
def _opened(path: Path) -> Iterator[io.BufferedReader]:
    if path != STDIN:
        with path.open("rb") as file:
            yield file
    elif sys.stdin is None:  # the caller has closed it
        raise LapseError("stdin is closed; nothing was loaded")
    else:
        yield cast(io.BufferedReader, sys.stdin.buffer)


@dataclass(frozen=True)
class _Block:
    """Bytes of the file, with the state to decode them again.

    Attributes:
        data: the bytes; none at the end of the file.
        offset: of the first of them in the file.
        state: of the decoder before them.
        line: the number of the line that they begin in.
        last: the last character before them.
    """

    data: bytes = b""
    offset: int = 0
    state: tuple[bytes, int] = (b"", 0)
    line: int = 1
    last: str = ""


class _CheckedFile(io.RawIOBase):
    """A file that decodes each block before returning it, to find the place of an invalid byte.

    Keeps only the block in which the current line begins, to count the bytes of that line.

    Args:
        file: the file.
        name: its name in messages.
        encoding: its encoding.
    """

    def __init__(self, file: io.BufferedReader, name: str, encoding: str) -> None:
        self._file = file
        self._name = name
        self._encoding = encoding
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._line = 1
        self._last = ""
        self._offset = 0
        self._line_block: _Block | None = None

    def readable(self) -> bool:
        """Return True: the file can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer with valid bytes; return how many, 0 at the end of the file.

        Args:
            buffer: to be filled.

        Raises:
            LapseError: the next bytes are not valid in the encoding, the file ends within a character, or is no text.
        """
        data = self._file.read1(len(buffer))
        if not self._offset:
            self._refuse_binary(data)
        self._check(_Block(data, self._offset, self._decoder.getstate(), self._line, self._last))
        buffer[: len(data)] = data
        return len(data)

    def _refuse_binary(self, data: bytes) -> None:
        for begin, advice in _BINARY.items():
            if data.startswith(begin):
                raise LapseError(f"{self._name} is {advice}; nothing was loaded")

    def _check(self, block: _Block) -> None:
        try:
            text = self._decoder.decode(block.data, not block.data)
        except UnicodeError as error:
            raise LapseError(self._fault(block, error)) from None
        if "\n" in text or "\r" in text:
            self._line_block = block
            self._line += _line_ends(block.last, text)
        self._last = text[-1:] or self._last
        self._offset += len(block.data)

    def _fault(self, block: _Block, error: UnicodeError) -> str:
        encoding = self._encoding.upper()
        begin = self._place(self._line_block, 0)[1] if self._line_block else 0
        line, begin, found = self._place(block, begin)
        if not found:  # some codecs report no byte, for example UTF-16 without a byte order mark
            return f"{self._name}: not {encoding}: {error}; nothing was loaded. {self._advice(None)}"
        at, value = found
        where = f"{self._name}:{line}: byte {at - begin + 1} (0x{value:02X})"
        end = "" if block.data else ", the file ends within a character"
        return f"{where} is not {encoding}{end}; nothing was loaded. {self._advice(value if at == 0 else None)}"

    def _advice(self, first: int | None) -> str:
        if codecs.lookup(self._encoding).name not in ("utf-8", "utf-8-sig"):
            return "Give the encoding of the file with --encoding, or save the file as UTF-8"
        example = "utf-16" if first in (0xFE, 0xFF) else "cp949"  # a byte order mark begins with one of these
        return f"Save the file as UTF-8, or give its encoding, for example --encoding {example}"

    def _place(self, block: _Block, begin: int) -> tuple[int, int, tuple[int, int] | None]:
        """Decode a block again, byte by byte.

        Args:
            block: the block.
            begin: the offset of the line in which it begins.

        Returns:
            Of the line at the end of the block, or at its first fault: the number and the offset of its first byte.
            Of that fault: the offset and the value of the byte.
        """
        decoder = codecs.getincrementaldecoder(self._encoding)()
        decoder.setstate(block.state)
        line, last, offset = block.line, block.last, block.offset
        for byte in (block.data[at : at + 1] for at in range(len(block.data) or 1)):
            offset += len(byte)
            try:
                text = decoder.decode(byte, not byte)
            except UnicodeDecodeError as error:
                at = offset - len(error.object) + error.start
                return line, begin, (at, error.object[error.start])
            except UnicodeError:
                break
            line += _line_ends(last, text)
            if text.endswith(("\n", "\r")):
                begin = offset
            last = text or last
        return line, begin, None


def _line_ends(last: str, text: str) -> int:
    """Return how many lines end in a text; a CR right before it has already ended one."""
    ends = text.count("\n") + text.count("\r") - text.count("\r\n")
    return ends - (last == "\r" and text.startswith("\n"))
