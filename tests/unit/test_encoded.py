"""A text file is read in its encoding to its last byte, or refused by the place of the first byte that is not of it."""

import io
import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from runner.errors import LapseError, UsageError
from runner.jobs.encoded import STDIN, check_encoding, open_text

ENCODINGS = ["utf-8", "cp949", "euc_kr", "iso2022_kr", "shift_jis", "gb18030", "utf-16", "utf-16-be", "utf-7", "cp037"]
_texts = st.text('ab,"\n\r\0가힣é😀\ufeff', max_size=40)
_paddings = st.sampled_from(["", "x" * 8191, "x" * 20_000, "ab\r\n" * 5_000, "가\n" * 4_096])


def _read(path: Path, encoding: str) -> str:
    with open_text(path, encoding) as file:
        return file.read()


@given(st.sampled_from(ENCODINGS), _paddings, _texts, _paddings)
def test_text_comes_as_it_was_written(tmp_path: Path, encoding: str, before: str, text: str, after: str) -> None:
    content = (before + text + after).encode(encoding, "replace")
    (tmp_path / "text").write_bytes(content)
    assert _read(tmp_path / "text", encoding) == content.decode(encoding)


@given(
    _paddings,
    st.binary(max_size=12) | st.lists(st.sampled_from([b"\xea\xb0\x80", b"\xea", b"\r", b"\n"])).map(b"".join),
)
@example("ab\r\n" * 2_047 + "abc\r", b"\n\xff")
@example("x" * 8191, b"\xea\xb0")
@example("", b"\xef\xbb\xbf\r\n\xbb")
def test_first_byte_that_is_not_of_the_encoding_is_named(tmp_path: Path, before: str, rest: bytes) -> None:
    content = before.encode() + rest
    (tmp_path / "text").write_bytes(content)
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        ends = [end.end() for end in re.finditer(rb"\r\n?|\n", content[: error.start])]
        place = f":{len(ends) + 1}: byte {error.start - [0, *ends][-1] + 1} (0x{content[error.start]:02X}) is not UTF-8"
        with pytest.raises(LapseError, match=re.escape(place)):
            _read(tmp_path / "text", "utf-8")
    else:
        assert _read(tmp_path / "text", "utf-8") == text


def test_file_or_pipe_is_read_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "가,나\r\n" * 20_000
    for encoding in ("utf-8-sig", "cp949", "utf-16"):
        (tmp_path / "text").write_bytes(text.encode(encoding))
        with subprocess.Popen(["cat", tmp_path / "text"], stdout=subprocess.PIPE) as cat:
            assert cat.stdout
            monkeypatch.setattr("sys.stdin", io.TextIOWrapper(cat.stdout))
            for path in (tmp_path / "text", STDIN):
                with open_text(path, encoding) as file:
                    assert file.read() == text


def test_place_is_counted_in_bytes_of_the_encoding_named(tmp_path: Path) -> None:
    for encoding, content, message in (
        ("cp949", "가,나\n".encode("cp949") + b"a,\xff\n", ":2: byte 3 (0xFF) is not CP949; nothing"),
        ("cp949", "가\n나".encode("cp949")[:-1], ":2: byte 1 (0xB3) is not CP949, the file ends within a character; "),
        ("utf-16", "가\n나".encode("utf-16")[:-1], ":2: byte 1 (0x98) is not UTF-16, the file ends within a character"),
        ("utf-16-be", "가\r\n나".encode("utf-16-be") + b"\xdc\x00", ":2: byte 3 (0xDC) is not UTF-16-BE; nothing"),
        (
            "utf-16",
            "a\n".encode("utf-16-le"),
            ": not UTF-16: UTF-16 stream does not start with BOM; nothing was loaded",
        ),
        ("cp1252", b"\xe9\n\xe9\x81", ":2: byte 2 (0x81) is not CP1252; nothing"),
        ("ascii", b"\xe9", ":1: byte 1 (0xE9) is not ASCII; nothing"),
    ):
        (tmp_path / "text.csv").write_bytes(content)
        with pytest.raises(LapseError) as caught:
            _read(tmp_path / "text.csv", encoding)
        assert str(caught.value).startswith(f"{tmp_path / 'text.csv'}{message}")
        assert str(caught.value).endswith("Give the encoding of the file with --encoding, or save the file as UTF-8")


def test_encoding_to_try_is_that_of_the_byte_order_mark(tmp_path: Path) -> None:
    for bom, tried in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xb0\xa1", "cp949")):
        (tmp_path / "text.csv").write_bytes(bom)
        with pytest.raises(LapseError, match=f"or give its encoding, for example --encoding {tried}$"):
            _read(tmp_path / "text.csv", "utf-8")


def test_encoding_goes_by_every_name_that_python_knows() -> None:
    for name in (*ENCODINGS, "UTF-8", "utf8", "utf_8_sig", "MS949", "KSC5601", "latin-1"):
        check_encoding(name)


def test_name_of_no_text_encoding_is_refused() -> None:
    for name in ("rot13", "hex", "zip", "undefined", "idna", "no-such", "가", "", "x" * 10_000):
        with pytest.raises(UsageError, match=rf"^--encoding {name}: unknown text encoding"):
            check_encoding(name)
