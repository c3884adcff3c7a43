"""What was said, without what makes no difference. By itself: skill processes need no more."""

import re

from jarvis.signs import in_words

_ASKED = r"(?:can|could|would|will|might) you"
_WISHED = r"i (?:want|would like|need)|i'd (?:like|love|need)"
_ALONE_TOO = rf"hey|hi|hello|okay|ok|jarvis|uh|um|er|well|please|now|so|and|{_ASKED}(?: please)?|i (?:want|would like|need) you to"
"""Said with nothing behind it, even so there is nothing in it."""
_BEFORE = (
    r"oh|ah|aw|hmm|erm|hm|alright|all right|right(?! now)|excuse me|oops|whoops|kindly|actually|just|quickly|real quick"
    r"|(?:good )?(?:morning|evening|afternoon)(?= (?:jarvis|can|could|please|what))|by the way|listen|look"
    rf"|(?:{_WISHED})(?: for)? you to|{_ASKED} (?:kindly|maybe|possibly|quickly|just)"
    r"|(?:do you think |i was wondering if |if )you (?:could|can|would|might)(?: please)?"
    rf"|(?:{_ASKED}|if you would|please) be (?:so (?:kind|good)|a dear|an angel)(?: as)?(?: to| and)?"
    rf"|(?:be so (?:kind|good)|be a dear)(?: as)?(?: to| and)?|{_ASKED} do me a favou?r and|do me a favou?r and"
    r"|if you (?:don't|wouldn't) mind|is it possible for you to|go ahead and|you (?:can|could|may|should)(?: now)?"
    r"|i'm going to need you to|i(?:'ll| will) need you to|would it be possible to|feel free to"
)
"""Courtesy and hesitation with a request behind it."""
_AFTER = (
    r"please|thanks(?: (?:a lot|so much|very much|a bunch|mate))?|thank you(?: (?:so|very) much| kindly)?|jarvis"
    r"|if you (?:would|please|don't mind|wouldn't mind|would be so kind)|if that's (?:okay|ok|all right|alright|possible)"
    r"|if possible|would you|will you|could you|cheers|when you get a (?:chance|moment|minute)|pretty please|kindly"
)
_MANNERS = re.compile(rf"(?:(?:(?:{_ALONE_TOO})\b|(?:{_BEFORE})\b(?=[\s,]+\S))[\s,]*)+")
_THANKS = re.compile(rf"(?:[\s,]*\b(?:{_AFTER}))+$")
_LAST = frozenset(
    "please thanks lot much mate kindly you jarvis would mind kind okay ok right alright possible cheers chance moment"  # noqa: SIM905
    " minute bunch".split()
)
"""The last words of a courtesy: looking for one takes longer."""
_MIND = re.compile(
    r"(?:(?:would|do) you mind|mind|how about|what about|i(?:'d| would) appreciate(?: it if)? you) (\w+ing)\b"
)
_SAYS_OTHERWISE = {
    "setting": "set", "stopping": "stop", "putting": "put", "getting": "get", "letting": "let", "running": "run",
    "shutting": "shut", "cutting": "cut", "beginning": "begin", "snoozing": "snooze", "muting": "mute",
    "waking": "wake", "making": "make", "giving": "give", "taking": "take", "closing": "close", "moving": "move",
    "removing": "remove", "deleting": "delete", "pausing": "pause", "timing": "time", "reducing": "reduce",
    "increasing": "increase", "decreasing": "decrease", "raising": "raise", "resuming": "resume", "changing": "change",
    "creating": "create", "scheduling": "schedule", "erasing": "erase", "writing": "write", "unmuting": "unmute",
    "minimising": "minimise", "minimizing": "minimize", "reversing": "reverse", "silencing": "silence",
    "translating": "translate", "calculating": "calculate", "continuing": "continue", "dropping": "drop",
    "skipping": "skip", "switching": "switch", "telling": "tell", "cancelling": "cancel", "canceling": "cancel",
    "jotting": "jot", "saving": "save", "restoring": "restore", "dividing": "divide", "typing": "type",
    "ending": "end", "adding": "add", "scrapping": "scrap", "hiding": "hide", "leaving": "leave",
    "bringing": "bring", "ringing": "ring", "planning": "plan", "noting": "note", "forgetting": "forget",
}  # fmt: skip
_OLD_SPELLINGS = re.compile(r"\bto[- ](day|morrow|night)\b", re.IGNORECASE)
"""Moonshine has read many old books."""
_MINUS = re.compile(r"(?<!\S)[-\u2212](?=\d)")


def bare(text: str) -> str:
    """What was said without punctuation and capitals: "Um, stop, please!" → "um stop please"."""
    text = _MINUS.sub("minus ", _OLD_SPELLINGS.sub(r"to\1", in_words(text)))
    return " ".join(re.sub(r"[^\w\s':.]|[.:](?!\d)", " ", text.casefold().replace("\u2019", "'")).split())


def plain(text: str) -> str:
    """What was said without punctuation, politeness and hesitation: "Um, stop, please!" → "stop"."""
    words = bare(text)
    last = words.rpartition(" ")[2]
    if found := _MANNERS.match(words):
        words = words[found.end() :]
    if last in _LAST:
        words = _THANKS.sub("", words).strip()
    if found := _MIND.match(words):
        words = f"{_done(found[1])}{words[found.end() :]}"
    return words


def as_said(words: str, request: str) -> str:
    """The words of a place as they stood in the request, with capitals and commas; else as they are.

    >>> as_said("bread milk and a coke", "Add bread, milk and a Coke to my list.")
    'bread, milk and a Coke'
    """
    said, wanted = request.split(), words.split()
    bare = [plain(one) or one.strip(".,;:!?").casefold() for one in said]
    for start in range(len(said) - len(wanted) + 1 if wanted else 0):
        if bare[start : start + len(wanted)] == wanted:
            return " ".join(said[start : start + len(wanted)]).strip(".,;:!?")
    return words


def _done(doing: str) -> str:
    """`"setting"` → `"set"`, `"playing"` → `"play"`."""
    return _SAYS_OTHERWISE.get(doing, doing.removesuffix("ing"))
