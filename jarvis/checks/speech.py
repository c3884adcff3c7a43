"""Hearing and speaking: the recognizer and its model, and the voice."""

import asyncio
from contextlib import suppress
from typing import Any

from jarvis.checks.finding import Check, Finding, absent, counted, failed, ok, warning
from jarvis.checks.patient import Patient
from jarvis.errors import JarvisError, ModelError
from jarvis.speech_config import SpeechConfig
from voice.models import Models
from voice.recognize.choice import MOONSHINE_MODEL, VOSK_MODEL, has_vosk
from voice.synthesize.engines import kept, open_engines
from voice.synthesize.voices import engine_of

_TRIAL = "This is a trial."


def recognizer(patient: Patient) -> Finding:
    """Whether speech can be understood, now or with what is installed."""
    if (status := patient.status) is not None:
        found = status["recognizer"]
        seen = f"{1 if found['ready'] else 0} of 1 recognizer ready: {found['engine']}"
        if found["ready"] and not found["problem"]:
            return ok(seen)
        cause = found["problem"] or "it is being loaded"
        return failed(seen, cause, "Look at the checks “models” and “recognizer-model”.")
    return absent("0 recognizers running: Jarvis does not run", remedy="Start it with `jarvis start`.")


def model_name(patient: Patient) -> str:
    """The model that the settings ask for; "" for an engine that needs none of ours."""
    recognition = patient.config.recognition
    if recognition.model or recognition.engine in {"sphinx", "speech_recognition"}:
        return ""
    there = (patient.place("data") / "models").is_dir()
    vosk = recognition.engine == "vosk" or (recognition.engine == "auto" and there and has_vosk(recognition))
    return VOSK_MODEL if vosk else MOONSHINE_MODEL


def recognizer_model(patient: Patient) -> Finding:
    """Whether the recognizer's model is there and whole."""
    name = model_name(patient)
    if not name:
        return absent("0 models of ours: `recognition` names another engine or a folder of yours")
    folder = patient.place("data") / "models"
    remedy = f"Fetch it with `jarvis models pull {name}`."
    if not folder.is_dir():
        return failed("0 of 1 model installed", f"{name} was never fetched", remedy)
    try:
        found = Models(folder).verify(name)
    except ModelError as error:
        return failed("0 of 1 model usable", str(error), remedy)
    wrong = len(found.missing) + len(found.changed) + len(found.extra)
    seen = f"{counted(wrong, 'file')} of {name} missing, changed or too much"
    return ok(seen) if found.intact else failed(seen, "files were removed or damaged", remedy)


def voice(patient: Patient) -> Finding:
    """Whether the voice that is set can be had."""
    choice = patient.place("state") / "voice.json"
    wanted = patient.config.speech
    if choice.exists() and (chosen := kept(choice)) is not None:
        wanted = wanted.model_copy(update=chosen.model_dump())
    name = f"{engine_of(wanted)}:{wanted.voice or 'its usual voice'}"
    try:
        usable, heard_ms = asyncio.run(_spoken(wanted))
    except JarvisError as error:
        return failed(f"0 ms of sound with {name}", str(error), "Choose another: `jarvis voices list`.")
    seen = f"{heard_ms} ms of sound with {name}; its engine has {counted(usable, 'voice')}"
    if not heard_ms:
        return failed(seen, "it gives no sound", "Choose another: `jarvis voices list`.")
    return ok(seen)


async def _spoken(config: SpeechConfig) -> tuple[int, int]:
    """How many voices its engine has, and the ms of sound that the one that is set gives.

    Raises JarvisError.
    """
    async with open_engines(config) as (engines, chosen):
        engine = engines[engine_of(chosen)]
        offers = await engine.offers()
        samples = 0
        speaker = engine.synthesizer(chosen.voice, chosen)
        async for piece in speaker.synthesize(_TRIAL):
            samples += len(getattr(piece, "pcm", b"")) // 2
        return sum(not one.why for one in offers), round(1000 * samples / speaker.rate_hz)


def speaking(patient: Patient) -> Finding:
    """Whether the running daemon has a loudspeaker."""
    status: dict[str, Any] | None = patient.status
    if status is None:
        return absent("0 loudspeakers opened: Jarvis does not run", remedy="Start it with `jarvis start`.")
    problem = ""
    with suppress(KeyError):
        problem = status["loudspeaker"]["problem"]
    if problem:
        return warning("0 of 1 loudspeaker opened by Jarvis", problem, "See the check “speaker”.")
    return ok("1 of 1 loudspeaker opened by Jarvis")


CHECKS = (
    Check("recognizer", "whether the running Jarvis can understand speech", recognizer),
    Check(
        "recognizer-model", "the recognizer's model, every file by its checksum", recognizer_model, limit_s=60
    ),
    Check("voice", "whether the voice that is set gives sound", voice, limit_s=20),
    Check("speaking", "whether the running Jarvis has opened a loudspeaker", speaking),
)
