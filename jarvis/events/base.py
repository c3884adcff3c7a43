"""What an event is: a frozen dataclass in the past tense, with a name for the wire."""

import re
from dataclasses import dataclass
from typing import ClassVar, dataclass_transform

EVENTS: dict[str, "type[Event]"] = {}
"""Every event by its wire name."""


@dataclass_transform(kw_only_default=True, frozen_default=True)
@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened. A subclass is made a frozen dataclass and gets its place in EVENTS."""

    fleeting: ClassVar[bool] = False
    """Too frequent to be kept: no history has it, and only those who ask for it are told."""

    def __init_subclass__(cls) -> None:
        dataclass(frozen=True, kw_only=True)(cls)
        EVENTS[wire_name(cls)] = cls


def wire_name(kind: type[Event]) -> str:
    """`VoiceRecognized` → `"voice_recognized"`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()
