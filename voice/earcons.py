"""Short sounds that tell what happens: rising for "speak", soft for "heard", falling for "that went wrong".

They are made here, not recorded: two notes each at most, which begin and end softly, so that neither people
nor the detector of speech take them for a voice.
"""

from collections import deque
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from jarvis.bus import EventBus
from jarvis.events import (
    ListeningStarted,
    QueueFull,
    RecognizerLost,
    RecognizerReady,
    ReminderRang,
    SpeakingStarted,
    TaskFinished,
    TaskQueued,
    UtteranceEnded,
    WakeHeard,
)
from jarvis.manners_config import EarconsConfig
from jarvis.ports import Pcm

RATE_HZ = 22_050
LONGEST_MS = 250
LOUDEST = 0.5
"""The peak at full volume, 1 being the loudest there is."""
_ATTACK_MS = 12
_OVERTONE = 0.12
"""The octave above, so loud beside the note itself: without it, a tone sounds like a machine's."""
_KEPT = 100
_UNSEEN_TRIGGERS = ("wake", "interruption")
"""A wake has been told already; whoever interrupts is speaking."""

Samples = npt.NDArray[np.float64]


def woken() -> Samples:
    """Two notes that rise, from -1 to 1 at RATE_HZ."""
    return _motif((659.3, 0, 130), (987.8, 80, 150))


def heard() -> Samples:
    """One soft note."""
    return _motif((587.3, 0, 140)) * 0.6


def error() -> Samples:
    """Two notes that fall; lower ones, or with more overtones, are taken for a voice."""
    return _motif((466.2, 0, 130), (370.0, 100, 150))


def ringing() -> Samples:
    """A bell: two high notes, twice."""
    return _motif((880.0, 0, 120), (1174.7, 60, 120), (880.0, 125, 60), (1174.7, 130, 120))


def pcm(samples: Samples, volume_percent: int) -> Pcm:
    """A motif as sound at RATE_HZ, its peak no higher than LOUDEST."""
    return bytes((samples * LOUDEST * volume_percent / 100 * 32767).astype("<i2").tobytes())


def _motif(*notes: tuple[float, int, int]) -> Samples:
    """Notes as (pitch in Hz, begins at ms, lasts ms), together no louder than 1."""
    samples = np.zeros(max(begins_ms + lasts_ms for _, begins_ms, lasts_ms in notes) * RATE_HZ // 1000)
    for hz, begins_ms, lasts_ms in notes:
        note, start = _note(hz, lasts_ms), begins_ms * RATE_HZ // 1000
        samples[start : start + len(note)] += note
    return samples / max(1.0, float(np.abs(samples).max()))


def _note(hz: float, lasts_ms: int) -> Samples:
    seconds = np.arange(lasts_ms * RATE_HZ // 1000) / RATE_HZ
    tone = np.sin(2 * np.pi * hz * seconds) + _OVERTONE * np.sin(4 * np.pi * hz * seconds)
    rise = np.minimum(seconds * 1000 / _ATTACK_MS, 1.0)
    fall = np.cos(np.pi / 2 * seconds * 1000 / lasts_ms) ** 2
    sound: Samples = tone / (1 + _OVERTONE) * np.sin(np.pi / 2 * rise) ** 2 * fall
    return sound


class Earcons:
    """Plays each sound where it belongs, unless it is turned off or these are quiet hours.

    `cue` plays sound of a rate in Hz beside whatever else is played, and waits for nothing.
    """

    def __init__(
        self, config: EarconsConfig, cue: Callable[[Pcm, int], None], quiet: Callable[[], bool]
    ) -> None:
        self._cue, self._quiet = cue, quiet
        self.apply(config)
        self._listened: deque[str] = deque(maxlen=_KEPT)
        """Turns that were spoken to, as long as nobody said or sounded that they went wrong."""
        self._queued: deque[str] = deque(maxlen=_KEPT)
        self._deaf = False

    def apply(self, config: EarconsConfig) -> None:
        """Sound like this from now on."""
        motifs = {"woken": woken, "heard": heard, "error": error, "ringing": ringing}
        self._sounds = {
            name: pcm(motif(), config.volume) for name, motif in motifs.items() if getattr(config, name)
        }

    def follow(self, bus: EventBus) -> None:
        """Sound from now on."""
        bus.subscribe(WakeHeard, self._woken)
        bus.subscribe(ListeningStarted, self._listening)
        bus.subscribe(TaskQueued, lambda event: self._queued.append(event.turn))
        bus.subscribe(UtteranceEnded, lambda _: self._play("heard"))
        bus.subscribe(SpeakingStarted, lambda event: self._told(event.turn))
        bus.subscribe(QueueFull, lambda event: self._told(event.turn))  # that is going to be said
        bus.subscribe(TaskFinished, self._finished)
        bus.subscribe(ReminderRang, lambda _: self._play("ringing", although_quiet=True))  # you set it
        bus.subscribe(RecognizerLost, self._recognizer_lost)
        bus.subscribe(RecognizerReady, self._recognizer_ready)

    def _woken(self, event: WakeHeard) -> None:
        self._listened.append(event.turn)
        # A phrase that needs no model may have come with its request: then nobody waits to speak.
        self._play("heard" if event.turn in self._queued else "woken")

    def _listening(self, event: ListeningStarted) -> None:
        if event.turn not in self._listened:
            self._listened.append(event.turn)
            if event.trigger not in _UNSEEN_TRIGGERS:
                self._play("woken")

    def _finished(self, event: TaskFinished) -> None:
        """What went wrong and was not said has its sound; an apology needs none."""
        if event.turn in self._listened:
            self._listened.remove(event.turn)
            if event.status == "failed":
                self._play("error")

    def _told(self, turn: str) -> None:
        if turn in self._listened:
            self._listened.remove(turn)

    def _recognizer_lost(self, _: RecognizerLost) -> None:
        if not self._deaf:
            self._deaf = True
            self._listened.clear()  # whoever speaks just now has been told by this
            self._play("error")

    def _recognizer_ready(self, _: RecognizerReady) -> None:
        self._deaf = False

    def _play(self, name: str, *, although_quiet: bool = False) -> None:
        if name in self._sounds and (although_quiet or not self._quiet()):
            self._cue(self._sounds[name], RATE_HZ)
