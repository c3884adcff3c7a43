"""All voices there are, the one that is chosen, and those for other languages."""

import sys
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing

from jarvis.breaker import Breakers
from jarvis.breaker_rules import Options
from jarvis.events import Event, VoiceChanged
from jarvis.guarded import GuardedSynthesizer
from jarvis.speech import Sound, Synthesizer
from jarvis.speech_config import SpeechConfig
from jarvis.streams import paced
from voice.synthesize.chain import Chain, Link
from voice.synthesize.engine import SPEECH_HZ, Engine, Offer

LIMIT_S = {"espeak": 3.0}
SLOW_LIMIT_S = 10.0
"""A sentence that has no sound by then never will: for engines that load something, or give it whole."""
CHOSEN = "You chose it."
_AT_ONCE = Options(threshold=1, successes=1, adaptive=False)
"""Where another voice can take over, one failure is enough, so that voices do not alternate."""
_FALLBACKS = ("espeak", "flite")


class Voices:
    """Speaks with the voice that is set, and falls back on others; itself a `Synthesizer`."""

    rate_hz = SPEECH_HZ

    def __init__(
        self,
        engines: Mapping[str, Engine],
        config: SpeechConfig,
        breakers: Breakers,
        post: Callable[[Event], None],
    ) -> None:
        self._engines, self._config, self._breakers, self._post = engines, config, breakers, post
        self._first = engine_of(config)
        self._chain = self._linked(self._first, config.voice)
        self._languages: dict[str, Chain] = {}

    @property
    def name(self) -> str:
        """The engine in use."""
        return self._chain.name

    @property
    def chosen(self) -> tuple[str, str]:
        """The engine and the voice that were set, whether or not they work now."""
        return engine_of(self._config), self._config.voice

    def synthesize(self, text: str) -> AsyncGenerator[Sound]:
        """Sound in small pieces. Raises SynthesisError when no engine can speak."""
        return self._chain.synthesize(text)

    def for_language(self, language: str) -> Synthesizer:
        """The voice for words in a language, as in "de" or "de-AT"; that in use, if none is known."""
        language = language.lower()
        base = language.partition("-")[0]
        usual = language_of(*self.chosen).partition("-")[0]
        set_to = self._config.languages.get(language) or self._config.languages.get(base)
        if not base or (set_to is None and base == usual):
            return self
        if language not in self._languages:
            engine, _, voice = (set_to or f"espeak:{language}").partition(":")
            self._languages[language] = self._linked(engine, voice, base)
        return self._languages[language]

    def apply(self, config: SpeechConfig) -> None:
        """Speak like this from the next sentence on."""
        before = self.chosen
        self._config, self._languages = config, {}
        self._chain = self._linked(*self.chosen)
        if self.chosen != before:
            engine, voice = self.chosen
            self._post(VoiceChanged(engine=engine, voice=voice, reason=CHOSEN))

    async def check(self, config: SpeechConfig, words: str) -> None:
        """Try whether the voice that is set there speaks. Raises JarvisError if it does not."""
        sound = self.sample(engine_of(config), config.voice, words)
        async with aclosing(sound):
            async for _ in sound:
                return

    def use(self, engine: str, voice: str) -> None:
        """Take another voice from the next sentence on."""
        self.apply(self._config.model_copy(update={"engine": engine, "voice": voice}))

    def sample(self, engine: str, voice: str, text: str) -> AsyncGenerator[Sound]:
        """One voice, once, with nothing behind it; nothing else changes. Raises JarvisError."""
        limit_s = LIMIT_S.get(engine, SLOW_LIMIT_S)
        return paced(
            self._engines[engine].synthesizer(voice, self._config).synthesize(text), limit_s, limit_s
        )

    async def offers(self) -> tuple[Offer, ...]:
        """Every voice of every engine, those that cannot be used now too."""
        return tuple([offer for engine in self._engines.values() for offer in await engine.offers()])

    def _linked(self, engine: str, voice: str, language: str = "") -> Chain:
        language = language or language_of(engine, voice)
        links = [(engine, voice)]
        english = language.partition("-")[0] in {"", "en"}
        for name in _FALLBACKS:
            able = name in self._engines and self._engines[name].installed
            if able and name != engine and (english or name == "espeak"):
                links.append((name, "" if english else language))
        return Chain([self._link(*link, last=link == links[-1]) for link in links], self._post)

    def _link(self, engine: str, voice: str, *, last: bool) -> Link:
        name = "tts" if engine == self._first else f"tts_{engine}"
        breaker = self._breakers.get(name, None if last else _AT_ONCE)
        synthesizer = self._engines[engine].synthesizer(voice, self._config)
        return Link(
            engine, voice, GuardedSynthesizer(synthesizer, breaker, LIMIT_S.get(engine, SLOW_LIMIT_S))
        )


def engine_of(config: SpeechConfig, platform: str = sys.platform) -> str:
    """The engine that is set; "auto" is what suits the system."""
    if config.engine != "auto":
        return config.engine
    return "pyttsx3" if platform in {"win32", "darwin"} else "espeak"


def language_of(engine: str, voice: str) -> str:
    """The language of a voice, "" if one cannot tell by its name."""
    match engine:
        case "espeak":
            return voice.partition("+")[0].lower() or "en-us"
        case "flite":
            return "en"
        case "piper":
            return voice.partition("-")[0].replace("_", "-").lower()
        case _:
            return ""
