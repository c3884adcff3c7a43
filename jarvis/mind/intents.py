"""What kind of request nobody has a skill for: a question, or something to be done."""

import re

from jarvis.mind.small_talk import without_small_talk

_QUESTION = re.compile(
    r"(?:(?:hey |ok |okay |so |and |please |jarvis )*)"
    r"(?:what|when|where|who|whose|whom|why|which|how|is|are|am|was|were|do|does|did|has|have|"
    r"should|will|would|may|must|can i|could i|"
    r"what's|who's|where's|when's|how's|isn't|aren't|doesn't|"
    r"tell me|explain|define|describe|do you know|name|spell|translate|calculate|summari[sz]e)\b"
)
_ASKS_FOR_DEEDS = re.compile(r"(?:can|could|will|would) you\b")


def is_question(text: str) -> bool:
    """Whether something is to be told. "Can you open the door?" is not: something is to be done."""
    words = without_small_talk(text)
    if _ASKS_FOR_DEEDS.match(words):
        return False
    return text.rstrip().endswith("?") or _QUESTION.match(words) is not None
