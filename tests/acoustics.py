"""A loudspeaker and a microphone in numbers: what is played comes back late, softer and with a room."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from jarvis.ports import CHUNK_MS, RATE_HZ, Pcm
from tests.sound import chunks, flite
from voice.audio import Resampler
from voice.echo import Echo

SPOKEN_HZ = 22_050
ANSWER = (
    "The weather tomorrow will be mostly sunny, with a light breeze from the west, and a high of twenty one "
    "degrees. In the evening some clouds may come up from the sea, but it should stay dry until midnight."
)


def answer(text: str = ANSWER, voice: str = "slt") -> Pcm:
    """Something Jarvis says, at the rate at which it is spoken."""
    return Resampler(RATE_HZ, SPOKEN_HZ).feed(flite(text, voice) + bytes(RATE_HZ))


def level_db(pcm: Pcm) -> float:
    """Mean loudness; 0 is the loudest there is."""
    samples = np.frombuffer(pcm, "<i2").astype(float) / 32_768
    return float(10 * np.log10((samples**2).mean() + 1e-12))


@dataclass
class Desk:
    """`echo_db`: how loud the echo is against what is played. `hear` gives what Jarvis makes of it."""

    echo: Echo
    echo_db: float = -10.0
    delay_ms: int = 60
    noise: float = 15.0
    jitter_ms: float = 0.0
    played_jitter_ms: float = 0.0
    seed: int = 1
    now_s: float = 1_000.0
    recorded: Pcm = field(default=b"", init=False)
    """What came into the microphone."""

    def hear(self, spoken: Pcm, user: Pcm = b"", user_at_s: float = 0.0, more_s: float = 1.0) -> Pcm:
        """Jarvis says `spoken` (at SPOKEN_HZ) from now on, and the user perhaps something over it."""
        source = np.frombuffer(Resampler(SPOKEN_HZ, RATE_HZ).feed(spoken + bytes(2_000)), "<i2")
        count = len(source) + int(more_s * RATE_HZ)
        chance = np.random.default_rng(self.seed)
        heard = self._room(source.astype(float), count) + chance.normal(size=count) * self.noise
        said = np.frombuffer(user, "<i2")
        at = int(user_at_s * RATE_HZ)
        heard[at : at + len(said)] += said[: max(0, count - at)]
        self.recorded = heard.clip(-32_768, 32_767).astype("<i2").tobytes()
        return b"".join(self._pass(spoken, chance))

    def _pass(self, spoken: Pcm, chance: np.random.Generator) -> list[Pcm]:
        size = SPOKEN_HZ * 40 // 1000 * 2
        pieces = [(i / 2 / SPOKEN_HZ, spoken[i : i + size]) for i in range(0, len(spoken), size)]
        begun_s, cleaned = self.now_s, []
        for number, chunk in enumerate(chunks(self.recorded)):
            ends_s = (number + 1) * CHUNK_MS / 1000
            while pieces and pieces[0][0] <= ends_s + 0.03:
                at_s, piece = pieces.pop(0)
                self.echo.played(
                    piece, SPOKEN_HZ, begun_s + at_s + chance.uniform(-1, 1) * self.played_jitter_ms / 1000
                )
            late_s = chance.uniform(0, self.jitter_ms) / 1000 * (chance.random() < 0.8)
            cleaned.append(self.echo.clean(chunk, begun_s + ends_s + late_s))
        self.now_s += len(cleaned) * CHUNK_MS / 1000
        return cleaned

    def _room(self, source: NDArray[np.float64], count: int) -> NDArray[np.float64]:
        walls = np.random.default_rng(self.seed)
        times = np.arange(int(0.2 * RATE_HZ))
        response = walls.normal(size=len(times)) * np.exp(-6.9 * times / (0.25 * RATE_HZ))
        response[0] = 3 * np.abs(response).max()
        back = np.concatenate([np.zeros(self.delay_ms * RATE_HZ // 1000), np.convolve(source, response)])
        back = np.pad(back, (0, count))[:count]
        wanted = np.sqrt((source**2).sum() / max(1e-9, (back**2).sum())) * 10 ** (self.echo_db / 20)
        louder: NDArray[np.float64] = back * wanted
        return louder
