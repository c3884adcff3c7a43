"""What comes next out of the loudspeaker, sample by sample."""

import itertools
from array import array

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voice.fades import Volume, fade_samples, pcm_of, samples_of
from voice.player import SLOW_S, Finished, Player, Then

RATE_HZ = 16_000
BLOCK = 128
FADE = fade_samples(RATE_HZ)
LEVEL = 8_000
STEP = LEVEL // FADE + 1
"""No two samples of a sound as loud as LEVEL lie further apart when it is faded."""
UNDER_WAY_S = 0.024


def steady(samples: int, level: int = LEVEL) -> bytes:
    """A sound that shows every fade."""
    return pcm_of(array("h", [level] * samples))


def counted(samples: int, first: int = 1) -> bytes:
    """A sound whose every sample tells its place."""
    return pcm_of(array("h", range(first, first + samples)))


class Room:
    """Somebody who hears everything the player gives, `under way` seconds later."""

    def __init__(self, player: Player | None = None, latency_s: float = 0.0) -> None:
        self.player = player or Player(RATE_HZ, Volume())
        self.latency_s = latency_s
        self.out = array("h")
        self.then = Then.CONTINUE
        self.finished: list[Finished] = []

    def hear(self, blocks: int = 1, count: int = BLOCK) -> "Room":
        """Let time pass."""
        for _ in range(blocks):
            piece = self.player.next(count, self.latency_s)
            assert len(piece.pcm) == 2 * count
            self.out += samples_of(piece.pcm)
            self.then = piece.then
            self.note()
        return self

    def note(self) -> None:
        """Take what is over."""
        if self.player.finished is not None:
            self.finished.append(self.player.finished)
            self.player.finished = None

    @property
    def steepest(self) -> int:
        """The biggest step between two samples."""
        samples = [0, *self.out]
        return max(abs(b - a) for a, b in itertools.pairwise(samples))


def playing(pcm: bytes, latency_s: float = 0.0) -> Room:
    """A room in which this is played, and more may follow."""
    room = Room(latency_s=latency_s)
    room.player.begin(1)
    room.player.feed(1, pcm)
    return room


def test_a_sound_comes_out_as_it_went_in_but_for_its_first_milliseconds() -> None:
    room = playing(counted(1_000))
    room.player.end(1)
    room.hear(10)
    assert list(room.out[FADE:1_000]) == list(range(FADE + 1, 1_001))
    assert list(room.out[:FADE]) == [int((i + 1) * (i + 1) / FADE) for i in range(FADE)]
    assert room.finished == [Finished(1_000, cut=False)]


def test_between_two_sentences_there_is_no_gap_and_no_fade() -> None:
    room = playing(counted(1_000))
    room.hear(5)
    room.player.feed(1, counted(1_000, first=1_001))
    room.hear(10)
    assert list(room.out[FADE:1_900]) == list(range(FADE + 1, 1_901))


@pytest.mark.parametrize("how", ["stop", "hold"])
def test_falling_silent_is_a_fade_and_takes_no_longer(how: str) -> None:
    room = playing(steady(10 * BLOCK))
    room.hear(3)
    getattr(room.player, how)(1)
    room.hear(3)
    assert room.out[3 * BLOCK - 1] == LEVEL
    assert LEVEL > room.out[3 * BLOCK] > room.out[3 * BLOCK + FADE // 2] > 0
    assert not any(room.out[3 * BLOCK + FADE :])
    assert room.steepest <= STEP
    room.note()
    assert room.finished == ([Finished(3 * BLOCK + FADE, cut=True)] if how == "stop" else [])


def test_after_a_hold_it_goes_on_where_it_was_and_nothing_clicks() -> None:
    room = playing(counted(20 * BLOCK))
    room.hear(5)
    room.player.hold(1)
    room.hear(20)
    assert room.then is Then.CONTINUE
    assert room.player.played == 5 * BLOCK + FADE
    room.player.resume(1)
    room.hear(5)
    went_on = list(room.out[25 * BLOCK :])
    first = 5 * BLOCK + FADE
    assert went_on[FADE:] == list(range(first + FADE + 1, first + 5 * BLOCK + 1))


@pytest.mark.parametrize(("back", "place"), [(0, 720), (320, 400), (100_000, 0), (-5, 720)])
def test_after_a_hold_it_can_go_on_from_somewhat_before(back: int, place: int) -> None:
    room = playing(counted(20 * BLOCK))
    room.hear(5)
    room.player.hold(1)
    room.hear(20)
    room.player.resume(1, back)
    room.hear(2)
    assert list(room.out[-BLOCK:]) == list(range(place + BLOCK + 1, place + 2 * BLOCK + 1))
    assert room.player.played == place + BLOCK


def test_two_seconds_of_what_was_played_are_kept_and_not_ten() -> None:
    room = playing(steady(10 * RATE_HZ))
    room.hear(9 * RATE_HZ // BLOCK)
    before = room.player.played
    room.player.hold(1)
    room.player.resume(1, 9 * RATE_HZ)
    room.hear(2)
    assert before - 4.1 * RATE_HZ < room.player.played < before - 2 * RATE_HZ + FADE + 2 * BLOCK


def test_a_sound_that_stops_coming_falls_and_rises_again() -> None:
    room = playing(steady(300))
    room.hear(5)
    room.player.feed(1, steady(300))
    room.hear(5)
    assert room.steepest <= STEP
    assert max(room.out[5 * BLOCK :]) == LEVEL
    assert room.finished == []


def test_whoever_is_late_is_not_heard() -> None:
    room = playing(steady(1_000))
    room.player.begin(2)
    room.player.feed(2, steady(1_000, 5_000))
    for late in (room.player.stop, room.player.hold, room.player.end):
        late(1)
    room.player.feed(1, steady(1_000))
    room.hear(7)
    assert max(room.out) == 5_000
    room.player.resume(1, 100)
    assert not room.player.held
    assert room.finished == []


def test_stopped_while_held_is_stopped() -> None:
    room = playing(steady(1_000))
    room.hear(2)
    room.player.hold(1)
    room.hear(2)
    room.player.stop(1)
    room.note()
    room.player.resume(1)
    assert not any(room.hear(2).out[4 * BLOCK :])
    assert room.finished == [Finished(2 * BLOCK + FADE, cut=True)]


def test_what_begins_held_waits_at_its_place() -> None:
    room = Room()
    room.player.begin(3, skip=500, held=True)
    room.player.feed(3, counted(2_000))
    assert not any(room.hear(5).out)
    assert room.player.played == 500
    room.player.resume(3)
    room.hear(2)
    assert list(room.out[-BLOCK:]) == list(range(500 + BLOCK + 1, 500 + 2 * BLOCK + 1))


def test_what_is_under_way_was_not_heard_yet() -> None:
    under_way = int(UNDER_WAY_S * RATE_HZ)
    room = playing(steady(40 * BLOCK), UNDER_WAY_S)
    room.hear(20)
    assert room.player.played == 19 * BLOCK - under_way
    room.latency_s = 99.0  # a driver that talks nonsense is not believed
    room.hear()
    assert room.player.played == 20 * BLOCK - under_way


def test_it_is_over_when_the_last_sample_was_heard() -> None:
    room = playing(steady(10 * BLOCK), UNDER_WAY_S)
    room.player.end(1)
    room.hear(12)
    assert (room.finished, room.player.busy) == ([], True)
    room.hear(3)
    assert (room.finished, room.player.busy) == ([Finished(10 * BLOCK, cut=False)], False)


def test_the_stream_stays_open_for_a_while_and_ends_then() -> None:
    room = playing(steady(BLOCK))
    room.player.end(1)
    room.hear(RATE_HZ // BLOCK - 5)
    before = room.then
    room.hear(10)
    assert [before, room.then] == [Then.CONTINUE, Then.COMPLETE]


@pytest.mark.parametrize("how", ["stop", "hold"])
def test_where_much_is_under_way_it_is_dropped_and_does_not_count(how: str) -> None:
    room = playing(counted(20_000), 2 * SLOW_S)
    room.hear(50)
    heard = room.player.played
    assert heard == 49 * BLOCK - int(2 * SLOW_S * RATE_HZ)
    getattr(room.player, how)(1)
    room.hear()
    assert room.then is Then.ABORT
    assert not any(room.out[50 * BLOCK :])
    if how == "stop":
        assert room.finished == [Finished(heard, cut=True)]
        return
    room.player.resume(1)
    room.latency_s = 0.0
    room.hear(2)
    assert room.out[-1] == heard + 2 * BLOCK


def test_a_cue_is_heard_over_speech_and_counts_for_nothing() -> None:
    room = playing(steady(20 * BLOCK))
    room.hear(4)
    room.player.cue(steady(2 * BLOCK, 3_000))
    room.hear(4)
    assert max(room.out) == LEVEL + 3_000
    assert room.player.played == 7 * BLOCK
    assert room.steepest <= (LEVEL + 3_000) // FADE + 2


def test_a_cue_is_heard_in_silence_and_while_speech_is_held() -> None:
    room = Room()
    room.player.cue(steady(2 * BLOCK, 3_000))
    assert max(room.hear(3).out) == 3_000
    room = playing(steady(20 * BLOCK))
    room.hear(2)
    room.player.hold(1)
    room.hear(2)
    room.player.cue(steady(2 * BLOCK, 3_000))
    assert max(room.hear(3).out[4 * BLOCK :]) == 3_000


def test_both_at_their_loudest_are_clipped_and_do_not_wrap_around() -> None:
    room = playing(steady(20 * BLOCK, 30_000))
    room.hear(2)
    room.player.cue(steady(4 * BLOCK, 30_000))
    assert max(room.hear(5).out) == 32_767
    assert min(room.out) >= 0


@pytest.mark.parametrize("samples", [0, 1, 5, 2 * FADE, 20_000])
def test_a_cue_of_any_length_begins_and_ends_softly(samples: int) -> None:
    room = Room()
    room.player.cue(steady(samples, 3_000))
    room.hear(180)
    assert sum(1 for one in room.out if one) <= RATE_HZ
    assert room.steepest <= 3_000 // FADE + 1 or samples < 2 * FADE


def test_silence_is_told_from_sound() -> None:
    room = playing(steady(2 * BLOCK))
    sounds = [room.player.next(BLOCK, 0).sounds for _ in range(5)]
    assert sounds == [True, True, True, False, False]  # the third lets it fall


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("feed"), st.integers(0, 700)),
        st.tuples(st.just("hear"), st.integers(1, 400)),
        st.tuples(st.just("hold"), st.just(0)),
        st.tuples(st.just("resume"), st.just(0)),
        st.tuples(st.just("late"), st.integers(1, 50)),
    ),
    max_size=60,
)


@settings(deadline=None, max_examples=300)
@given(STEPS, st.sampled_from([0.0, 0.01, UNDER_WAY_S]))
def test_no_sample_is_lost_doubled_or_out_of_order(steps: list[tuple[str, int]], latency_s: float) -> None:
    """Fades change samples, so places are watched: each block continues where the one before ended."""
    room = Room(latency_s=latency_s)
    room.player.begin(7)
    fed = place = 0
    for what, much in steps:
        if what == "feed":
            room.player.feed(7, counted(much))
            fed += much
        elif what == "hear":
            room.hear(count=much)
            _, before, length = room.player._blocks[-1]  # noqa: SLF001 - see above
            faded = before - place
            assert 0 <= faded <= FADE
            place = before + length
        elif what == "late":
            room.player.feed(6, counted(much))
            room.player.stop(6)
        else:
            getattr(room.player, what)(7)
        assert 0 <= room.player.played <= fed
    room.player.resume(7)
    room.player.end(7)
    room.hear(400)
    assert room.finished == [Finished(fed, cut=False)]


@settings(deadline=None, max_examples=300)
@given(STEPS, st.sampled_from([0, 100, 1_000]))
def test_whatever_happens_nothing_clicks(steps: list[tuple[str, int]], back: int) -> None:
    room = Room()
    room.player.begin(7)
    for what, much in steps:
        if what == "feed":
            room.player.feed(7, steady(much))
        elif what == "hear":
            room.hear(count=much)
        elif what == "late":
            room.player.begin(7)
        elif what == "resume":
            room.player.resume(7, back)
        else:
            room.player.hold(7)
    room.player.stop(7)
    room.hear(2, FADE)
    assert room.out[-1] == 0
    assert room.steepest <= 2 * STEP  # where one falls while the next rises
