"""The user's files: what is read out of them, and that a bad one hurts nobody."""

import asyncio
import io
import os
import time
import zipfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from jarvis.errors import BadInputError
from jarvis.mind.documents import kinds, walk
from jarvis.mind.documents.child import Reader, open_reader
from jarvis.mind.documents.docx import LARGEST_PART
from jarvis.mind.documents.kinds import Contents, Section
from jarvis.mind.documents.passages import MOST_WORDS, passages, sentences

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def read(name: str, content: bytes) -> Contents:
    return kinds.parse(Path(name), content)


def texts(contents: Contents) -> dict[str, str]:
    return {section.heading: section.text for section in contents.sections}


def pdf(text: str) -> bytes:
    writer = PdfWriter()
    page = writer.add_blank_page(300, 300)
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
    )
    stream = DecodedStreamObject()
    stream.set_data(f"BT /F1 12 Tf 20 200 Td ({text}) Tj ET".encode())
    page[NameObject("/Contents")] = writer._add_object(stream)  # noqa: SLF001 - no other way
    writer.add_metadata({"/Title": "Lease"})
    held = io.BytesIO()
    writer.write(held)
    return held.getvalue()


def docx(body: str, before: str = "") -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "word/document.xml", f'{before}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
        )
    return held.getvalue()


def test_markdown_is_read_by_its_headings_without_its_marks() -> None:
    found = read(
        "a.md", b"# Router\n\nIt is *in* the [hall](x).\n\n## Wifi\n\n- one\n- two\n\n```\n# code\n```\n"
    )
    assert found.title == "Router"
    assert texts(found) == {"Router": "It is in the hall.", "Wifi": "one\n\ntwo\n\n# code"}


def test_front_matter_names_a_note_and_is_not_read_aloud() -> None:
    found = read("x.md", b'---\ntitle: "Garden"\ntags: [a]\n---\nWater the roses.\n')
    assert (found.title, texts(found)) == ("Garden", {"": "Water the roses."})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_is_read_in_whatever_encoding_it_is(encoding: str) -> None:
    found = read("cafe_list.txt", "Café Über: crème brûlée".encode(encoding))
    assert (found.title, texts(found)[""]) == ("cafe list", "Café Über: crème brûlée")


def test_a_web_page_is_its_words_without_scripts_and_menus() -> None:
    found = read(
        "p.html",
        b"<title>Soup</title><nav>Home</nav><script>if (a < b) steal()</script><style>p{}</style>"
        b"<p>Boil <b>two</b> litres.<p style='display: none'>Ignore me</p><h2>Serve</h2><p>Hot &amp; fresh",
    )
    assert found.title == "Soup"
    assert texts(found) == {"": "Boil two litres.", "Serve": "Hot & fresh"}


def test_a_pdf_is_read_page_by_page() -> None:
    found = read("lease.pdf", pdf("The rent is 900 euros."))
    assert (found.title, texts(found)) == ("Lease", {"Page 1": "The rent is 900 euros."})


def test_a_word_file_is_read_by_its_headings() -> None:
    heading = '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Pets</w:t></w:r></w:p>'
    found = read("a.docx", docx(f"{heading}<w:p><w:r><w:t>Cats </w:t><w:t>only.</w:t></w:r></w:p>"))
    assert texts(found) == {"Pets": "Cats only."}


def test_what_is_no_text_is_refused_with_a_sentence() -> None:
    for name, content, told in (
        ("photo.txt", b"\x89PNG\0\0\0", "not text"),
        ("song.mp3", b"ID3", "of a kind that I cannot read"),
        ("empty.md", b"  \n", "holds no text"),
        ("scan.pdf", pdf(""), "holds no text"),
        ("zip.docx", zip_of("other.xml", b"<a/>"), "no Word file"),
        ("bomb.docx", zip_of("word/document.xml", bytes(LARGEST_PART + 2)), "far larger than it looks"),
    ):
        with pytest.raises(BadInputError, match=told):
            read(name, content)


def zip_of(name: str, content: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return held.getvalue()


def test_passages_are_whole_sentences_with_one_in_common() -> None:
    text = " ".join(f"Sentence number {n} tells of the {n}th thing in the garden." for n in range(60))
    cut = passages(Contents("t", [Section("h", text)]))
    assert len(cut) == 5
    assert all(one.heading == "h" and len(" ".join(one.sentences).split()) <= MOST_WORDS for one in cut)
    assert all(one.sentences[-1] == after.sentences[0] for one, after in pairwise(cut))
    assert len({s for one in cut for s in one.sentences}) == 60


def test_sentences_do_not_end_within_names_and_lines_of_a_list_stand_alone() -> None:
    assert list(sentences("Call Dr. Miller at 3.30 p.m. today. Then rest!")) == [
        "Call Dr. Miller at 3.30 p.m. today.", "Then rest!",
    ]  # fmt: skip
    assert list(sentences("- milk\n- 2 eggs\n- bread")) == ["milk", "2 eggs", "bread"]
    wrapped = (
        "This is a long line of prose that somebody wrapped\nat about fifty letters, as some programs do"
    )
    assert len(list(sentences(wrapped))) == 1


@given(st.text(max_size=2_000))
def test_no_word_is_lost_in_cutting(text: str) -> None:
    cut = passages(Contents("t", [Section("", text)]))
    assert all(one.sentences and all(one.sentences) for one in cut)
    kept = " ".join(s for one in cut for s in one.sentences)
    for word in text.split():
        if word.isalpha():
            assert word in kept


def test_only_what_lies_in_the_folder_and_is_not_hidden_is_found(tmp_path: Path) -> None:
    outside, inside = tmp_path / "outside", tmp_path / "notes"
    for folder in (outside, inside, inside / ".git", inside / "deep"):
        folder.mkdir()
    for file in (
        outside / "s.md",
        inside / "a.md",
        inside / ".b.md",
        inside / ".git/c.md",
        inside / "deep/d.txt",
    ):
        file.write_text("x")
    (inside / "movie.mp4").write_text("x")
    (inside / "link").symlink_to(outside)
    (inside / "link.md").symlink_to(outside / "s.md")
    os.mkfifo(inside / "pipe.md")
    assert [Path(one).name for one in walk.walk([str(inside)], [])] == ["a.md", "d.txt"]


def test_a_folder_that_never_ends_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(20):
        (tmp_path / f"{number}.md").write_text("x")
    troubles: list[str] = []
    monkeypatch.setattr(walk, "MOST_FILES", 7)
    assert len(walk.walk([str(tmp_path)], troubles)) == 7
    assert troubles == ["There are more than 7 files; the rest is left out."]


@pytest.mark.real_time
async def test_files_are_read_by_a_process_that_survives_hostile_ones(tmp_path: Path) -> None:
    entities = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    files: dict[str, bytes] = {
        "laughs.docx": docx("<w:p><w:r><w:t>&b;</w:t></w:r></w:p>", entities),
        "broken.pdf": b"%PDF-1.7\n" + os.urandom(2_000),
        "not.docx": b"PK\x03\x04" + os.urandom(200),
        "deep.html": b"<div>" * 20_000,
        "good.md": b"# Good\n\nAll is well.",
    }
    told = {}
    async with open_reader() as reader:
        for name, content in files.items():
            (tmp_path / name).write_bytes(content)
            told[name] = await reader.read(tmp_path / name)
        known = await reader.read(tmp_path / "good.md", told["good.md"]["sha256"])
        (tmp_path / "link.md").symlink_to(tmp_path / "good.md")
        linked = await reader.read(tmp_path / "link.md")
        os.mkfifo(tmp_path / "pipe.md")
        piped = await reader.read(tmp_path / "pipe.md")
    assert told.pop("good.md")["passages"] == [{"heading": "Good", "sentences": ["All is well."]}]
    assert all(answer["refused"] for answer in told.values())
    assert known == {"sha256": known["sha256"]}
    assert "cannot be read" in linked["refused"]
    assert "not a plain file" in piped["refused"]


@pytest.mark.real_time
async def test_what_takes_too_long_is_left_alone_and_the_next_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.md").write_text("Hello.")
    reader, real = Reader(limit_s=0.3), asyncio.create_subprocess_exec

    async def hangs(*_: object, **options: Any) -> asyncio.subprocess.Process:  # noqa: ANN401 - its own
        return await real("sleep", "100", **options)

    with monkeypatch.context() as patched:
        patched.setattr("asyncio.create_subprocess_exec", hangs)
        assert "took too long" in (await reader.read(tmp_path / "a.md"))["refused"]

    async def dies(*_: object, **options: Any) -> asyncio.subprocess.Process:  # noqa: ANN401 - its own
        return await real("true", **options)

    with monkeypatch.context() as patched:
        patched.setattr("asyncio.create_subprocess_exec", dies)
        assert "broke the program" in (await Reader(limit_s=30).read(tmp_path / "a.md"))["refused"]
    async with open_reader() as reader:
        assert (await reader.read(tmp_path / "a.md"))["title"] == "a"


def test_a_file_that_may_be_read_now_is_not_what_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.md"
    file.write_text("x")
    (before,) = walk.walk([str(tmp_path)], []).values()

    def locked(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr("os.open", locked)
        with pytest.raises(BadInputError, match=r"a\.md cannot be read \(Permission denied\)\."):
            kinds.load(file)
    time.sleep(0.02)  # the clock of a disk is coarse
    file.chmod(0o640)
    (after,) = walk.walk([str(tmp_path)], []).values()
    assert after.mtime_ns > before.mtime_ns


def test_more_text_than_anybody_reads_is_cut() -> None:
    found = read("long.md", b"word " * 1_500_000)
    assert sum(len(section.text) for section in found.sections) <= kinds.LONGEST
