"""Whether the capture process records what it should, while the sound server moves its stream about."""

import json
import os
import queue
from collections.abc import Sequence

import pytest

from voice import frames, source
from voice.soundserver import SoundServer, SoundServerError
from voice.soundwords import Recording, Source
from voice.source import MONITOR_ONLY, OTHER_DEFAULT, News, Rule, Watch, find, pass_on

DESK = Source("alsa_input.desk", "Desk Microphone", monitor=False)
HEADSET = Source("alsa_input.usb", "USB Headset", monitor=False)
MONITOR = Source("alsa_output.usb.monitor", "Monitor of USB Headset", monitor=True)
CHUNK = b"\x01" * 640


class Desktop(SoundServer):
    """A sound server on which this process records `on`, as long as it runs."""

    def __init__(self, on: Source | None, default: str = DESK.name, *, runs: bool = True) -> None:
        super().__init__()
        self.on, self.standard, self.runs = on, default, runs

    def open(self) -> None:
        """Connect, if it runs."""
        self._check("no sound server can be reached")

    def _check(self, reason: str = "the sound server ended") -> None:
        if not self.runs:
            raise SoundServerError(reason)

    def sources(self) -> list[Source]:
        """Two microphones and a monitor."""
        self._check()
        return [MONITOR, DESK, HEADSET]

    def default(self) -> str:
        """What is standard."""
        self._check()
        return self.standard

    def recordings(self) -> list[Recording]:
        """This process, and another one elsewhere."""
        self._check()
        ours = [Recording(os.getpid(), "python", self.on)] if self.on is not None else []
        return [Recording(1, "other", HEADSET), *ours]


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PULSE_SOURCE", "PIPEWIRE_NODE"):
        monkeypatch.setenv(name, "")
    monkeypatch.setattr(source, "LOOK_S", 0.01)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("usb", HEADSET),
        ("USB Headset", HEADSET),
        ("monitor of usb", MONITOR),
        ("alsa_input.desk", DESK),
        ("kitchen", None),
    ],
)
def test_part_of_a_name_is_enough_and_microphones_come_first(wanted: str, found: Source | None) -> None:
    assert find([MONITOR, DESK, HEADSET], wanted) == found


@pytest.mark.parametrize("on", [DESK, HEADSET, None])
def test_any_microphone_will_do_where_none_is_named(on: Source | None) -> None:
    rule = Rule()
    assert [rule.problem(on, DESK.name) for _ in range(5)] == [""] * 5


def test_what_a_loudspeaker_plays_is_no_microphone() -> None:
    assert Rule().problem(MONITOR, MONITOR.name) == MONITOR_ONLY


def test_who_names_a_monitor_gets_it() -> None:
    assert Rule("monitor", MONITOR.name).problem(MONITOR, DESK.name) == ""


@pytest.mark.parametrize("on", [DESK, MONITOR, None])
def test_a_microphone_that_was_named_is_replaced_by_no_other(on: Source | None) -> None:
    rule = Rule("usb", HEADSET.name)
    assert rule.problem(HEADSET, DESK.name) == ""
    assert rule.problem(on, DESK.name) == "no input device is called “usb”"


def test_a_stream_that_follows_the_default_goes_on() -> None:
    rule = Rule()
    looks = [(DESK, DESK), (DESK, HEADSET), (HEADSET, HEADSET), (HEADSET, HEADSET), (HEADSET, HEADSET)]
    assert [rule.problem(on, default.name) for on, default in looks] == [""] * 5


def test_a_stream_that_stays_behind_the_default_must_be_opened_anew() -> None:
    rule = Rule()
    assert rule.problem(DESK, DESK.name) == rule.problem(DESK, HEADSET.name) == ""
    assert rule.problem(DESK, HEADSET.name) == OTHER_DEFAULT


def test_a_default_that_changes_back_at_once_changes_nothing() -> None:
    rule = Rule()
    looks = [DESK, HEADSET, DESK, HEADSET, DESK]
    assert [rule.problem(DESK, default.name) for default in looks] == [""] * 5


def test_the_device_is_told_by_its_name_and_again_when_it_is_another_one() -> None:
    desktop = Desktop(DESK)
    watch = Watch("", desktop)
    assert watch.first_look("default") == {"opened": "Desk Microphone"}
    assert watch.look() is None
    desktop.on, desktop.standard = HEADSET, HEADSET.name
    assert watch.look() == {"opened": "USB Headset"}


def test_a_named_device_is_asked_of_the_sound_server() -> None:
    watch = Watch("usb", Desktop(HEADSET))
    assert watch.by_server
    assert os.environ["PULSE_SOURCE"] == os.environ["PIPEWIRE_NODE"] == HEADSET.name
    assert watch.first_look("pulse") == {"opened": "USB Headset"}


def test_a_named_device_that_the_server_does_not_know_may_still_be_a_sound_card() -> None:
    watch = Watch("hw:1", Desktop(None))
    assert not watch.by_server
    assert os.environ["PULSE_SOURCE"] == ""
    assert watch.first_look("Card (hw:1,0)") == {"opened": "Card (hw:1,0)"}


def test_another_source_than_the_named_one_is_not_opened() -> None:
    assert Watch("usb", Desktop(DESK)).first_look("pulse") == {"failed": "no input device is called “usb”"}


def test_without_a_server_the_sound_card_has_its_own_name() -> None:
    watch = Watch("", Desktop(None, runs=False))
    assert watch.first_look("HDA Intel") == {"opened": "HDA Intel"}
    inbox: queue.Queue[bytes | News] = queue.Queue()
    watch.keep_looking(inbox)
    assert inbox.empty()


def test_a_server_that_ends_is_told_by_whoever_recorded_with_it() -> None:
    desktop = Desktop(DESK)
    watch = Watch("", desktop)
    watch.first_look("default")
    desktop.runs = False
    inbox: queue.Queue[bytes | News] = queue.Queue()
    watch.keep_looking(inbox)
    assert inbox.get_nowait() == {"failed": "the sound server ended"}


def test_a_server_that_ends_does_not_concern_a_sound_card() -> None:
    desktop = Desktop(None)
    watch = Watch("", desktop)
    watch.first_look("HDA Intel")
    desktop.runs = False
    assert watch.look() is None


def told(items: Sequence[bytes | News], watch: Watch, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What a process tells the daemon when this comes from its device, and then nothing more."""
    for name in ("FIRST_CHUNK_S", "STALLED_S"):
        monkeypatch.setattr(source, name, 0.1)
    inbox: queue.Queue[bytes | News] = queue.Queue()
    for item in items:
        inbox.put(item)
    out: list[bytes] = []
    pass_on(inbox, watch, "default", out.append)
    parsed = [(frame[:1], frame[frames.HEADER.size :]) for frame in out]
    return [payload if kind == frames.AUDIO else json.loads(payload) for kind, payload in parsed]


def test_a_device_is_opened_with_its_first_chunk_and_lost_when_they_stop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stopped = {"failed": "the device stopped delivering sound"}
    assert told([CHUNK, CHUNK], Watch("", Desktop(DESK)), monkeypatch) == [
        {"opened": "Desk Microphone"},
        CHUNK,
        CHUNK,
        stopped,
    ]
    assert told([], Watch("", Desktop(DESK)), monkeypatch) == [stopped]


def test_not_a_chunk_of_what_a_loudspeaker_plays_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    assert told([CHUNK, CHUNK], Watch("", Desktop(MONITOR)), monkeypatch) == [{"failed": MONITOR_ONLY}]


def test_after_the_reason_nothing_follows(monkeypatch: pytest.MonkeyPatch) -> None:
    items: list[bytes | News] = [CHUNK, {"failed": OTHER_DEFAULT}, CHUNK]
    assert told(items, Watch("", Desktop(DESK)), monkeypatch) == [
        {"opened": "Desk Microphone"},
        CHUNK,
        {"failed": OTHER_DEFAULT},
    ]
