"""What comes next out of the loudspeaker. No device, no thread, no clock: it is fed, and asked for samples.

A playback has a number; what belongs to an older one is ignored. Places count its samples from the
first. Whatever begins or ends in the middle of a sound is faded, so that nothing clicks.
"""

from array import array
from collections import deque
from dataclasses import dataclass
from enum import Enum

from voice.fades import Volume, fade_samples, fallen, mixed, pcm_of, risen, samples_of

LINGER_S = 1.0
"""After the last sample the stream stays open this long: the next sentence starts without a gap."""
KEEP_S = 2.0
"""So much of what was played is kept, for whoever wants to hear it again."""
SLOW_S = 0.05
"""With more sound than this under way to the loudspeaker, that is dropped: a fade would come too late."""
NONSENSE_S = 2.0
"""No sound is under way for longer."""
LONGEST_CUE_S = 1.0


class Then(Enum):
    """What becomes of the stream after a piece."""

    CONTINUE = "continue"
    ABORT = "abort"
    """Drop what is under way: silence now."""
    COMPLETE = "complete"
    """Nothing is wanted any more."""


class State(Enum):
    """What a playback does."""

    IDLE = "idle"
    PLAYING = "playing"
    DRAINING = "draining"
    """All of it was handed out; the last of it is under way."""


@dataclass(frozen=True)
class Piece:
    """Samples for the loudspeaker. `sounds`: they are more than silence between two sounds."""

    pcm: bytes
    then: Then
    sounds: bool


@dataclass(frozen=True)
class Finished:
    """A playback is over: how many samples left the loudspeaker."""

    played: int
    cut: bool


class Player:
    """One stream at one rate: a playback after the other, and cues over them."""

    def __init__(self, rate_hz: int, volume: Volume) -> None:
        self.rate_hz, self.volume = rate_hz, volume
        self.number = 0
        self.held = self.started = False
        self.finished: Finished | None = None
        """Set when a playback is over; whoever tells of it takes it away."""
        self._state, self._ended = State.IDLE, False
        self._sound = bytearray()
        self._base = self._place = 0  # the places of the first sample kept, and of the next one
        self._rise = 0  # so many samples of a fade-in have passed
        self._tail, self._cue = array("h"), array("h")
        self._last = 0  # the sample of it that was handed out last
        self._handed = self._silent = 0
        self._blocks: deque[tuple[int, int, int]] = deque()  # handed out before, place, samples of sound
        self._heard = self._latency = 0  # of what was handed out; and how much was under way
        self._abort = False

    @property
    def busy(self) -> bool:
        """Whether a playback is under way; a held one is."""
        return self._state is not State.IDLE

    @property
    def played(self) -> int:
        """How many samples of this playback have left the loudspeaker: the place that is heard now."""
        for before, place, length in reversed(self._blocks):
            if before <= self._heard:
                return place + min(length, self._heard - before)
        return self._blocks[0][1] if self._blocks else self._place

    def begin(self, number: int, skip: int = 0, *, held: bool = False) -> None:
        """Sound with this number follows; its first `skip` samples were heard before."""
        if self._state is State.PLAYING and not self.held:
            self._hush()
        self.number, self.held, self.started, self.finished = number, held, False, None
        self._state, self._ended = State.PLAYING, False
        self._sound.clear()
        self._base, self._place, self._rise = 0, skip, 0
        self._blocks.clear()

    def feed(self, number: int, pcm: bytes) -> None:
        """More sound."""
        if number == self.number and self._state is State.PLAYING and not self._ended:
            self._sound += pcm

    def end(self, number: int) -> None:
        """No more sound will come."""
        if number == self.number and self._state is State.PLAYING:
            self._ended = True

    def stop(self, number: int) -> None:
        """Fall silent, for good."""
        if number == self.number and self._state is not State.IDLE:
            if not self.held:
                self._hush()
            self.finished = Finished(self._place, cut=True)
            self._state, self.held = State.IDLE, False

    def hold(self, number: int) -> None:
        """Fall silent, and keep the place."""
        if number == self.number and self._state is not State.IDLE and not self.held:
            self._hush()
            self._state, self.held = State.PLAYING, True

    def resume(self, number: int, back: int = 0) -> None:
        """Go on from there, or `back` samples earlier."""
        if number == self.number and self.held:
            self.held = False
            self._place = max(self._base, self._place - max(0, back))

    def cue(self, pcm: bytes) -> None:
        """A short sound over everything; a newer one takes the place of the one before."""
        samples = samples_of(pcm)[: int(LONGEST_CUE_S * self.rate_hz)]
        fade = min(fade_samples(self.rate_hz), len(samples) // 2)
        if fade:
            samples = risen(samples[:-fade], 0, fade) + fallen(samples[-fade:], fade)
        self._cue = samples

    def next(self, count: int, latency_s: float) -> Piece:
        """The next samples; the first of them is heard after `latency_s`."""
        if 0 <= latency_s < NONSENSE_S:
            self._latency = int(latency_s * self.rate_hz)
        self._heard = self._handed - self._latency
        if self._abort:
            self._abort = False
            return Piece(bytes(2 * count), Then.ABORT, sounds=False)
        speech = self._speech(count)
        length = len(speech)
        self._blocks.append((self._handed, self._place - length, length))
        self._forget()
        self._handed += count
        out = speech + array("h", bytes(2 * (count - length)))
        sounds = bool(length or self._tail or self._cue)
        if self._tail:
            out, self._tail = mixed(out, self._tail), self._tail[count:]
        if self._cue:
            out, self._cue = mixed(out, self._cue), self._cue[count:]
        self._drain()
        self._silent = 0 if sounds or self.busy else self._silent + count
        then = Then.CONTINUE if self._silent < LINGER_S * self.rate_hz else Then.COMPLETE
        return Piece(pcm_of(self.volume.apply(out, self.rate_hz)), then, sounds)

    def _speech(self, count: int) -> "array[int]":
        if self.held or self._state is not State.PLAYING:
            return array("h")
        start = 2 * (self._place - self._base)
        speech = samples_of(bytes(self._sound[start : start + 2 * count]))
        self._place += len(speech)
        fade = fade_samples(self.rate_hz)
        if speech:
            self.started = True
            if self._rise < fade:
                speech, self._rise = risen(speech, self._rise, fade), self._rise + len(speech)
            self._last = speech[-1]
        if len(speech) < count:  # there is no more of it, at least not yet
            self._let_fall(array("h", [self._last]), after=len(speech))
        return speech

    def _hush(self) -> None:
        """Fall silent. What is faded out counts as played, what is dropped does not."""
        if self._latency > SLOW_S * self.rate_hz:
            self._place = self.played
            self._blocks.clear()
            self._tail, self._cue, self._last, self._rise = array("h"), array("h"), 0, 0
            self._abort = True
        elif self._state is State.PLAYING and self._rise:
            start, fade = 2 * (self._place - self._base), fade_samples(self.rate_hz)
            following = samples_of(bytes(self._sound[start : start + 2 * fade]))
            self._place += len(following)
            self._let_fall(following or array("h", [self._last]))

    def _let_fall(self, following: "array[int]", after: int = 0) -> None:
        """Fade out over `following`, after so many samples of nothing; then rise again."""
        fade = fade_samples(self.rate_hz)
        gain = min(1.0, self._rise / fade) if len(following) > 1 else 1.0
        falling = array("h", bytes(2 * after)) + fallen(following, fade, gain)
        longer, shorter = (self._tail, falling) if len(self._tail) > len(falling) else (falling, self._tail)
        self._tail = mixed(longer, shorter) if any(falling) else self._tail
        self._last = self._rise = 0

    def _drain(self) -> None:
        """See whether the last sample has left."""
        given_out = 2 * (self._place - self._base) >= len(self._sound)
        if self._state is State.PLAYING and self._ended and given_out and not self.held:
            self._state = State.DRAINING
        if self._state is State.DRAINING and self.played >= self._place:
            self.finished = Finished(self._place, cut=False)
            self._state = State.IDLE

    def _forget(self) -> None:
        """Let go of what nobody will ask for again."""
        while len(self._blocks) > 1 and self._blocks[1][0] <= self._handed - NONSENSE_S * self.rate_hz:
            self._blocks.popleft()
        keep = int(KEEP_S * self.rate_hz)
        spare = self._place - self._base - 2 * keep
        if spare > 0:
            del self._sound[: 2 * (spare + keep)]
            self._base += spare + keep
