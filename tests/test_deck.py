"""What the playback process does when it is told something, and what it tells."""

from typing import Any

import pytest

from voice import frames
from voice.deck import Deck
from voice.reference import Report

RATE_HZ = 16_000
BLOCK = 128
SOUND = b"\0\x10" * 10 * BLOCK


class Card:
    """A stream that notes what is done with it."""

    device = "card"

    def __init__(self) -> None:
        self.opened: list[int] = []
        self.active = False

    def open(self, rate_hz: int) -> None:
        """Work."""
        self.opened.append(rate_hz)
        self.active = True

    def close(self) -> None:
        """Rest."""
        self.active = False


class Desk:
    """A deck, its card, and what it told."""

    def __init__(self) -> None:
        self.card, self.out = Card(), list[bytes]()
        self.deck = Deck(self.card, self.out.append, clock=lambda: 100.0)

    def do(self, *sent: bytes) -> None:
        """Send frames."""
        for frame in sent:
            self.deck.obey(frame[:1], frame[frames.HEADER.size :])

    def begin(
        self, number: int = 1, rate_hz: int = RATE_HZ, sound: bytes = SOUND, **more: int | bool
    ) -> None:
        """Begin a playback."""
        self.do(frames.pack_json(frames.BEGIN, number=number, rate_hz=rate_hz, **more))
        self.do(frames.numbered(frames.SOUND, number, pcm=sound))

    def hear(self, blocks: int) -> bytes:
        """Let time pass."""
        return b"".join(self.deck.more(BLOCK, 0.0).pcm for _ in range(blocks))

    def told(self) -> list[dict[str, Any]]:
        """What it told, but for the sound."""
        told = [frames.unpack_json(one[frames.HEADER.size :]) for one in self.out if one[:1] == frames.TELL]
        self.out.clear()
        return told


def test_a_playback_is_told_from_beginning_to_end() -> None:
    desk = Desk()
    desk.begin()
    desk.do(frames.numbered(frames.END, 1))
    desk.hear(12)
    told = desk.told()
    assert told[0] == {"started": "card", "number": 1}
    assert [one["progress"] for one in told[1:-1]] == [896]
    assert told[-1] == {"finished": 10 * BLOCK, "cut": False, "number": 1}


def test_stopping_is_told_at_once_and_not_twice() -> None:
    desk = Desk()
    desk.begin()
    desk.hear(2)
    desk.told()
    desk.do(frames.numbered(frames.STOP, 1), frames.numbered(frames.STOP, 1))
    desk.hear(3)
    assert desk.told() == [{"finished": 2 * BLOCK + 80, "cut": True, "number": 1}]


@pytest.mark.parametrize("kind", [frames.STOP, frames.HOLD, frames.END])
def test_what_is_meant_for_an_older_playback_is_ignored(kind: bytes) -> None:
    desk = Desk()
    desk.begin(2)
    desk.hear(2)
    desk.told()
    desk.do(frames.numbered(kind, 1))
    assert desk.hear(3)[-2:] == b"\0\x10"
    assert desk.told() == []


def test_a_place_that_is_held_is_told_and_one_goes_on_before_it() -> None:
    desk = Desk()
    desk.begin()
    desk.hear(4)
    desk.do(frames.numbered(frames.HOLD, 1))
    desk.hear(2)
    assert desk.told()[-1] == {"progress": 4 * BLOCK + 80, "number": 1}
    desk.do(frames.numbered(frames.RESUME, 1, 400), frames.numbered(frames.END, 1))
    desk.hear(12)
    assert desk.told()[-1] == {"finished": 10 * BLOCK, "cut": False, "number": 1}


def test_the_stream_stays_open_from_answer_to_answer_and_opens_when_it_had_ended() -> None:
    desk = Desk()
    desk.begin(1)
    desk.begin(2)
    assert desk.card.opened == [RATE_HZ]
    desk.do(frames.numbered(frames.STOP, 2))
    desk.hear(140)
    desk.begin(3)
    assert desk.card.opened == [RATE_HZ] * 2
    desk.card.active = False
    desk.begin(4)
    desk.begin(5, 22_050)
    assert desk.card.opened == [RATE_HZ] * 3 + [22_050]


def test_a_cue_needs_no_playback_and_does_not_change_the_pitch_of_one() -> None:
    desk = Desk()
    cue = frames.numbered(frames.CUE, 22_050, pcm=SOUND)
    desk.do(cue)
    assert desk.card.opened == [22_050]
    assert any(desk.hear(3))
    assert desk.told() == []
    desk.begin(sound=b"")
    desk.do(cue)
    assert not any(desk.hear(3))
    assert desk.card.opened == [22_050, RATE_HZ]


def test_the_volume_holds_for_what_follows_at_any_rate() -> None:
    desk = Desk()
    desk.do(frames.numbered(frames.VOLUME, 50))
    desk.begin()
    desk.hear(6)
    desk.begin(2, 22_050)
    assert int.from_bytes(desk.hear(6)[-2:], "little") == 0x1000 // 4


def test_what_goes_out_is_reported_with_its_time() -> None:
    desk = Desk()
    desk.begin()
    heard = desk.hear(3)
    reports = [one[frames.HEADER.size :] for one in desk.out if one[:1] == frames.PLAYED]
    told = [Report.unpack(one) for one in reports]
    assert b"".join(report.pcm for report in told) == heard
    assert {(report.rate_hz, report.at_s) for report in told} == {(RATE_HZ, 100.0)}
