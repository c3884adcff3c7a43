"""The door: what it lets through, and how it says no."""

import asyncio
import http.client
import json
import re
import stat
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import Any

import pytest

from jarvis import paths
from jarvis.api.app import make_app
from jarvis.api.control import Answered
from jarvis.api.parts import TalkKey
from jarvis.api.server import Server
from jarvis.bus import EventBus
from jarvis.cli import client, main
from jarvis.config import Config, asked
from jarvis.config_desk import ConfigDesk
from jarvis.config_watch import ConfigWatch
from jarvis.errors import BadInputError, JarvisError, NotKeptError, QueueFullError, StoreError
from jarvis.events import AnswerContinued, MicrophoneLevel, MicrophoneMuted, TaskStarted
from jarvis.headerless import Headerless
from jarvis.latency import LatencyMonitor
from jarvis.learned import Learned
from jarvis.place import open_door
from jarvis.quiet import local_now
from jarvis.receipt import Receipt, Span
from jarvis.testing import NotingDues
from jarvis.voices import VoiceDesk
from jarvis.wake_config import WakeConfig
from jarvis.wakes import WakeDesk
from tests.books import Book
from tests.speaking import House, Loud
from voice.wake import WakeWords

pytestmark = pytest.mark.real_time
ATTACK = "\x1b]52;c;aGk=\x07\x1b[2J"
SOCKET = {
    "pid": 7,
    "program": f"jarvis run{ATTACK}",
    "kind": "unix",
    "local": "/run/x",
    "remote": "",
    "reach": "this machine",
}


class Documents:
    """What is in them is told in test_library.py."""

    def __init__(self) -> None:
        self.added: list[str] = []
        self.steps = 0
        self.refused: list[str] = []
        self.problem = ""

    @property
    def progress(self) -> dict[str, Any]:
        """Done when it was asked for twice."""
        self.steps += 1
        done = min(self.steps, 2)
        told = {"running": done < 2, "done": done, "total": 2, "path": "", "refused": self.refused}
        return {**told, "problem": self.problem}

    async def to_json(self) -> dict[str, Any]:
        """What was added."""
        rest = {"title": f"Notes{ATTACK}", "passages": 1, "size": 1, "refused": ""}
        documents = [{"number": n, "path": path, **rest} for n, path in enumerate(self.added, 1)]
        return {"documents": documents, "followed": self.added, "progress": self.progress}

    async def add(self, wanted: Sequence[str]) -> dict[str, Any]:
        """Anything."""
        self.added.extend(wanted)
        self.steps = 0
        return {**self.progress, "running": True}

    async def remove(self, wanted: str) -> dict[str, Any]:
        """What is there."""
        if wanted not in self.added:
            raise BadInputError(f"I have no document {wanted}. See `jarvis docs list`.")
        self.added.remove(wanted)
        return {"removed": [wanted]}

    async def search(self, text: str) -> list[dict[str, Any]]:
        """One passage about routers."""
        found = {"path": "/notes/router.md", "title": "Router", "score": 1.25, "text": f"On top.{ATTACK}"}
        return [found] if text == "router password" else []

    async def reindex(self) -> dict[str, Any]:
        """As adding nothing."""
        return await self.add([])


class Kept:
    """Two facts and a turn."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = [
            {"number": number, "kind": kind, "text": text, "at_unix_s": 1_780_000_000.0, "cut": cut}
            | {"answer": "", "status": "", "answerer": "", "turn": None, "session": ""}
            for number, kind, text, cut in (
                (1, "fact", f"the key{ATTACK} is under the mat", ""),
                (2, "turn", "what time is it", "voice"),
                (3, "fact", "Ada likes tea", ""),
            )
        ]

    async def listed(self, kind: str = "") -> list[dict[str, Any]]:
        """What there is."""
        return [row for row in self.rows if kind in ("", row["kind"])]

    async def forget(self, numbers: Sequence[int]) -> list[int]:
        """Forget, if they exist."""
        if missing := set(numbers) - {row["number"] for row in self.rows}:
            raise BadInputError(f"I keep nothing with the number {missing.pop()}.")
        self.rows = [row for row in self.rows if row["number"] not in numbers]
        return list(numbers)

    async def forget_everything(self) -> int:
        """Forget."""
        count, self.rows = len(self.rows), []
        return count


class Words:
    """A vocabulary in a list."""

    def __init__(self) -> None:
        self.rows = [
            Learned(1, "bosk", f"Vosk{ATTACK}", 3, 1_780_000_000.0),
            Learned(2, "cube ernetes", "k8s"),
        ]

    def to_json(self) -> list[dict[str, Any]]:
        """All of it."""
        return [asdict(row) for row in self.rows]

    async def learn(self, heard: str, meant: str) -> Learned:
        """Anything but what is the same."""
        if heard == meant:
            raise BadInputError("I cannot learn that.")
        self.rows.append(Learned(len(self.rows) + 1, heard, meant))
        return self.rows[-1]

    async def forget(self, numbers: Sequence[int]) -> list[int]:
        """Forget, if they exist."""
        if missing := set(numbers) - {row.number for row in self.rows}:
            raise BadInputError(f"There is no correction number {missing.pop()}.")
        self.rows = [row for row in self.rows if row.number not in numbers]
        return list(numbers)

    async def wipe(self) -> int:
        """Forget."""
        count, self.rows = len(self.rows), []
        return count


class OneDesk:
    """A microphone and a loudspeaker."""

    def __init__(self) -> None:
        self.chosen = {"microphone": "", "loudspeaker": ""}

    async def to_json(self) -> dict[str, Any]:
        """Which is chosen."""
        found = {
            "microphones": [{"name": "desk_mic", "described": f"Desk microphone{ATTACK}"}],
            "loudspeakers": [{"name": "desk_out", "described": "Desk loudspeaker"}],
        }
        return {**found, **self.chosen, "problem": ""}

    async def use(self, kind: str, name: str) -> dict[str, Any]:
        """Only what is there."""
        if name not in ("", "desk_mic", "desk_out"):
            raise BadInputError(f"There is no {kind} called {name!r}.")
        self.chosen[kind] = name
        return await self.to_json()


class Behind:
    """A daemon behind the door that answers everything at once."""

    def __init__(self, bus: EventBus) -> None:
        self.bus = bus
        self.muted = self.broken = False
        self.left = asyncio.Event()
        self.stopped, self.percent = "", 80
        self.recordings: list[bytes] = []
        self.headers: list[Headerless | None] = []
        self.sounds: dict[str, bytes] = {}
        self.again = Answered("voice_2_0", "hello", "hello!", "echo", "completed")
        late = Span("llm_first_token", 512.4, 300, unusual=True)
        spans = (Span("audio_to_asr", 51, 50), late, Span("first_token", 7.3, 500))
        counts = {"asr_partials": 0}
        self.receipt = Receipt("voice_1_0", "hello", "echo", "completed", "hello!", spans, counts=counts)
        self.monitor = LatencyMonitor()
        self.open_on = "a microphone"
        self.wake = WakeWords(WakeConfig(), post=bus.post)
        self.wakes = WakeDesk(self.wake, self)
        self.house, self.loud = House(), Loud()
        self.voices = VoiceDesk(self.house.voices, self.loud, paths.voice_choice(), {})
        self.documents = Documents()
        self.memory = Kept()
        self.vocabulary = Words()
        self.skills = Book().desk
        self.told: dict[str, Any] = {}
        """The whole status, where it matters."""
        self.devices = OneDesk()
        self.dues = NotingDues(local_now)
        self.settings = ConfigDesk(ConfigWatch(asked({}), Config(), {}, bus.post))

    def status(self) -> dict[str, Any]:
        """Muted or not."""
        state = "muted" if self.muted else "listening"
        return self.told or {"state": state, "version": "1", "recognizer": {"engine": "moonshine"}}

    async def ask(self, text: str, *, aloud: bool) -> Answered:
        """Repeat the question."""
        if text == "too much":
            raise QueueFullError(100)
        return Answered("voice_1_0", text, f"{text}!", "echo", "completed", {"aloud": str(aloud)}, ("/a.md",))

    async def asked(self, text: str, *, aloud: bool) -> AsyncGenerator[str | Answered]:
        """Repeat the question, word by word; "wait" never ends."""
        for word in re.findall(r"\S+\s*", text):
            yield word
        if text.endswith("wait"):
            try:
                await asyncio.Event().wait()
            finally:
                self.left.set()
        yield await self.ask(text, aloud=aloud)

    async def ask_audio(
        self, recording: bytes, *, aloud: bool, whole: bool = False, raw: Headerless | None = None
    ) -> Answered:
        """Keep the recording; one that is replayed is heard as it is told to be."""
        self.recordings.append(recording)
        self.headers.append(raw)
        if whole:
            return self.again
        if recording == b"noise":
            raise BadInputError("Nobody speaks in this recording. Is it the right file?")
        return await self.ask("heard", aloud=aloud)

    def kept(self) -> list[str]:
        """The turns with sound."""
        return list(self.sounds)

    async def sound(self, turn: str) -> bytes:
        """What was said in one."""
        if turn not in self.sounds:
            raise NotKeptError(f"There is no sound of {turn[:40]!r}.")
        return self.sounds[turn]

    async def say(self, text: str, language: str = "") -> str:
        """Speak, except in the library."""
        self.spoken_in = language
        return "I was silenced before the end." if text == "library" else ""

    @property
    def talk_key(self) -> TalkKey:
        """See test_listen.py."""
        raise NotImplementedError

    def listen(self) -> str:
        """Start a turn."""
        return "voice_2_0"

    def why(self, turn: str) -> dict[str, Any]:
        """A receipt of the one turn there was."""
        if turn not in ("", self.receipt.turn):
            raise BadInputError(f"There is no receipt of {turn[:40]!r}.")
        return self.receipt.to_json()

    def latency(self) -> dict[str, Any]:
        """What a monitor tells, and a part that rests."""
        resting = {"state": "open", "failures": 5, "threshold": 5, "rests_for_s": 30.0}
        return {**self.monitor.to_json(), "breakers": {"asr": resting}, "interruptions": {"true": 1}}

    async def stats(self, days: int) -> list[dict[str, Any]]:
        """The same every day; nobody can count further back than a week."""
        if days > 7:
            raise StoreError("The database could not be read. Is the disk in order?")
        day = {"turns": 3, "failed": 1, "cancelled": 0, "first_token_ms": 51.5, "end_to_end_ms": None}
        return [{"day": f"2026-05-0{9 - number}", **day} for number in range(days)]

    async def store(self) -> dict[str, Any]:
        """A whole database."""
        return {
            "damage": "",
            "version": 6,
            "wanted": 6,
            "bytes": 9,
            "wal_bytes": 0,
            "passages": 0,
            "vectors": 0,
        }

    async def privacy(self) -> dict[str, Any]:
        """Nobody holds anything."""
        return {"kept": not self.broken, "sentences": [f"Nobody listens.{ATTACK}"], "sockets": [SOCKET]}

    async def mute(self, *, on: bool) -> None:
        """Mute."""
        self.muted = on

    def conversation(self, action: str, session_id: str = "") -> dict[str, Any]:
        """Only this computer's conversation is known."""
        if session_id:
            raise BadInputError("There is no such conversation.")
        told = {"type": "conversation_control", "action": action, "session_id": "session_1"}
        return {**told, "paused": action == "pause"}

    def volume(self) -> int:
        """As it was set."""
        return self.percent

    def set_volume(self, percent: int) -> None:
        """Set it."""
        self.percent = percent

    def interrupt(self) -> bool:
        """Nothing to silence."""
        return False

    def stop(self, reason: str) -> None:
        """Note why."""
        self.stopped = reason


@asynccontextmanager
async def door() -> AsyncIterator[Behind]:
    """An open door."""
    async with EventBus() as bus, asyncio.TaskGroup() as group:
        behind = Behind(bus)
        with open_door() as socket:
            server = Server(make_app(behind), socket)
            serving = group.create_task(server.run_until_stopped(), name="door")
            yield behind
            await server.stop(serving)


async def call(method: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - JSON
    """A request, as the terminal commands make it."""
    return await asyncio.to_thread(client.call, method, path, body)


async def test_the_socket_is_the_owners_alone() -> None:
    async with door():
        assert stat.S_IMODE(paths.socket().stat().st_mode) == 0o600
        assert stat.S_IMODE(paths.socket().parent.stat().st_mode) == 0o700


async def test_questions_are_answered() -> None:
    async with door() as behind:
        answered = await call("POST", "/ask", {"text": " hello "})
        assert (answered["answer"], answered["sources"]) == ("hello!", ["/a.md"])
        assert (await call("POST", "/ask/audio?aloud=true", b"\x00sound"))["did"] == {"aloud": "True"}
        assert behind.recordings == [b"\x00sound"]
        assert await call("POST", "/say", {"text": "x"}) == {"heard": True, "problem": ""}
        assert (await call("POST", "/say", {"text": "library"}))["problem"].startswith("I was silenced")
        assert await call("POST", "/listen") == {"turn": "voice_2_0"}
        assert await call("POST", "/interrupt") == {"interrupted": False}


async def test_an_answer_is_told_while_it_comes() -> None:
    async with door() as behind:
        live = client.lines("/ask/stream", {"text": "good day wait"})
        assert [await asyncio.to_thread(next, live) for _ in "ab"] == [{"piece": "good "}, {"piece": "day "}]
        live.close()
        await behind.left.wait()  # who goes away is noticed
        told = await asyncio.to_thread(list, client.lines("/ask/stream", {"text": "hello", "aloud": True}))
        assert told[0] == {"piece": "hello"}
        assert told[1]["answered"]["answer"] == "hello!"
        assert told[1]["answered"]["did"] == {"aloud": "True"}
        with pytest.raises(JarvisError, match="text: Field required") as error:
            await asyncio.to_thread(list, client.lines("/ask/stream", {}))
        assert error.value.exit_code == 2


async def test_mute_is_answered_with_the_new_state() -> None:
    async with door():
        assert (await call("POST", "/mute"))["state"] == "muted"
        assert (await call("POST", "/unmute"))["state"] == "listening"


async def test_stopping_is_passed_on() -> None:
    async with door() as behind:
        await call("POST", "/shutdown")
        assert behind.stopped == "asked to stop"


@pytest.mark.parametrize(
    ("path", "body", "told"),
    [
        ("/ask", {}, "text: Field required."),
        ("/ask", {"text": "  "}, "text: String should have at least 1 character."),
        ("/ask", {"text": "x" * 3000}, "text: String should have at most 2000 characters."),
        ("/ask", {"text": 5}, "text: Input should be a valid string."),
        ("/ask", {"text": "x", "loud": True}, "loud: Extra inputs are not permitted."),
        ("/ask", {"text": "x" * 200_000}, "more than 100 kB"),
        ("/ask", b"text=hello", "must be JSON"),
        ("/dance", {}, "Not Found"),
        ("/ask/audio", b"noise", "Nobody speaks"),
    ],
)
async def test_a_wrong_request_is_told_in_a_sentence(path: str, body: object, told: str) -> None:
    async with door():
        with pytest.raises(JarvisError, match=told) as error:
            await call("POST", path, body)
        assert error.value.exit_code == 2
        assert (await call("GET", "/status"))["state"] == "listening"


async def test_busy_has_an_exit_code_of_its_own() -> None:
    async with door():
        with pytest.raises(JarvisError, match="I am busy") as error:
            await call("POST", "/ask", {"text": "too much"})
        assert error.value.exit_code == 6


async def test_events_are_told_and_followed() -> None:
    async with door() as behind:
        behind.bus.post(TaskStarted(turn="t", text="hello"))
        assert (await call("GET", "/events?last=1"))[0]["text"] == "hello"
        assert await call("GET", "/events?last=0") == []
        with pytest.raises(JarvisError, match="not a number"):
            await call("GET", "/events?last=-1")
        live = client.lines("/events/stream")
        assert (await asyncio.to_thread(next, live)) == {"event": "subscribed"}
        behind.bus.post(MicrophoneMuted())
        event = await asyncio.to_thread(next, live)
        assert (event["event"], event["number"]) == ("microphone_muted", 2)
        live.close()


async def test_levels_are_told_to_those_who_follow_them() -> None:
    level = MicrophoneLevel(peak_dbfs=-3.0, rms_dbfs=-12.5)
    async with door() as behind:
        live, levels = client.lines("/events/stream"), client.lines("/events/stream?levels=true")
        for lines in (live, levels):
            assert (await asyncio.to_thread(next, lines)) == {"event": "subscribed"}
        behind.bus.post(level)
        behind.bus.post(MicrophoneMuted())
        told = [(await asyncio.to_thread(next, lines))["event"] for lines in (live, levels, levels)]
        assert told == ["microphone_muted", "microphone_level", "microphone_muted"]
        assert [event["event"] for event in await call("GET", "/events")] == ["microphone_muted"]
        live.close()
        levels.close()


async def test_a_name_that_is_no_text_hides_no_event() -> None:
    async with door() as behind:
        behind.bus.post(TaskStarted(turn="t", text="\udcff"))
        assert (await call("GET", "/events?last=1"))[0]["text"] == "\udcff"


async def test_pieces_of_answers_are_told_to_those_who_follow_them() -> None:
    piece = AnswerContinued(turn="t", text="It is")
    async with door() as behind:
        live, pieces = client.lines("/events/stream?levels=true"), client.lines("/events/stream?pieces=true")
        for lines in (live, pieces):
            assert (await asyncio.to_thread(next, lines)) == {"event": "subscribed"}
        for event in (piece, MicrophoneLevel(peak_dbfs=-3.0, rms_dbfs=-12.5), MicrophoneMuted()):
            behind.bus.post(event)
        told = [(await asyncio.to_thread(next, lines))["event"] for lines in (live, live, pieces, pieces)]
        assert told == ["microphone_level", "microphone_muted", "answer_continued", "microphone_muted"]
        live.close()
        pieces.close()


def test_levels_are_not_kept_so_they_have_to_be_followed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["events", "--levels"]) == 2
    assert "--levels together with --follow" in capsys.readouterr().err


async def test_sound_without_a_header_comes_with_what_it_would_tell() -> None:
    async with door() as behind:
        await call("POST", "/ask/audio?rate=44100&channels=2&format=f32le", b"sound")
        await call("POST", "/ask/audio", b"sound")
        assert behind.headers == [Headerless(44_100, 2, "f32le"), None]
        with pytest.raises(JarvisError, match="does not tell its rate"):
            await call("POST", "/ask/audio?channels=2", b"sound")


async def test_what_was_heard_before_is_heard_as_it_is() -> None:
    async with door() as behind:
        assert (await call("POST", "/ask/audio?whole=true", b"noise"))["turn"] == behind.again.turn


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--audio", "q.raw"], "q.raw has no header that tells its rate. Add --rate HZ."),
        (["--audio", "q.pcm"], "Add --rate HZ."),
        (["--audio", "q.wav", "--channels", "2"], "Add --rate HZ."),
        (["--audio", "q.raw", "--rate", "fast"], "rate: 'fast' is no number"),
        (["--audio", "q.raw", "--rate", "8000", "--format", "mp3"], "format: 'mp3' is none of"),
        (["hello", "--rate", "8000"], "tell about --audio FILE"),
        (["--audio", "/dev/zero"], "has more than 50 MB"),
        (["--audio", "/"], "/ cannot be read: Is a directory."),
        (["--audio", "a\0b"], "cannot be read: embedded null byte."),
    ],
)
def test_files_that_cannot_be_sent_are_told(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", *arguments]) == 2
    assert told in capsys.readouterr().err


async def test_a_client_that_leaves_in_mid_request_hurts_nobody() -> None:
    async with door():
        connection = client._UnixConnection("jarvis", timeout=5)  # noqa: SLF001 - to break off
        await asyncio.to_thread(connection.connect)
        connection.sock.sendall(b"POST /ask HTTP/1.1\r\nContent-Length: 1000\r\n\r\n{")
        connection.close()
        assert (await call("GET", "/status"))["state"] == "listening"


async def test_what_is_not_http_is_refused() -> None:
    async with door():
        connection = client._UnixConnection("jarvis", timeout=5)  # noqa: SLF001 - to send nonsense
        await asyncio.to_thread(connection.connect)
        connection.sock.sendall(b"\x00\xff nonsense\r\n\r\n")
        response = http.client.HTTPResponse(connection.sock)
        await asyncio.to_thread(response.begin)
        assert response.status == 400
        connection.close()


def test_without_a_daemon_the_remedy_is_told() -> None:
    with pytest.raises(JarvisError, match="jarvis start") as error:
        client.call("GET", "/status")
    assert error.value.exit_code == 3
    assert json.dumps(str(error.value))
