"""The user's documents: added, followed, found, and never lost."""

import asyncio
import io
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from jarvis import paths
from jarvis.bus import EventBus
from jarvis.errors import BadInputError, StoreError
from jarvis.events import DocumentIndexed, DocumentRefused, DocumentRemoved, DocumentsRebuilt, Event
from jarvis.mind import library
from jarvis.mind.documents.child import Reader, open_reader
from jarvis.mind.library import Library
from jarvis.mind.recall import Recall
from jarvis.store import open_store
from tests.living import until as wait_for
from tests.sound import until
from tests.test_documents import pdf

pytestmark = pytest.mark.real_time
WIFI = "# Router\n\nThe router stands in the hall. The wifi password is blue tractor 42.\n"
CAT = "The cat is called Minka. She eats twice a day.\n"


@asynccontextmanager
async def opened() -> AsyncIterator[tuple[Library, list[Event]]]:
    """A library that runs, and what it tells."""
    told: list[Event] = []
    async with EventBus() as bus, open_store(paths.database()) as store, asyncio.TaskGroup() as group:
        bus.subscribe(Event, told.append)
        one = Library(bus, store, lambda: 1_000.0)
        running = group.create_task(one.run(), name="library")
        yield one, told
        running.cancel()
        await one.close()


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """Two notes."""
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "router.md").write_text(WIFI)
    (folder / "cat.txt").write_text(CAT)
    return folder


async def added(one: Library, *wanted: Path) -> None:
    await one.add([str(path) for path in wanted])
    await done(one)


async def done(one: Library) -> None:
    await until(lambda: not one.progress["running"], "all is read")


async def best(one: Library, question: str) -> str:
    found = await one.search(question)
    return str(found[0]["text"]) if found else ""


async def test_what_was_added_can_be_asked_about(notes: Path) -> None:
    (notes / "photo.txt").write_bytes(b"\0\1\2")
    async with opened() as (one, told):
        assert not one.any
        assert await one.find("wifi password") == []
        await added(one, notes)
        assert "blue tractor" in await best(one, "what is the wifi password")
        assert "Minka" in await best(one, "what is the name of the cat")
        listed = await one.to_json()
        assert one.progress["refused"] == ["photo.txt: This file is not text, whatever its name says."]
    assert [Path(d["path"]).name for d in listed["documents"]] == ["cat.txt", "photo.txt", "router.md"]
    indexed = [event for event in told if isinstance(event, DocumentIndexed)]
    assert [(event.done, event.total, event.chunks) for event in indexed] == [(1, 3, 1), (3, 3, 1)]
    assert [type(event) for event in told if isinstance(event, DocumentRefused)] == [DocumentRefused]


async def test_files_that_change_come_and_go_are_followed(
    notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library, "EVERY_S", 0.05)
    async with opened() as (one, told):
        await added(one, notes)
        (notes / "router.md").write_text(WIFI.replace("blue tractor", "green boat"))
        (notes / "bins.md").write_text("The bins are emptied on Thursday.")
        (notes / "cat.txt").unlink()
        await until(lambda: any(isinstance(event, DocumentRemoved) for event in told), "the cat is forgotten")
        await until(lambda: sum(isinstance(event, DocumentIndexed) for event in told) == 4, "both are read")
        assert "green boat" in await best(one, "what is the wifi password")
        assert "Thursday" in await best(one, "when are the bins emptied")
        assert len(await one.find("who is the cat")) == 2


async def test_what_did_not_change_costs_nothing(notes: Path) -> None:
    async with opened() as (one, _):
        await added(one, notes)
    async with opened() as (one, told):
        (notes / "cat.txt").touch()  # another date, the same contents
        await added(one, notes)
        assert not [event for event in told if isinstance(event, DocumentIndexed)]
        assert "Minka" in await best(one, "the name of the cat")


async def test_what_is_removed_is_forgotten_and_the_file_stays(notes: Path) -> None:
    async with opened() as (one, _):
        await added(one, notes / "cat.txt", notes / "router.md")
        number = next(d["number"] for d in (await one.to_json())["documents"] if "cat" in d["path"])
        assert await one.remove(str(number)) == {"removed": [str(notes / "cat.txt")]}
        assert len(await one.find("cat")) == 1
        assert await one.search("cat") == [], "what does not fit is not shown"
        with pytest.raises(BadInputError, match="no document"):
            await one.remove("99")
        await added(one, notes)
        with pytest.raises(BadInputError, match="in a folder that I follow"):
            await one.remove(str(notes / "cat.txt"))
        await one.remove(str(notes))
        assert await one.find("cat") == []
    assert (notes / "cat.txt").exists()


async def test_what_is_not_there_or_a_link_is_not_added(notes: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(notes)
    async with opened() as (one, _):
        for path, told in (
            ("/nowhere", "no file or folder"),
            ("notes", "no file"),
            (tmp_path / "link", "a link"),
        ):
            with pytest.raises(BadInputError, match=told):
                await one.add([str(path)])


async def test_what_cannot_be_followed_is_not_added(
    notes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    strange = tmp_path / "caf\udce9"
    strange.mkdir()
    async with opened() as (one, _):
        for path, told in (
            (strange, r"caf\? has a name that is not UTF-8\. Rename it"),
            ("/" + "x" * 4_000, "no file or folder"),
            ("/a\0b", "no file or folder"),
        ):
            with pytest.raises(BadInputError, match=told):
                await one.add([str(path)])
        monkeypatch.setattr("os.access", lambda *_: False)
        with pytest.raises(BadInputError, match="not yours to read"):
            await one.add([str(notes)])
        assert (await one.to_json())["followed"] == []


def slow_pdf() -> bytes:
    """20 kB of a PDF that takes longer to read than anybody waits."""
    writer = PdfWriter(clone_from=io.BytesIO(pdf("Hello")))
    stream = DecodedStreamObject()
    stream.set_data(b"BT /F1 12 Tf 20 200 Td (a) Tj ET\n" * 200_000)
    writer.pages[0][NameObject("/Contents")] = writer._add_object(stream.flate_encode())  # noqa: SLF001 - no other way
    held = io.BytesIO()
    writer.write(held)
    return held.getvalue()


async def test_a_folder_full_of_traps_hurts_nobody_and_each_is_told(
    notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library, "open_reader", lambda: open_reader(2.0))
    (notes / "empty.md").touch()
    (notes / "photo.md").write_bytes(b"\x89PNG\0\0\1")
    (notes / "slow.pdf").write_bytes(slow_pdf())
    (notes / "caf\udce9.md").write_text("The coffee is in the tin.")
    with (notes / "huge.txt").open("wb") as huge:
        huge.truncate(100_000_000)
    (notes / "loop").symlink_to(notes)
    (notes / "gone.md").symlink_to("gone.md")
    async with opened() as (one, _):
        await added(one, notes)
        assert sorted(told.removeprefix(f"{notes}/") for told in one.progress["refused"]) == [
            "caf?.md has a name that is not UTF-8. Rename it.",
            "empty.md is empty.",
            "huge.txt is larger than 50 MB. Split it.",
            "photo.md: This file is not text, whatever its name says.",
            "slow.pdf took too long to read, so I left it alone.",
        ]
        assert one.progress["done"] == one.progress["total"] == 7
        assert "blue tractor" in await best(one, "what is the wifi password")


async def test_a_folder_that_vanishes_is_forgotten_told_and_read_again_when_it_is_back(
    notes: Path, tmp_path: Path
) -> None:
    async with opened() as (one, _):
        await added(one, notes)
        await asyncio.to_thread(notes.rename, tmp_path / "away")
        await one.reindex()
        await done(one)
        (told,) = one.progress["refused"]
        assert told.startswith(f"{notes} is gone or cannot be read")
        assert told.endswith("Bring it back, or remove it with `jarvis docs remove`.")
        assert await best(one, "what is the wifi password") == ""
        await asyncio.to_thread((tmp_path / "away").rename, notes)
        await one.reindex()
        await done(one)
        assert "blue tractor" in await best(one, "what is the wifi password")
        assert one.progress["refused"] == []


async def test_a_full_disk_is_told_and_what_was_not_written_is_made_up_for(
    notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library, "EVERY_S", 0.05)

    async def full(*_: object) -> None:
        raise StoreError("The store of vectors failed (OSError).")

    async with opened() as (one, told):
        with monkeypatch.context() as patched:
            patched.setattr(one.recall, "upsert", full)
            await one.add([str(notes)])
            await until(lambda: "failed" in one.progress["problem"], "it is told")
        await until(lambda: any(isinstance(event, DocumentIndexed) for event in told), "there is room again")
        assert "blue tractor" in await best(one, "what is the wifi password")
        assert "Minka" in await best(one, "the name of the cat")


async def test_a_file_that_changes_while_it_is_read_is_read_again(
    notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library, "EVERY_S", 0.05)
    read, changed = Reader.read, list[Path]()

    async def slowly(reader: Reader, file: Path, known: str = "") -> Mapping[str, Any]:
        told = await read(reader, file, known)
        if file.name == "router.md" and not changed:
            changed.append(file)
            await asyncio.to_thread(file.write_text, WIFI.replace("blue tractor", "green boat 77"))
        return told

    monkeypatch.setattr(Reader, "read", slowly)
    async with opened() as (one, told):
        await one.add([str(notes)])
        await until(lambda: sum(isinstance(event, DocumentIndexed) for event in told) == 3, "read again")
        assert "green boat 77" in await best(one, "what is the wifi password")


async def test_a_damaged_store_is_made_again_and_the_user_told(notes: Path) -> None:
    async with opened() as (one, _):
        await added(one, notes)
    file = paths.documents() / "chroma.sqlite3"
    file.write_bytes(bytes(byte ^ 0xFF for byte in file.read_bytes()))
    async with opened() as (one, told):
        assert "blue tractor" in await best(one, "what is the wifi password")
        (rebuilt,) = [event for event in told if isinstance(event, DocumentsRebuilt)]
        assert rebuilt == DocumentsRebuilt(reason="The store of vectors is damaged.", passages=2)
        await one.reindex()
        await done(one)
        assert "Minka" in await best(one, "the name of the cat")
        assert isinstance(
            [event for event in told if isinstance(event, DocumentsRebuilt)][-1], DocumentsRebuilt
        )
    assert list(paths.documents().parent.glob("documents.damaged-*"))


KILLED = """
import asyncio, sys
from jarvis import paths
from jarvis.bus import EventBus
from jarvis.events import DocumentIndexed
from jarvis.mind.library import Library
from jarvis.mind.recall import Recall
from jarvis.store import open_store
async def main():
    async with EventBus() as bus, open_store(paths.database()) as store, asyncio.TaskGroup() as group:
        bus.subscribe(DocumentIndexed, lambda event: print(event.path, flush=True))
        print("begun", flush=True)
        one = Library(bus, store, lambda: 1.0)
        group.create_task(one.run(), name="library")
        await one.add(sys.argv[1:])
asyncio.run(main())
"""


def _killed(folder: Path, log: Path, lines: int) -> list[str]:
    """What a library told that was killed after so many lines."""
    with log.open("wb") as out:
        process = subprocess.Popen([sys.executable, "-c", KILLED, str(folder)], stdout=out)
    wait_for(lambda: log.read_bytes().count(b"\n") >= lines, "it is at work")
    process.kill()
    process.wait()
    return log.read_text().split("\n")[:-1]


async def test_killed_ten_times_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    folder, acknowledged = tmp_path / "notes", set[str]()
    folder.mkdir()
    for number in range(60):
        (folder / f"{number:02}.md").write_text(f"The code of locker {number} is {number * 37 + 1000}.")
    for kill in range(10):
        lines = 1 if kill % 2 else 2 + kill // 2  # while it opens, and while it reads
        begun, *fresh = await asyncio.to_thread(_killed, folder, tmp_path / f"log{kill}", lines)
        assert begun == "begun"
        assert not acknowledged.intersection(fresh)  # nothing is read twice
        acknowledged.update(fresh)
    assert len(acknowledged) >= 15
    async with opened() as (one, told):
        await until(lambda: one.any, "it opens by itself")
        kept = {d["path"]: d for d in (await one.to_json())["documents"]}
        assert acknowledged <= kept.keys()
        assert not [event for event in told if isinstance(event, DocumentsRebuilt)]
        await added(one, folder)
        assert "2850" in await best(one, "what is the code of locker 50")
        assert len((await one.to_json())["documents"]) == 60


async def test_a_note_that_is_just_being_read_again_is_never_missing(
    notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    upsert = Recall.upsert

    async def slow(*what: Any) -> None:  # noqa: ANN401 - whatever it takes
        await asyncio.sleep(0.3)
        await upsert(*what)

    async with opened() as (one, told):
        await added(one, notes)
        monkeypatch.setattr(Recall, "upsert", slow)
        (notes / "router.md").write_text(WIFI.replace("42", "43"))
        await one.add([str(notes)])
        while len([event for event in told if isinstance(event, DocumentIndexed)]) < 3:
            assert "blue tractor" in await best(one, "what is the wifi password")
        assert "43" in await best(one, "what is the wifi password")
