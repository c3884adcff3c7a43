"""Understanding while somebody speaks: when it is asked, what it is judged by, and when it is too old."""

import pytest

from jarvis.config import ListenConfig
from jarvis.ports import CHUNK_BYTES, CHUNK_MS, Draft, Pcm, Said, Told, Utterance
from jarvis.testing import LoudnessActivity
from voice.draft import ASK_MS, Drafting, Understanding
from voice.listener import Listeners
from voice.pace import Pace

LOUD, QUIET = b"\1" * CHUNK_BYTES, bytes(CHUNK_BYTES)


class Noted:
    """A draft that notes what it is told, and tells what the test wants."""

    def __init__(self, told: Told) -> None:
        self.told, self.sound, self.asked = told, b"", list[int]()
        self.speech_bytes: int | None = None
        self.closed = False

    def feed(self, pcm: Pcm) -> None:
        """Keep it."""
        self.sound += pcm

    def ask(self) -> None:
        """Note when."""
        self.asked.append(len(self.sound))

    def ended(self, speech_bytes: int) -> None:
        """Note where."""
        self.speech_bytes = speech_bytes

    def close(self) -> None:
        """Note it."""
        self.closed = True


class Scribe:
    """Makes drafts; what is complete ends with a full stop, what is unfinished with dots."""

    def __init__(self) -> None:
        self.drafts: list[Noted] = []
        self.partials: list[str] = []

    def draft(self, told: Told) -> Draft:
        """A new one."""
        self.drafts.append(Noted(told))
        return self.drafts[-1]

    def judge(self, text: str) -> Said:
        """By its end."""
        if text.endswith("..."):
            return Said.UNFINISHED
        return Said.COMPLETE if text.endswith(".") else Said.OPEN

    def drafting(self) -> Drafting:
        """Follows an utterance."""
        return Drafting(
            ListenConfig(), Pace(700), Understanding(self.draft, self.judge), self.partials.append
        )


def speak(drafting: Drafting, ms: int) -> None:
    for _ in range(ms // CHUNK_MS):
        drafting.feed(LOUD, 0)


def pause(drafting: Drafting, ms: int, before_ms: int = 0) -> None:
    for silence_ms in range(before_ms + CHUNK_MS, before_ms + ms + 1, CHUNK_MS):
        drafting.feed(QUIET, silence_ms)


def test_it_is_asked_once_in_every_pause_that_may_be_the_end() -> None:
    scribe = Scribe()
    drafting = scribe.drafting()
    drafting.begin(LOUD * 10)
    pause(drafting, ASK_MS - CHUNK_MS)
    speak(drafting, 200)
    assert not scribe.drafts[0].asked
    pause(drafting, 600)
    speak(drafting, 200)
    pause(drafting, 600)
    at_ms = [size // CHUNK_BYTES * CHUNK_MS for size in scribe.drafts[0].asked]
    assert at_ms == [200 + 100 + 200 + ASK_MS, 200 + 100 + 200 + 600 + 200 + ASK_MS]


@pytest.mark.parametrize(("text", "silence_ms"), [("Stop.", 250), ("Set a timer for...", 1_500), ("Hm", 700)])
def test_what_was_said_decides_how_long_more_is_waited_for(text: str, silence_ms: int) -> None:
    scribe = Scribe()
    drafting = scribe.drafting()
    drafting.begin(LOUD * 10)
    pause(drafting, ASK_MS)
    assert drafting.silence_ms == 700
    scribe.drafts[0].told(text, len(scribe.drafts[0].sound))
    assert (drafting.silence_ms, scribe.partials) == (silence_ms, [text])


def test_whoever_speaks_on_is_judged_anew() -> None:
    scribe = Scribe()
    drafting = scribe.drafting()
    drafting.begin(LOUD * 10)
    pause(drafting, 200)
    scribe.drafts[0].told("Stop.", len(scribe.drafts[0].sound))
    speak(drafting, 20)
    assert drafting.silence_ms == 700


def test_an_answer_about_less_than_was_said_is_shown_and_not_believed() -> None:
    scribe = Scribe()
    drafting = scribe.drafting()
    drafting.begin(LOUD * 10)
    pause(drafting, 200)
    size = len(scribe.drafts[0].sound)
    speak(drafting, 100)
    scribe.drafts[0].told("Stop.", size)
    assert (drafting.silence_ms, scribe.partials) == (700, ["Stop."])


def test_nothing_understood_is_nothing_judged_or_told() -> None:
    scribe = Scribe()
    drafting = scribe.drafting()
    drafting.begin(LOUD * 10)
    pause(drafting, 200)
    for text in ("Stop.", "Stop.", ""):
        scribe.drafts[0].told(text, len(scribe.drafts[0].sound))
    assert (drafting.silence_ms, scribe.partials) == (700, ["Stop."])


def test_at_the_end_it_is_handed_over_with_where_the_speech_ended() -> None:
    scribe = Scribe()
    drafting = scribe.drafting()
    drafting.begin(LOUD * 10)
    speak(drafting, 100)
    pause(drafting, 260)
    assert drafting.end() is scribe.drafts[0]
    assert scribe.drafts[0].speech_bytes == 15 * CHUNK_BYTES
    drafting.close()
    assert not scribe.drafts[0].closed, "it belongs to whoever it was handed to"


def test_without_anybody_who_understands_it_listens_all_the_same() -> None:
    drafting = Drafting(ListenConfig(), Pace(700), Understanding(), list[str]().append)
    drafting.begin(LOUD * 10)
    pause(drafting, 300)
    assert (drafting.silence_ms, drafting.end()) == (700, None)


def listen(scribe: Scribe, text: str) -> tuple[Utterance, int]:
    """One utterance after which `text` is understood, and the silence it took."""
    listener = Listeners(ListenConfig(), LoudnessActivity, Understanding(scribe.draft, scribe.judge))(
        [QUIET] * 5, scribe.partials.append
    )
    for _ in range(50):
        assert listener.feed(LOUD) is None
    for count in range(1, 200):
        if utterance := listener.feed(QUIET):
            return utterance, count * CHUNK_MS
        if scribe.drafts[-1].asked:
            scribe.drafts[-1].told(text, len(scribe.drafts[-1].sound))
    raise AssertionError("it never ended")


@pytest.mark.parametrize(("text", "silence_ms"), [("Stop.", 260), ("Set a timer for...", 1_500), ("Hm", 700)])
def test_a_listener_ends_a_command_early_and_waits_for_the_rest_of_half_a_one(
    text: str, silence_ms: int
) -> None:
    scribe = Scribe()
    utterance, took_ms = listen(scribe, text)
    assert (took_ms, utterance.silence_ms) == (silence_ms, silence_ms)
    assert utterance.draft is scribe.drafts[0]
    assert utterance.pcm == scribe.drafts[0].sound, "the same sound, from before it began"


def test_a_listener_that_is_put_away_closes_its_draft() -> None:
    scribe = Scribe()
    listener = Listeners(ListenConfig(), LoudnessActivity, Understanding(scribe.draft, scribe.judge))()
    listener.close()
    assert not scribe.drafts, "nobody spoke"
    listener = Listeners(ListenConfig(), LoudnessActivity, Understanding(scribe.draft, scribe.judge))()
    for _ in range(10):
        listener.feed(LOUD)
    listener.close()
    assert scribe.drafts[0].closed


def test_the_pauses_of_one_turn_are_remembered_in_the_next() -> None:
    scribe = Scribe()
    listeners = Listeners(ListenConfig(), LoudnessActivity, Understanding(scribe.draft, scribe.judge))
    listener = listeners()
    for _ in range(6):
        for chunk in [LOUD] * 20 + [QUIET] * 30:
            assert listener.feed(chunk) is None
    listener.close()
    listener = listeners()
    for chunk in [LOUD] * 20 + [QUIET] * 44:
        assert listener.feed(chunk) is None
    assert listener.feed(QUIET)
