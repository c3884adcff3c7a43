"""Every check of `jarvis doctor` finds what is really wrong, and finds nothing where nothing is."""

import json
import os
import shutil
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from jarvis import machine, paths, store_health
from jarvis.checks import clock, python, skills
from jarvis.checks.finding import State
from jarvis.doctor import CHECKS
from jarvis.mind import embedding
from jarvis.walls import Kernel
from tests.doctoring import Room, room
from voice.holders import Holder, Privacy, Socket

__all__ = ["room"]
SENTENCE = "remind me to water the tomatoes"
Make = Callable[[Room], object]
HOLDER = Holder(4242, "voice.device capture", "Desk", ours=True)
Usage = type(shutil.disk_usage("/"))


def seen_by_system(*, capturing: bool = False, reach: str = "this machine", remote: str = "") -> Privacy:
    end = Socket(
        4242, "jarvis run", "tcp", "192.0.2.1:80" if reach == "outside" else "127.0.0.1:80", remote, reach
    )
    held = (HOLDER,) if capturing else ()
    return Privacy(True, True, held, (), (), (end,), 0)


def a_package(room: Room, content: str) -> None:
    folder = room.tmp / "site"
    info = folder / "thing-1.0.dist-info"
    info.mkdir(parents=True)
    (folder / "thing.py").write_text(content)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: thing\nVersion: 1.0\n")
    (info / "RECORD").write_text("thing.py,sha256=abc,10\nthing-1.0.dist-info/RECORD,,\n")
    room.monkeypatch.setattr(sys, "path", [str(folder)])


def a_lock(room: Room, line: str) -> None:
    (room.tmp / "run.lock").write_text(
        f"{line} \\\n    --hash=sha256:0\ncolorama==9 ; sys_platform == 'win32'\n"
    )
    room.monkeypatch.setattr(python, "lock_file", lambda: room.tmp / "run.lock")


def another_voice(room: Room) -> None:
    (room.tmp / "site/voice").mkdir(parents=True)
    (room.tmp / "site/voice/__init__.py").touch()
    room.monkeypatch.syspath_prepend(str(room.tmp / "site"))


def a_damaged_model(room: Room) -> None:
    (room.model() / "weights").unlink()


def a_changed_model(room: Room) -> None:
    (room.model() / "weights").write_bytes(bytes(999) + b"x")


def a_search_model(room: Room) -> None:
    for name in ("model.safetensors", "tokenizer.json"):
        (room.tmp / name).write_text("damaged")
    room.monkeypatch.setattr(embedding, "_folder", lambda: room.tmp)


def a_database(room: Room, version: int | None = None, passages: int = 0) -> Path:
    file = room.keep("data", "jarvis.db")
    newest = store_health.newest_version()
    with closing(sqlite3.connect(file)) as database:
        database.execute("CREATE TABLE passages (id TEXT)")
        database.executemany("INSERT INTO passages VALUES (?)", [(str(one),) for one in range(passages)])
        database.execute(f"PRAGMA user_version = {newest if version is None else version}")
        database.commit()
    return file


def a_damaged_database(room: Room) -> None:
    file = a_database(room, passages=5_000)
    content = bytearray(file.read_bytes())
    content[8_192:] = os.urandom(len(content) - 8_192)
    file.write_bytes(content)


def a_large(folder: str, name: str, size: int) -> Make:
    return lambda room: os.truncate(room.keep(folder, name), size)


def with_vectors(room: Room, number: int) -> None:
    a_database(room, passages=3)
    file = room.keep("data", "documents/chroma.sqlite3")
    with closing(sqlite3.connect(file)) as database:
        database.execute("CREATE TABLE embeddings (id INTEGER)")
        database.executemany("INSERT INTO embeddings VALUES (?)", [(one,) for one in range(number)])
        database.commit()


def from_the_future(room: Room) -> None:
    ahead_s = datetime.now(UTC).timestamp() + 9_000
    os.utime(room.keep("state", "voice.json"), (ahead_s, ahead_s))


def slept(room: Room, uptime_s: float) -> None:
    room.runs(uptime_s=uptime_s)
    room.monkeypatch.setattr(clock, "_age_s", lambda _: 1_000.0)


def left_behind(room: Room) -> None:
    room.open_door()
    assert room.door is not None
    room.door.close()


def wide(room: Room, name: str) -> None:
    room.place(name).chmod(0o755)


def running(path: str, **changes: object) -> Make:
    def make(room: Room) -> None:
        room.runs()
        room.answers[path] |= changes

    return make


def status(part: str, **changes: object) -> Make:
    def make(room: Room) -> None:
        room.runs()
        room.answers["/status"][part] |= changes

    return make


def patched(thing: object, name: str, value: object) -> Make:
    return lambda room: room.monkeypatch.setattr(thing, name, value)


def system(**what: object) -> Make:
    def make(room: Room) -> None:
        room.runs()
        room.system = seen_by_system(**what)  # type: ignore[arg-type]

    return make


def a_desktop_file(folder: int, name: str, line: str) -> Make:
    def make(_: Room) -> None:
        place = paths.desktop_entries()[folder]
        place.mkdir(parents=True)
        (place / name).write_text(f"[Section]\n{line}\n")

    return make


def systemctl(told: str) -> Make:
    def make(room: Room) -> None:
        a_desktop_file(1, "jarvis.service", "ExecStart=/bin/true")(room)
        program = room.tmp / "bin/systemctl"
        program.parent.mkdir()
        program.write_text(f"#!/bin/sh\nprintf '{told}'\n")
        program.chmod(0o755)
        room.monkeypatch.setenv("PATH", str(program.parent), prepend=":")

    return make


def settings(text: str, mode: int = 0o600) -> Make:
    return lambda room: room.keep("config", "config.yaml", text, mode)


def a_key(room: Room) -> None:
    from pydantic import SecretStr  # noqa: PLC0415 - for this

    settings("mind:\n  key: 12345\n", 0o644)(room)
    room.set("mind", key=SecretStr("12345"))


def said(room: Room, log: str) -> None:
    running("/memory", kept=[{"text": SENTENCE}])(room)
    room.keep("state", "jarvis.log", log)


def a_slow_turn(room: Room) -> None:
    stage = {"count": 9, "violations": 8, "p50_ms": 4_000, "budget_ms": 2000}
    running("/latency", stages={"end_to_end": stage})(room)


def an_open_breaker(room: Room) -> None:
    rests = {"asr": {"state": "open", "failures": 5, "threshold": 5, "rests_for_s": 21.0}}
    running("/latency", breakers=rests)(room)
    room.answers["/status"]["recognizer"]["problem"] = "It crashed."


def a_damaged_store(room: Room) -> None:
    room.runs()
    room.answers["/store"] = {"damage": "page 3", "bytes": 9}


def hung(room: Room) -> None:
    room.runs()
    room.answers["/status"] = "No answer."


def in_a_wide_folder(room: Room) -> None:
    room.runs()
    wide(room, "run")


def a_wide_file_in_a_wide_folder(room: Room) -> None:
    room.keep("data", "jarvis.db", mode=0o644)
    wide(room, "data")


def a_wide_door(room: Room) -> None:
    room.open_door()
    paths.socket().chmod(0o666)


def a_large_log_of_the_database(room: Room) -> None:
    a_database(room)
    a_large("data", "jarvis.db-wal", 70_000_000)(room)


def too_small(room: Room) -> None:
    for name in ("total_ram_mb", "free_ram_mb"):
        room.monkeypatch.setattr(machine, name, lambda: 90)


def nothing(_: Room) -> None:
    pass


def runs(room: Room) -> None:
    room.runs()


F, W, N, A, OK = State.FAILED, State.WARNING, State.NOTICE, State.ABSENT, State.OK
SICK: list[tuple[str, Make, State, str]] = [
    ("daemon", nothing, N, "does not run"),
    ("daemon", lambda room: room.runs(version="0.0"), W, "version 0.0"),
    ("daemon", hung, F, "No answer"),
    ("daemon", in_a_wide_folder, F, "somebody else"),
    ("python", patched(python, "LOWEST", (3, 99)), F, "3.11, 3.12 or 3.13"),
    ("environment", patched(sys, "prefix", sys.base_prefix), W, "shares its packages"),
    ("packages", lambda room: a_lock(room, "numpy==0.0.1"), F, "instead of 0.0.1"),
    ("package-files", lambda room: a_package(room, "overwritten by another"), F, "bytes instead of 10"),
    ("own-files", another_voice, F, "voice is in"),
    (
        "libraries",
        lambda room: room.monkeypatch.setitem(python.LIBRARIES, "libno.so.9", "libno9"),
        F,
        "libno.so.9",
    ),
    ("own-volume", lambda room: room.keep("state", "volume", "0"), F, "turned down to nothing"),
    ("own-volume", lambda room: room.keep("state", "volume", "9"), W, "9 %"),
    ("muted", lambda room: room.keep("state", "muted"), N, "you muted"),
    ("recognizer", status("recognizer", ready=False, problem="No model."), F, "No model"),
    ("recognizer-model", nothing, F, "never fetched"),
    ("recognizer-model", a_damaged_model, F, "1 file of moonshine-tiny-en"),
    ("voice", lambda room: room.set("speech", engine="piper", voice="no_NO-body-low"), F, "0 ms"),
    ("speaking", status("loudspeaker", problem="There is none."), W, "There is none"),
    ("wake-word", running("/wake", better=0.9, advice="3 more wakes"), W, "3 more wakes"),
    ("wake-word", running("/wake", entries=[]), N, "nobody has said it"),
    ("wake-word", running("/wake", entries=[{"outcome": "near", "verdict": "me", "score": 0.6}]), W, "0.60"),
    ("wake-threshold", lambda room: room.set("wake", threshold=0.6), W, "by mistake"),
    ("models", a_changed_model, F, "1 of them damaged"),
    ("model-leftovers", lambda room: room.keep("data", "models/.staging/x.part", "half"), N, "4 bytes"),
    ("search-model", a_search_model, F, "damaged"),
    ("memory", patched(machine, "free_ram_mb", lambda: 90), W, "90 of"),
    ("memory", too_small, F, "too little memory"),
    ("network-services", lambda room: room.set("mind", allow_network=("example.org",)), N, "example.org"),
    ("network-services", lambda room: room.set("mind", url="http://example.org"), F, "not this computer"),
    ("folders", lambda room: wide(room, "data"), F, "has 0755"),
    ("files", lambda room: room.keep("state", "jarvis.log", mode=0o644), W, "has 0644"),
    (
        "files",
        a_wide_file_in_a_wide_folder,
        F,
        "can read them",
    ),
    ("socket", a_wide_door, F, "0666"),
    ("socket", lambda room: room.keep("run", "socket"), F, "is no socket"),
    ("stale-socket", left_behind, W, "1 socket without a daemon"),
    ("disk", patched(shutil, "disk_usage", lambda _: Usage(10**9, 0, 10**6)), F, "1.0 MB of 1.0 GB"),
    ("disk", patched(shutil, "disk_usage", lambda _: Usage(10**10, 0, 10**9)), W, "1.0 GB of 10.0 GB"),
    ("log", a_large("state", "jarvis.log", 60_000_000), W, "60.0 MB"),
    ("clock", patched(clock, "synchronized", lambda: 5), N, "no time server"),
    ("clock-jump", from_the_future, W, "s ahead of the clock"),
    ("suspended", lambda room: slept(room, 400), N, "600 s suspended"),
    ("database", a_damaged_database, F, "damaged"),
    ("database", a_damaged_store, F, "page 3"),
    ("database-version", lambda room: a_database(room, version=99), F, "a newer Jarvis"),
    ("database-version", lambda room: a_database(room, version=1), N, "an older Jarvis"),
    (
        "database-log",
        a_large_log_of_the_database,
        W,
        "70.0 MB",
    ),
    ("vectors", lambda room: a_database(room, passages=3), W, "3 passages in the database, 0"),
    ("vectors", lambda room: with_vectors(room, 2), W, "do not match"),
    ("set-aside", lambda room: room.keep("data", "jarvis.damaged", "x"), N, "jarvis.damaged was damaged"),
    ("ports", system(reach="outside"), F, "192.0.2.1:80"),
    ("connections", system(reach="outside", remote="192.0.2.9:443"), N, "192.0.2.9:443"),
    ("skills", running("/skills", skills=[{"name": "x", "status": "broken", "reason": "No."}]), F, "x: No."),
    ("skills", running("/skills", skills=[{"name": "x", "status": "needs permission"}]), N, "1 held back"),
    ("walls", patched(skills, "kernel", lambda: Kernel(0, "it is old")), W, "it is old"),
    ("skill-permissions", lambda room: room.keep("data", "skill_grants.json", "{"), F, "cannot be read"),
    (
        "skill-permissions",
        lambda room: room.keep("data", "skill_grants.json", json.dumps({"x.py": {"network": ["a.example"]}})),
        N,
        "x.py",
    ),
    ("settings", settings("listen: ["), F, "not valid YAML"),
    ("settings", lambda room: setattr(room, "problem", "line 1: no"), F, "line 1: no"),
    ("settings-unknown", settings("listen:\n  silence: 3\n"), F, "listen.silence"),
    (
        "settings-unknown",
        lambda room: room.environ.update(JARVIS_LISTEN__SILENCE="3"),
        F,
        "JARVIS_LISTEN__SILENCE",
    ),
    (
        "settings-environment",
        lambda room: room.environ.update(JARVIS_MIND__KEY="s3cret"),
        N,
        "JARVIS_MIND__KEY",
    ),
    ("settings-environment", lambda room: room.environ.update(VAD_THRESHOLD="0.5"), N, "VAD_THRESHOLD"),
    ("settings-mode", a_key, F, "mind.key"),
    ("settings-mode", settings("log:\n", 0o666), W, "may change it"),
    ("privacy-microphone", system(capturing=True), F, "1 process"),
    ("privacy-kept", lambda room: room.set("memory", keep_days=400), N, "400 days"),
    ("privacy-canary", lambda room: said(room, f"DEBUG {SENTENCE}"), F, "1 of 1 kept sentence"),
    ("display", lambda room: room.environ.update(DISPLAY=":977"), F, "no X server"),
    ("display", lambda room: room.environ.update(WAYLAND_DISPLAY="no-such-display"), F, "there is no"),
    ("hotkey", lambda room: room.environ.update(WAYLAND_DISPLAY="wayland-0"), N, "no portal"),
    ("session-bus", lambda room: room.environ.update(DISPLAY=":0"), F, "session bus"),
    ("autostart", a_desktop_file(0, "jarvis.desktop", "Exec=/nowhere/jarvis run"), F, "/nowhere/jarvis"),
    ("user-unit", a_desktop_file(1, "jarvis.service", "ExecStart=/nowhere/jarvis run"), F, "/nowhere/jarvis"),
    ("user-unit-state", systemctl("failed\\n3\\n"), F, "failed, started again 3 times"),
    ("trouble-latency", a_slow_turn, W, "end_to_end (p50 4000 ms, budget 2000 ms)"),
    ("trouble-interruptions", status("microphone", muted=True), W, "closed while Jarvis speaks"),
    ("trouble-interruptions", status("echo", state="strong", why="loud"), W, "too strong: loud"),
    ("trouble-breakers", an_open_breaker, F, "1. Breakers that are not closed: asr of 1"),
]
WELL: list[tuple[str, Make]] = [
    ("daemon", runs),
    *((name, nothing) for name in ("python", "environment", "own-files", "libraries", "own-volume", "muted")),
    ("packages", lambda room: a_lock(room, f"numpy=={sys.modules['numpy'].__version__}")),
    ("package-files", lambda room: a_package(room, "ten bytes\n")),
    ("recognizer", runs),
    ("recognizer-model", lambda room: room.model()),
    ("voice", nothing),
    ("speaking", runs),
    ("wake-word", runs),
    *((name, nothing) for name in ("wake-threshold", "model-leftovers", "search-model", "network-services")),
    ("models", lambda room: room.model("a-model-of-mine")),
    ("memory", patched(machine, "free_ram_mb", lambda: 9_000)),
    ("folders", lambda room: room.place("data")),
    ("files", lambda room: room.keep("state", "jarvis.log")),
    ("socket", runs),
    ("stale-socket", nothing),
    ("disk", patched(shutil, "disk_usage", lambda _: Usage(10**11, 0, 10**10))),
    ("log", lambda room: room.keep("state", "jarvis.log", "a line")),
    ("clock", patched(clock, "synchronized", lambda: 0)),
    ("clock-jump", lambda room: room.keep("state", "voice.json")),
    ("suspended", lambda room: slept(room, 999)),
    ("database", a_database),
    ("database-version", a_database),
    ("database-log", a_database),
    ("vectors", lambda room: with_vectors(room, 3)),
    ("set-aside", nothing),
    ("ports", system()),
    ("connections", system()),
    ("skills", runs),
    ("walls", patched(skills, "kernel", lambda: Kernel(6, ""))),
    ("skill-permissions", nothing),
    ("settings", settings("listen:\n  silence_ms: 700\n")),
    ("settings-unknown", settings("wake:\n  model: alexa\n")),
    ("settings-environment", nothing),
    ("settings-mode", settings("mind:\n  key: 12345\n")),
    ("privacy-microphone", system()),
    ("privacy-kept", nothing),
    ("privacy-canary", lambda room: said(room, "INFO nothing was said")),
    ("hotkey", lambda room: room.environ.update(DISPLAY=":0")),
    ("autostart", a_desktop_file(0, "jarvis.desktop", f"Exec={sys.executable} -m jarvis start")),
    ("user-unit", a_desktop_file(1, "jarvis.service", f"ExecStart={sys.executable} -m jarvis run")),
    ("user-unit-state", systemctl("active\\n0\\n")),
    *((name, runs) for name in ("trouble-latency", "trouble-interruptions", "trouble-breakers")),
]
ELSEWHERE = {
    *("sound-server", "speaker", "speaker-volume", "echo", "microphone", "microphone-volume"),
    *("microphone-level", "microphone-noise", "microphone-clipping", "microphone-silence"),
    *("microphone-holders", "session-bus", "notifications", "tray", "display", "ollama", "language-model"),
}
"""In test_checks_sound.py, _desktop.py and _mind.py, with real sound, buses and servers."""


@pytest.mark.parametrize(("name", "make", "state", "words"), SICK, ids=[f"{one[0]}-{one[3]}" for one in SICK])
def test_what_is_wrong_is_found(room: Room, name: str, make: Make, state: State, words: str) -> None:
    make(room)
    found = room.look(name)
    assert found.state is state, found
    assert words in " ".join((found.seen, found.cause, *found.evidence)), found
    assert found.remedy, "a finding without a remedy helps nobody"
    assert any(letter.isdigit() for letter in found.seen), "a check says what it measured"


@pytest.mark.parametrize(("name", "make"), WELL, ids=[one[0] for one in WELL])
def test_what_is_fine_is_left_in_peace(room: Room, name: str, make: Make) -> None:
    make(room)
    found = room.look(name)
    assert found.state is OK, found
    assert any(letter.isdigit() for letter in found.seen), "a check says what it measured"


def test_every_check_is_seen_to_fail_and_to_be_fine() -> None:
    names = {check.name for check in CHECKS}
    honest = {"trouble-worker", "trouble-websocket"}
    assert {one[0] for one in SICK} | ELSEWHERE | honest == names
    assert {one[0] for one in WELL} | ELSEWHERE | honest == names
    assert len(CHECKS) == len(names) >= 40


def test_what_there_is_not_is_told_as_that(room: Room) -> None:
    for name in ("trouble-worker", "trouble-websocket"):
        assert room.look(name).state is A
        assert room.look(name).seen.startswith("0 ")
    room.runs()
    found = room.look("trouble-websocket")
    assert len(found.evidence) == 2
    assert "GET /status, 200" in found.evidence[1]


@pytest.mark.parametrize("name", ["trouble-latency", "trouble-interruptions", "trouble-breakers"])
def test_a_recipe_has_four_steps(room: Room, name: str) -> None:
    room.runs()
    steps = room.look(name).evidence
    assert [step[:2] for step in steps] == ["1.", "2.", "3.", "4."]


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("folders", lambda room: wide(room, "data")),
        ("files", lambda room: room.keep("state", "jarvis.log", mode=0o644)),
        ("socket", a_wide_door),
        ("stale-socket", left_behind),
        ("settings-mode", a_key),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_a_fix_mends_it_and_does_nothing_the_second_time(room: Room, name: str, make: Make) -> None:
    make(room)
    assert room.look(name).state in {F, W}
    assert "Nothing to do" not in room.fix(name)
    assert room.look(name).state in {OK, A}
    assert "Nothing to do" in room.fix(name)


def test_looking_changes_nothing(room: Room) -> None:
    a_database(room)
    wide(room, "data")
    room.keep("state", "jarvis.log", mode=0o644)
    left_behind(room)

    def all_files() -> list[tuple[str, int, int]]:
        found = [(path, path.lstat()) for path in room.tmp.rglob("*") if path.name != "pulse"]
        return sorted((str(path), one.st_mode, one.st_size) for path, one in found)

    before = all_files()
    for check in CHECKS:
        if check.name not in {
            "microphone-level",
            "microphone-noise",
            "microphone-clipping",
            "microphone-silence",
        }:
            check.look(room.patient())
    assert all_files() == before


def test_a_folder_that_is_a_link_is_judged_by_where_it_leads(room: Room) -> None:
    elsewhere = room.tmp / "elsewhere"
    elsewhere.mkdir(mode=0o755)
    place = paths.places()["data"]
    place.parent.mkdir()
    place.symlink_to(elsewhere)
    assert room.look("folders").state is F
    room.fix("folders")
    assert room.look("folders").state is OK
    assert "Nothing to do" in room.fix("folders")


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a folder away")
def test_a_folder_of_somebody_else_is_told(room: Room) -> None:
    os.chown(room.place("state"), 65534, 65534)
    found = room.look("folders")
    assert (found.state, "belongs to another user" in found.cause) == (F, True)


def test_what_is_named_in_findings_is_no_secret(room: Room) -> None:
    room.environ.update(JARVIS_MIND__KEY="s3cret")
    assert "s3cret" not in str(room.look("settings-environment"))


def test_where_there_is_no_lock_the_packages_are_only_counted(room: Room) -> None:
    room.monkeypatch.setattr(python, "lock_file", lambda: room.tmp / "no.lock")
    assert room.look("packages").state is OK
    room.monkeypatch.setattr("importlib.metadata.requires", lambda _: ["numpy>=2", "no-such-thing>=1"])
    found = room.look("packages")
    assert (found.state, found.seen) == (F, "1 of 2 packages installed; missing: no-such-thing")
