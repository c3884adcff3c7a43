"""Who says what for the model to learn from: flite speaks, and tells when each of its phones ends."""

import random
import subprocess
import tempfile
import wave
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.tiny_vosk.features import RATE_HZ, SPAN, STEP, Floats, cepstra
from tests.tiny_vosk.phones import PAUSE, Labels, label

VOICES = ("slt", "rms", "awb", "kal16")
DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
NUMBERS = (*DIGITS[1:], "fifteen", "twenty", "thirty")
COMMANDS: tuple[tuple[Sequence[str], ...], ...] = (
    (("what time is it", "what day is it"),),
    (("set a timer for",), NUMBERS, ("minutes", "seconds")),
    (("cancel the timer", "stop the timer", "stop the music", "pause the music", "repeat the song"),),
    (("stop", "pause", "next", "yes", "no", "help", "hello", "thank you", "louder", "quieter"),),
    (("play", "play some"), ("music",)),
    (("next", "play the next", "repeat that"), ("song",)),
    (("turn on", "turn off"), ("the light", "the kitchen light", "the music")),
    (("volume", "turn the volume"), ("up", "down")),
    (("good morning", "good night", "hey jarvis", "hello jarvis", "repeat that", "stop that"),),
    (DIGITS, DIGITS, DIGITS),
)
"""Each command is a row of slots, each slot is a choice."""
# Other speech: every phone in many neighbourhoods, and something that no command is.
STRANGE = """the quick brown fox jumps over a lazy dog
seven wizards mix juicy grapes
please measure the azure treasure with pleasure
both brothers thought the weather was rather rough
young people enjoy noisy toys
choose the cheapest orange juice on the shelf
she showed us how to push the bush
put the good book by the wood
they found our house around an hour ago
judge george changed his large gray coat
thick thin things think through thursday
every year we visit new york and yale
zebras zigzag lazily past the zoo
coffee bread butter cheese and garlic
the birch canoe slid on the smooth planks
rice is often served in round bowls
a boy fed chicken legs to his huge hungry hound""".splitlines()


@dataclass(frozen=True)
class Spoken:
    """Somebody said something: phones, when each ends (in seconds), and the sound."""

    phones: tuple[str, ...]
    ends_s: tuple[float, ...]
    samples: Floats


@dataclass(frozen=True)
class Take:
    """Frames of sound and what is heard in each."""

    frames: Floats
    labels: Labels


def sentences() -> Iterator[str]:
    """Commands without end."""
    dice = random.Random(1)  # noqa: S311 - the same every time
    while True:
        yield " ".join(dice.choice(slot) for slot in dice.choice(COMMANDS))


def vocabulary() -> list[str]:
    """All words of all commands."""
    return sorted({word for slots in COMMANDS for slot in slots for some in slot for word in some.split()})


def say(text: str, voice: str, *, stretch: float = 1.0, pitch_hz: int = 0) -> Spoken:
    """Let flite say it."""
    how = ["--setf", f"duration_stretch={stretch:.2f}"]
    if pitch_hz:
        how += ["--setf", f"int_f0_target_mean={pitch_hz}"]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "speech.wav"
        command = ["flite", "-voice", voice, *how, "-psdur", "-t", text, "-o", str(file)]
        told = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout
        with wave.open(str(file)) as sound:
            pcm = sound.readframes(sound.getnframes())
    pairs = [pair.rsplit(":", 1) for pair in told.split()]
    phones, ends_s = tuple(phone for phone, _ in pairs), tuple(float(end_s) for _, end_s in pairs)
    return Spoken(phones, ends_s, np.frombuffer(pcm, "<i2").astype(float))


def pronunciations(words: Sequence[str]) -> dict[str, set[tuple[str, ...]]]:
    """How flite says each word alone and between two others ("the" differs)."""

    def heard(text: str) -> tuple[str, ...]:
        return tuple(phone for phone in say(text, "slt").phones if phone != PAUSE)

    ends = len(heard("stop"))
    return {word: {heard(word), heard(f"stop {word} stop")[ends:-ends]} for word in words}


def takes(count: int, variations: int) -> list[Take]:
    """Speech to learn from: commands, words in any order and strange sentences, in turn."""
    dice, commands, words = np.random.default_rng(2), sentences(), vocabulary()
    heard = []
    for i in range(count):
        some = " ".join(dice.choice(words, size=dice.integers(1, 6)))
        text = (next(commands), next(commands), some, STRANGE[i // 4 % len(STRANGE)])[i % 4]
        voice = VOICES[i // 3 % len(VOICES)]
        spoken = say(text, voice, stretch=dice.uniform(0.75, 1.35), pitch_hz=int(dice.integers(85, 220)))
        heard += [vary(spoken, dice) for _ in range(variations)]
    return heard


def noises(count: int) -> list[Take]:
    """Nobody speaks: noise from dull to sharp, from faint to as loud as it gets."""
    dice = np.random.default_rng(4)
    heard = []
    for _ in range(count):
        sound = dice.standard_normal(RATE_HZ)
        sound = np.convolve(sound, np.ones(dice.integers(1, 12)), "same")
        sound *= 10 ** dice.uniform(1.0, 4.5) / np.abs(sound).max()
        frames = cepstra(np.round(sound))
        moments_s = np.arange(1, 1 + len(frames)) * STEP / RATE_HZ
        heard.append(Take(frames, label((PAUSE,), np.array([10.0]), moments_s)))
    return heard


def vary(spoken: Spoken, dice: np.random.Generator) -> Take:
    """The same words from another throat, in another room, in noise, louder or softer."""
    faster = dice.uniform(0.85, 1.18)
    there = np.arange(0, len(spoken.samples) - 1, faster)
    sound = np.interp(there, np.arange(len(spoken.samples)), spoken.samples)
    before, after = (int(some) for some in dice.integers(1_000, 9_000, size=2))
    sound = np.concatenate([np.zeros(before), sound, np.zeros(after)])
    lag, tilt = int(dice.integers(100, 700)), dice.uniform(-0.4, 0.4)
    sound[lag:] += dice.uniform(0, 0.3) * sound[:-lag]
    sound[1:] += tilt * sound[:-1]
    sound *= 10 ** dice.uniform(3.0, 4.4) / np.abs(sound).max()
    hiss = dice.standard_normal(len(sound)) * np.abs(sound).max() * 10 ** dice.uniform(-4.5, -1.7)
    sound = np.clip(np.round(sound + hiss * (dice.random() < 0.8)), -32768, 32767)
    ends_s = np.append(np.array(spoken.ends_s) / faster + before / RATE_HZ, len(sound) / RATE_HZ + 1)
    frames = cepstra(sound)
    middles_s = (np.arange(len(frames)) * STEP + SPAN / 2) / RATE_HZ
    return Take(frames, label((*spoken.phones, PAUSE), ends_s, middles_s))
