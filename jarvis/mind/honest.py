"""What a language model may be heard to say.

A small one: sentences made of nothing but harmless words, for it cannot tell what is true. Any other: all but
claims to have done something, or to know the hour; what was done is known from what did it, not from a model.
"""

import re
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from functools import cache

from jarvis import paths
from jarvis.mind.small_talk import Mood, Talk

LONGEST_WORDS = 14
MOST_SENTENCES = 2
LONGEST_SENTENCE = 600
"""Letters; what goes on for longer is let out in pieces of this size."""
Founded = Callable[[str], bool]
_END = re.compile(r"[.!?…]+[\"')\]]*(?=\s)|\n+")
_WORDS = re.compile(r"[\w']+")
_GLAD = {"glad", "happy", "wonderful", "great", "lovely", "fun", "funny", "delighted", "pleased", "proud"} | {
    "enjoy",
    "enjoyed",
    "congratulations",
}
_SORRY = frozenset(["sorry", "hard", "tough", "difficult", "sad"])
_KIND_WORDS = frozenset(
    ["sorry", "hope", "hard", "tough", "difficult", "alone", "understand", "rest", "care"]
)
_WELCOME = {"thanks", "praise"}
"""Only after these anybody is welcome."""
_NO_SENSE = re.compile(
    r"\byou are (?:very )?(?:sorry|glad|welcome again|pleased)|\bi(?:'m| am) (?:you|your|the|a)\b"
)
_PLANS = re.compile(r"\b(?:see you (?!all\b)|let's|meet (?:you )?at|i (?:do|had|have|need|was)\b)")
_DEEDS = (
    r"set|turned|switched|started|stopped|opened|closed|sent|added|scheduled|booked|ordered|played|called|saved|"
    r"did|done|created|cancelled|canceled|deleted|locked|unlocked|dimmed|noted|reminded|paused|updated|changed|put|made"
)
_THINGS = (
    r"timer|alarm|reminder|lights?|lamps?|doors?|music|song|message|e-?mail|event|appointment|meeting|heating|heater|"
    r"tv|television|radio|volume|windows?|blinds|note|list|order|fan|screen|computer"
)
_RINGS = r"(?:[\w'-]+ ){0,4}(?:timer|alarm|reminder)s?(?: for(?: [\w'-]+){1,6}?)?"
_YOURS = r"(?:you are|you're|we are|we're|everything is|everything's)"
_CLAIM = re.compile(
    r"(?:(?:ok(?:ay)?|sure|alright|all right|certainly|absolutely|of course|great|perfect|yes|there|got it)"
    r"\b[,.! ]*)*"
    rf"(?:done\b|all (?:set|done)\b|{_YOURS} (?:all )?(?:set|done)\b"
    r"|(?:it is|it's|it has been|that is|that's|this is) (?:now |all |been )*(?:done|set up|taken care of)\b"
    r"|(?:consider it done|i went ahead and|successfully)\b"
    rf"|{_RINGS} (?:(?:is|are|has been|was)(?: now)? )?"
    r"(?:set|started|created|added|scheduled|saved|running|active)\b"
    rf"|(?:setting|starting|creating|adding|scheduling) {_RINGS}\b"
    rf"|i(?:'ve| have)(?: just| now)? (?:{_DEEDS})\b|"
    rf"i (?:just )?(?:{_DEEDS})\b|i(?:'ll| will| am going to|'m going to|'m| am)(?: now)? "
    r"(?:remind|set|turn|switch|start|stop|open|close|send|add|schedule|book|order|play|call|save|lock|unlock|dim)"
    rf"[tpm]?(?:ing)?\b|(?:your|the) (?:[\w']+ ){{0,3}}(?:{_THINGS}) (?:is|are|has been|have been)(?: now)? "
    rf"(?:{_DEEDS}|on|off)\b)",
    re.IGNORECASE,
)
_HOUR = re.compile(
    r"(?:(?:it's|it is|right now it is|the(?: current)? time is|today is|today's date is|the date is) "
    r"(?:now |currently |about |exactly |almost )*"
    r"(?:\d{1,2}(?::\d\d|(?:\.\d\d)? ?[ap]\.?m\b| ?o'clock)|[\w-]+ (?:o'clock|past|[ap]\.?m)\b|quarter to\b"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
    r"|(?:the(?: current)? time is|today is|today's date is|the date is) (?:now |currently |about )?\d)",
    re.IGNORECASE,
)
NOT_DONE = "I cannot do that myself, and I have not done anything."
NO_CLOCK = "I cannot read the clock from here."


@cache
def harmless_words() -> frozenset[str]:
    """The words of `data/harmless_words.txt`."""
    lines = (paths.assets() / "harmless_words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


async def sentences(pieces: AsyncGenerator[str]) -> AsyncGenerator[str]:
    """Whole sentences, with the space that stood before them, as soon as they are there."""
    rest = ""
    async with aclosing(pieces):
        async for piece in pieces:
            rest += piece
            while (end := _END.search(rest, len(rest) - len(rest.lstrip()))) or len(rest) > LONGEST_SENTENCE:
                cut = end.end() if end else LONGEST_SENTENCE
                yield rest[:cut]
                rest = rest[cut:]
    if rest.strip():
        yield rest


async def harmless(pieces: AsyncGenerator[str], talk: Talk) -> AsyncGenerator[str]:
    """At most two sentences of a small model, up to the first that might state something."""
    said = 0
    async with aclosing(sentences(pieces)) as whole:
        async for sentence in whole:
            if not is_harmless(sentence, talk):
                return
            said += 1
            bare = sentence.strip()
            yield f"{' ' if said > 1 else ''}{bare[0].upper()}{bare[1:]}"
            if said == MOST_SENTENCES:
                return


def is_harmless(sentence: str, talk: Talk) -> bool:
    """Whether it says nothing but how one feels, and fits how the other one feels."""
    words = _WORDS.findall(sentence.casefold().replace("\u2019", "'"))
    known = set(words)
    if (
        not words
        or len(words) > LONGEST_WORDS
        or known - harmless_words()
        or not sentence.rstrip().endswith((".", "!"))
    ):
        return False
    plain = " ".join(words)
    if _NO_SENSE.search(plain) or _PLANS.search(plain):
        return False
    if "welcome" in known and talk.name not in _WELCOME:
        return False
    if talk.mood is Mood.BAD:
        return bool(known & _KIND_WORDS) and not known & _GLAD
    return not (talk.mood is Mood.GOOD and known & _SORRY)


def denial(bare: str) -> str:
    """What has to be said instead of a sentence that claims a deed or an hour, "" for any other."""
    return NOT_DONE if _CLAIM.match(bare) else NO_CLOCK if _HOUR.match(bare) else ""


async def without_claims(
    whole: AsyncIterator[str], founded: Founded = lambda _: False
) -> AsyncGenerator[str]:
    """The sentences of a bigger model; in the place of an unfounded claim, once, that it is none.

    `founded` tells of what looks like a claim whether it has its reason after all.
    """
    denied = ""
    async for sentence in whole:
        bare = sentence.strip()
        instead = denial(bare)
        if instead and founded(bare):
            instead = ""
        if instead and instead not in denied:
            denied += instead
            yield sentence[: len(sentence) - len(sentence.lstrip())] + instead
        elif not instead:
            yield sentence
