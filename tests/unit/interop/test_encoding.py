"""文字コードの判定: 中身で決め、理由を言い、切れたもの・文字でないものを断る。"""

import random

import pytest

from kasane.interop.readers.encoding import BINARY, TRUNCATED, decode, detect
from kasane.interop.refusal import FileRefused

TEXT = "名称,住所\nかさね市地域包括支援センター,かさね市本町一丁目2番3号\nふれあいサロン「ひだまり」,かさね市港町4-5\n"


def _write(tmp_path, content: bytes):
    path = tmp_path / "一覧.csv"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (TEXT.encode("utf-8"), "utf-8", "誤りなく"),
        (TEXT.encode("utf-8-sig"), "utf-8-sig", "BOM"),
        (TEXT.encode("cp932"), "cp932", "誤りなく"),
        (TEXT.encode("euc_jp"), "euc_jp", "誤りなく"),
        (TEXT.encode("utf-16"), "utf-16", "BOM"),
        (TEXT.encode("utf-16-le"), "utf-16-le", "2 バイト"),
        (b"name,address\nA,B\n", "utf-8", "英数字だけ"),
    ],
)
def test_encoding_is_decided_from_the_content_and_says_why(tmp_path, content, name, why):
    path = _write(tmp_path, content)
    found = detect(path)
    assert (found.name, why in found.why) == (name, True)
    assert "".join(decode(path, found)).lstrip("\ufeff").startswith(("名称", "name"))


def test_a_japanese_character_far_into_the_file_still_decides(tmp_path):
    path = _write(tmp_path, b"a,b\n" * 50_000 + "名称\n".encode("cp932"))
    assert detect(path).name == "cp932"


def test_one_damaged_character_is_counted_and_the_rest_is_read(tmp_path):
    path = _write(tmp_path, (TEXT * 5).encode("cp932") + b"\x81\xff,x\n" + (TEXT * 5).encode("cp932"))
    found = detect(path)
    assert (found.name, found.damaged >= 1) == ("cp932", True)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_file_cut_inside_a_character_is_refused(tmp_path, encoding):
    with pytest.raises(FileRefused, match="途中で終わって") as refused:
        detect(_write(tmp_path, ("名称\n" * 100 + "館").encode(encoding)[:-1]))
    assert refused.value.reason == TRUNCATED


@pytest.mark.parametrize("content", [b"\x00\x01\x02\x03" * 500, bytes(range(256)) * 20])
def test_binary_is_refused(tmp_path, content):
    with pytest.raises(FileRefused) as refused:
        detect(_write(tmp_path, content))
    assert refused.value.reason == BINARY


def test_random_bytes_without_nul_are_refused(tmp_path):
    noise = bytes(random.Random(7).choices(range(0x80, 0x100), k=200_000))
    with pytest.raises(FileRefused):
        detect(_write(tmp_path, noise))


def test_an_empty_file_is_refused(tmp_path):
    with pytest.raises(FileRefused, match="空です"):
        detect(_write(tmp_path, b""))
