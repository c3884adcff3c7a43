"""What clients ask about the voices: see `jarvis.api.control.Voices`."""

import difflib
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import asdict
from pathlib import Path
from typing import Any

from jarvis.errors import BadInputError
from jarvis.ports import Pcm
from jarvis.speech import Loudspeaker, Sound
from voice.synthesize.engine import Offer
from voice.synthesize.engines import Choice, keep, stronger
from voice.synthesize.voices import Voices

_SAMPLES = {
    "de": "So klinge ich. Was kann ich für dich tun?",
    "es": "Así suena mi voz. ¿En qué puedo ayudarte?",
    "fr": "Voici ma voix. Que puis-je faire pour vous ?",
    "it": "Questa è la mia voce. Come posso aiutarti?",
    "nl": "Zo klink ik. Wat kan ik voor je doen?",
    "pt": "Esta é a minha voz. Em que posso ajudar?",
}
_ENGLISH = "This is how I sound. What can I do for you?"
_TURN = "voice_sample"
_SUGGESTED = 3


class VoiceDesk:
    """Speaks for the voices; a choice is kept in `file`."""

    def __init__(
        self, voices: Voices, loudspeaker: Loudspeaker, file: Path, environ: Mapping[str, str]
    ) -> None:
        self._voices, self._loudspeaker, self._file, self._environ = voices, loudspeaker, file, environ

    async def to_json(self, language: str) -> dict[str, Any]:
        """The voice in use, and those there are, in the order of their engines."""
        wanted = language.lower().replace("_", "-")
        offers = [offer for offer in await self._voices.offers() if _speaks(offer, wanted)]
        engine, voice = self._voices.chosen
        listed = [{**asdict(offer), "name": offer.name} for offer in offers]
        return {"engine": engine, "voice": voice, "speaks": self._voices.name, "voices": listed}

    async def try_(self, voice: str, text: str) -> dict[str, Any]:
        """Speak with a voice, and give its name when it was heard."""
        offer = await self._found(voice)
        text = text or _SAMPLES.get(offer.language.partition("-")[0], _ENGLISH)
        sound = self._voices.sample(offer.engine, offer.voice, text)
        heard = await self._loudspeaker.play(_TURN, _pcm(sound), self._voices.rate_hz)
        return {"name": offer.name, "heard_ms": heard.heard_ms, "cut": heard.cut}

    async def use(self, voice: str) -> dict[str, Any]:
        """Take a voice, if it speaks, and keep the choice; tell if that will not count at the next start."""
        offer = await self._found(voice)
        async with aclosing(self._voices.sample(offer.engine, offer.voice, _ENGLISH)) as sound:
            async for _ in sound:
                break
        self._voices.use(offer.engine, offer.voice)
        keep(self._file, Choice.model_validate({"engine": offer.engine, "voice": offer.voice}))
        return {"name": offer.name, "stronger": stronger(self._environ)}

    async def _found(self, name: str) -> Offer:
        """The voice of this name, "piper:en_GB-alba-medium" or a part of it that is enough."""
        offers = await self._voices.offers()
        wanted = name.strip().lower()
        engine = self._voices.chosen[0]
        found = sorted(
            (offer for offer in offers if wanted in {offer.name.lower(), offer.voice.lower()}),
            key=lambda offer: (bool(offer.why), offer.engine != engine),
        ) or [offer for offer in map(_variant, offers, [name.strip()] * len(offers)) if offer]
        if not found:
            names = [known for offer in offers for known in (offer.name, offer.voice)]
            near = dict.fromkeys(difflib.get_close_matches(wanted, names, n=_SUGGESTED, cutoff=0.5))
            remedy = f"Did you mean {' or '.join(near)}?" if near else "`jarvis voices list` shows all."
            raise BadInputError(f"There is no voice called {name[:80]!r}. {remedy}")
        if found[0].why:
            raise BadInputError(found[0].why)
        return found[0]


def _speaks(offer: Offer, language: str) -> bool:
    return not language or offer.language == language or offer.language.startswith(f"{language}-")


def _variant(offer: Offer, name: str) -> Offer | None:
    """Espeak's voices can be varied: "en-us+f3" is one although only "en-us" is listed."""
    base, plus, variant = name.partition("+")
    if offer.engine != "espeak" or not variant or base.lower() not in {offer.name, offer.voice}:
        return None
    return Offer(offer.engine, f"{offer.voice}{plus}{variant}", offer.language)


async def _pcm(sound: AsyncGenerator[Sound]) -> AsyncGenerator[Pcm]:
    async with aclosing(sound):
        async for piece in sound:
            yield piece.pcm
