"""Whether what Jarvis plays goes where it should."""

import os
from collections.abc import Sequence

import pytest

from voice.sink import SERVER_ENDED, Route, Way, find
from voice.soundserver import SoundServer, SoundServerError
from voice.soundwords import Playing, Sink

DESK, HEADSET = Sink("alsa_output.desk", "Desk Speakers"), Sink("alsa_output.usb", "USB Headset")


class Desktop(SoundServer):
    """A sound server with these sinks, on which this process plays."""

    def __init__(self, *sinks: Sink, on: str = DESK.name, runs: bool = True) -> None:
        super().__init__()
        self.there, self.on, self.standard, self.runs = list(sinks), on, DESK.name, runs
        self.opened = 0

    def open(self) -> None:
        """Connect, if it runs."""
        self._check()
        self.opened += 1

    def _check(self) -> None:
        if not self.runs:
            raise SoundServerError("the sound server ended")

    def sinks(self) -> list[Sink]:
        """What there is."""
        self._check()
        return self.there

    def default_sink(self) -> str:
        """What is standard."""
        self._check()
        return self.standard

    def playing(self) -> list[Playing]:
        """Our one stream."""
        self._check()
        return [Playing(7, self.on)]

    def move(self, stream: Playing, sink: str) -> None:
        """It obeys."""
        assert stream.index == 7
        self.on = sink


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PULSE_SINK", "PIPEWIRE_NODE"):
        monkeypatch.setenv(name, "")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [("usb", HEADSET), ("DESK", DESK), ("alsa_output.usb", HEADSET), ("tv", None), ("", None)],
)
def test_part_of_a_name_is_enough(wanted: str, found: Sink | None) -> None:
    assert find([DESK, HEADSET], wanted) == found


BOTH = (DESK, HEADSET)


@pytest.mark.parametrize(
    ("wanted", "looks"),
    [
        # where it is, what there is, what is standard, and where it has to go
        ("", [(HEADSET, BOTH, DESK, ""), (HEADSET, BOTH, DESK, "")]),
        ("", [(DESK, BOTH, DESK, ""), (DESK, BOTH, HEADSET, HEADSET.name), (HEADSET, BOTH, HEADSET, "")]),
        ("", [(DESK, BOTH, DESK, ""), (HEADSET, BOTH, DESK, ""), (HEADSET, BOTH, DESK, "")]),
        (
            "usb",
            [(DESK, BOTH, DESK, HEADSET.name), (DESK, BOTH, DESK, HEADSET.name), (HEADSET, BOTH, DESK, "")],
        ),
        ("usb", [(HEADSET, BOTH, DESK, ""), (DESK, BOTH, DESK, "")]),
        ("usb", [(HEADSET, BOTH, DESK, ""), (HEADSET, BOTH, HEADSET, "")]),
        ("usb", [(HEADSET, BOTH, DESK, ""), (DESK, (DESK,), DESK, ""), (DESK, BOTH, DESK, HEADSET.name)]),
    ],
    ids=["as it came", "default", "moved", "wanted", "wanted, moved", "wanted, default", "plugged in again"],
)
def test_it_goes_where_the_user_wants_it(
    wanted: str, looks: Sequence[tuple[Sink, Sequence[Sink], Sink, str]]
) -> None:
    route = Route(wanted)
    for on, sinks, default, goal in looks:
        assert route.move_to(on.name, sinks, default.name) == goal


def test_a_named_sink_is_asked_of_the_server_and_no_more_when_it_is_gone() -> None:
    desktop = Desktop(*BOTH)
    way = Way("usb", desktop)
    assert way.prepare() == "USB Headset"
    assert os.environ["PULSE_SINK"] == os.environ["PIPEWIRE_NODE"] == HEADSET.name
    desktop.there = [DESK]
    assert (way.prepare(), way.by_server) == ("", True)
    assert "PULSE_SINK" not in os.environ


def test_what_the_server_does_not_know_may_still_be_a_sound_card() -> None:
    way = Way("hw:1", Desktop(DESK))
    assert (way.prepare(), way.by_server, os.environ["PULSE_SINK"]) == ("", False, "")
    assert Way("hw:1", Desktop(runs=False)).prepare() == ""


def test_a_stream_that_stayed_behind_is_moved() -> None:
    desktop = Desktop(*BOTH)
    way = Way("", desktop)
    assert way.look() == ""
    desktop.standard = HEADSET.name
    assert (way.look(), desktop.on) == ("", HEADSET.name)
    assert desktop.opened == 1


def test_a_server_that_ends_concerns_who_played_through_it_and_can_be_found_again() -> None:
    desktop = Desktop(*BOTH)
    way = Way("", desktop)
    way.look()
    desktop.runs = False
    assert way.look() == SERVER_ENDED
    desktop.runs = True
    way.prepare()
    assert way.look() == ""
    assert desktop.opened == 2
    assert Way("", Desktop(runs=False)).look() == ""
