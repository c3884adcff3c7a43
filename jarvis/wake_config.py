"""The settings of the wake word, and how lists of them are written in the environment."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

_WakeWord = Literal["hey_jarvis", "alexa", "hey_mycroft", "okay_nabu"]
_PHRASE = re.compile(r"[\w'\u2019-]+( [\w'\u2019-]+){0,3}")
_LONGEST_PHRASE = 60
_Threshold = Annotated[float, Field(ge=0.5, le=0.99)]


def _parts(value: object) -> object:
    """A list, as one writes it in an environment variable: `hey_jarvis,alexa`."""
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _pairs(value: object) -> object:
    """Names and values, as one writes them in an environment variable: `alexa=0.9,okay_nabu=0.85`."""
    if not isinstance(value, str):
        return value
    return dict(part.strip().partition("=")[::2] for part in value.split(",") if part.strip())


def _of_words(phrase: str) -> str:
    if not _PHRASE.fullmatch(phrase) or len(phrase) > _LONGEST_PHRASE:
        raise PydanticCustomError("phrase", "A phrase is one to four words, without punctuation")
    return phrase


_Phrase = Annotated[str, AfterValidator(_of_words)]


class WakeConfig(BaseModel):
    """The wake words."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    models: Annotated[
        tuple[_WakeWord, ...],
        BeforeValidator(_parts),
        Field(min_length=1, max_length=4, validation_alias=AliasChoices("models", "model")),
    ] = ("hey_jarvis",)
    """Any of these wakes it. `model: alexa` is an older way to write `models: [alexa]`."""
    threshold: _Threshold = 0.98
    """How sure the detector must be; higher means fewer false wakes and more missed ones."""
    thresholds: Annotated[dict[_WakeWord, _Threshold], BeforeValidator(_pairs)] = {}
    """Words that have a threshold of their own: `{alexa: 0.9}`."""
    phrases: Annotated[tuple[_Phrase, ...], BeforeValidator(_parts), Field(max_length=10)] = ()
    """Phrases of one to four words that wake it too, found in the text of what was said."""
    refractory_ms: Annotated[int, Field(ge=0, le=10_000)] = 1_000
    """After a wake, so much sound passes before there can be another one."""
    near: Annotated[float, Field(ge=0.1, le=0.95)] = 0.5
    """Scores above this are kept for `jarvis wake review`, with two seconds of sound, in memory only."""
