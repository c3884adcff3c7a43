"""What listening costs, and what it takes for "hey jarvis"."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence

from jarvis.ports import RATE_HZ, Pcm
from jarvis.wake_config import WakeConfig
from tests.bench.ears_material import (
    HEY,
    OTHERS,
    Clip,
    between_silences,
    clips,
    mixed,
    noises,
    seconds,
    some,
)
from tests.bench.goals import Row, rate, row
from tests.sound import VOICES, chunks, flite
from voice.activity import Silero
from voice.wake import WakeWords

OFFSETS_S = (0.0, 0.7, 1.9, 3.1, 4.3)
"""The noise over a recording begins here: the same words, at other moments of the noise."""
STRETCHES = (0.85, 1.0, 1.2)
QUICK_CLIPS = 4
ROUNDS = 5
LONGEST_ROUND_S = 60.0


def wakes(pcm: Pcm) -> int:
    """How often it wakes, as it is set by default."""
    words = WakeWords(WakeConfig())
    return sum(words.feed(chunk) is not None for chunk in chunks(pcm))


def listen_cpu(*, quick: bool) -> Row:
    """Wake word and voice activity on every chunk, nothing left out: processor time for a second of sound."""
    speech = [clip.pcm for clip in some([*clips("read_speech"), *clips("commands")], 12)]
    over = noises()
    sound = b"".join([*speech, *(clip.pcm for clip in over)])
    sound += b"".join(mixed(pcm, over[0].pcm) for pcm in speech) if over else b""
    sound = sound[: int(LONGEST_ROUND_S * RATE_HZ) * 2]
    words, activity = WakeWords(WakeConfig()), Silero()
    took_ms = []
    for _ in range(2 if quick else ROUNDS):
        began_s = time.process_time()
        for chunk in chunks(sound):
            words.feed(chunk)
            activity.feed(chunk)
        took_ms.append((time.process_time() - began_s) * 1000 / max(seconds([sound]), 0.1))
    why = f"{seconds([sound]):.0f} s of speech, noise, and both at once a round; all threads of the process"
    return row("listen_cpu", took_ms, why=why)


def wake_false(*, quick: bool) -> Row:
    """How often something else wakes it."""
    most = QUICK_CLIPS if quick else None
    others = [clip for folder in OTHERS for clip in some(list(clips(folder)), most)]
    woke, heard_s = _counted(others, noises()[:1] if quick else noises())
    jarvis = some(list(clips("wake_jarvis")), most)
    bare = sum(wakes(between_silences(clip.pcm)) > 0 for clip in jarvis)
    why = (
        f"{heard_s / 3600:.2f} h of sound: {len(others)} recordings, clean and under each noise at 10 dB"
        f"; woken by: {', '.join(woke) or 'none'}; beside it a bare “jarvis” (wake_jarvis,"
        f" not counted) woke it in {bare} of {len(jarvis)} clean recordings"
    )
    return row("wake_false", [float(len(woke))], why=why)


def wake_hits(*, quick: bool) -> Iterator[Row]:
    """How often the phrase wakes it, in quiet and in noise."""
    said = list(clips(HEY))
    flites = [
        Clip(f"{voice} x{stretch}", flite("hey jarvis", voice, stretch))
        for voice in VOICES
        for stretch in (STRETCHES[1:2] if quick else STRETCHES)
    ]
    yield _hits("wake_hits", said, flites, lambda clip: [between_silences(clip.pcm)])
    over, offsets = noises()[: 1 if quick else None], OFFSETS_S[: 1 if quick else None]

    def noisy(clip: Clip) -> list[Pcm]:
        whole = between_silences(clip.pcm)
        return [mixed(whole, noise.pcm, int(at_s * RATE_HZ)) for noise in over for at_s in offsets]

    yield _hits("wake_hits_10db", said, flites, noisy)


def _counted(others: Sequence[Clip], over: Sequence[Clip]) -> tuple[list[str], float]:
    """What woke it, each time, and how much sound there was."""
    woke: list[str] = []
    heard_s = 0.0
    for clip in others:
        for name, pcm in _clean_and_noisy(clip, over):
            woke += [name] * wakes(pcm)
            heard_s += seconds([clip.pcm])
    return woke, heard_s


def _clean_and_noisy(clip: Clip, over: Sequence[Clip]) -> Iterable[tuple[str, Pcm]]:
    whole = between_silences(clip.pcm)
    yield clip.name, whole
    for noise in over:
        if noise.name != clip.name:
            yield f"{clip.name} + {noise.name}", mixed(whole, noise.pcm)


def _hits(
    name: str, said: Sequence[Clip], flites: Sequence[Clip], trials: Callable[[Clip], list[Pcm]]
) -> Row:
    people, robots = (
        [(clip.name, wakes(pcm) > 0) for clip in some_clips for pcm in trials(clip)]
        for some_clips in (said, flites)
    )
    missed = sorted({clip for clip, hit in people if not hit})
    why = (
        f"{len(said)} recordings in {len(people)} trials (no label in wake_jarvis says “hey jarvis”)"
        f"; missed: {', '.join(missed) or 'none'}; beside it flite, {len(flites)} voices and speeds:"
        f" {sum(hit for _, hit in robots)} of {len(robots)}"
    )
    return rate(name, sum(hit for _, hit in people), len(people), why=why)
