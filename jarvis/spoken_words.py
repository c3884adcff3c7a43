"""What was said, without what makes no difference. By itself: skill processes need no more."""

import re

from jarvis.signs import in_words

_MANNERS = re.compile(
    r"^(?:(?:hey|hi|hello|okay|ok|jarvis|uh|um|er|well|please|now|so|and"
    r"|(?:can|could|would|will) you(?: please)?|i (?:want|would like|need) you to)\b[\s,]*)+"
    r"|(?:[\s,]*\b(?:please|thanks|thank you|jarvis))+$"
)
_OLD_SPELLINGS = re.compile(r"\bto[- ](day|morrow|night)\b", re.IGNORECASE)
"""Moonshine has read many old books."""
_MINUS = re.compile(r"(?<!\S)[-\u2212](?=\d)")


def plain(text: str) -> str:
    """What was said without punctuation, politeness and hesitation: "Um, stop, please!" → "stop"."""
    text = _MINUS.sub("minus ", _OLD_SPELLINGS.sub(r"to\1", in_words(text)))
    words = re.sub(r"[^\w\s':.]|[.:](?!\d)", " ", text.casefold().replace("\u2019", "'"))
    return _MANNERS.sub("", " ".join(words.split())).strip()
