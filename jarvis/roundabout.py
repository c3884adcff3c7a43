"""A request said in a roundabout way, as one says it straight: "I'd like to know what time it is".

Only for words that are no request as they are: whoever dictates or asks for a song may mean all of them.
"""

import re
from collections.abc import Iterator

_I_WISH = r"(?:i|we)(?:'d| would)? (?:want|wanna|like|love|need|have|got|wish)(?: to| got to)?|(?:i|we)'(?:d|ve got) to"
_WISH = re.compile(
    rf"^(?:(?:{_I_WISH})(?: have| get)?|i (?:must|should|gotta|wanna)|let's|let us"
    r"|(?:can|could|may|might) (?:i|we)(?: please)?(?: have| get| hear| see)?|help me(?: to)?|i think (?:i|we) need"
    r"|(?:please )?(?:give|get) (?:me|us)|gimme|it's time to|time to|i(?:'m| am) (?:going|trying) to|try to"
    r"|i changed my mind|wait(?: a (?:minute|second|moment))?|no|no no|oh no|sorry|i'm sorry|thanks|thank you|wrong one|i made a mistake|(?:no )?(?:that's|that was|that is|it was) (?:wrong|a mistake|the wrong (?:one|thing))|(?:i've |i have |i'm )?(?:finished|done)|it's time|that's it|okay|no need to ask|quick|hurry|quickly|then|now|so|right now|at the moment|ready(?: steady)?(?: go)?) "
)
"""A wish or a start, with what is wanted behind it."""
_ABOUT = re.compile(
    r"^(?:(?:i(?:'d| would)? (?:like|love|want|need|wish) to|i wanna|i must|(?:can|could|may) i) (?:know|hear|see|check|find out)"
    r"|i (?:wonder|was wondering|am wondering|have no idea|don't know|forget|forgot|can't remember)|i'm wondering|i've forgotten"
    r"|(?:do you (?:happen to )?(?:know|remember)|have you (?:any|an) idea|(?:any|got any) (?:idea|clue)|remind me(?: again)?)"
    r"|(?:please )?(?:let me know|tell (?:me|us)|show me|say|check|look up|find out|see|give me)|any chance you know)"
    r"(?: again)? (?P<question>.+)$"
)
"""What asks indirectly, and the question."""
_TURNED = re.compile(
    r"(?P<ask>(?:what|which) (?:time|day|date|month|year|song|hour)|how (?:much|many|long|far|late|loud|full|hot|cold)(?: \w+)??|what|which|when|where|how|who|why)"
    r" (?P<what>it|that|this|there|today|(?:the|my|our|your|his|its) .+?|\w+(?: \w+)?) (?P<is>is|are|was|were|has|have)(?P<rest> .+)?"
)
_SAYS = re.compile(
    r"(?P<ask>what|when|where|how|how long|why|what time|at what time) (?P<what>it|that|this|(?:the|my|our) (?:\w+ ){0,2}?\w+)"
    r" (?P<does>says|goes|rings|takes|ends|starts|runs|finishes|lasts|did|took)(?P<rest> .+)?"
)
_BASE = {"goes": "go", "finishes": "finish", "took": "take"}
_MORE = re.compile(r"\b(more|extra|additional) (seconds?|minutes?|hours?)\b")
_DAY_FIRST = re.compile(
    r"((?:tomorrow|this|on \w+day)(?: morning| afternoon| evening| night)?|tonight|(?:next |every )?\w+days?) (.+)"
)
"""The day, and what is to be done then: "tomorrow wake me at seven"."""
_MOST = 7
"""So many ways are tried, with the words themselves."""
QUESTION = re.compile(r"(?:what|which|when|where|how|who|why|if|whether|at what|is|are)\b")
"""How a question begins."""
_FILLED = re.compile(
    r"\b(?:like|just|um|uh|er|erm|actually|maybe|really|basically|kind of|sort of|exactly"
    r"|(?:about|around|roughly|approximately)(?= (?:\d|an?\b|half|one|two|three|four|five|six|seven|eight|nine|ten|\w+teen|\w+ty\b))"
    r"|quickly|simply|perhaps|possibly|please|for me|right now|real quick|already|already now)\b ?"
)
"""Words that stand between others and change nothing."""
_TRAILING = re.compile(
    r"(?:,? (?:now|right now|right away|straight away|at once|immediately|at the moment|currently|then|for me|for us"
    r"|any ?more|any longer|again|already|though|though please|please|real quick|quickly|okay|ok|can you|if you can"
    r"|today|mate|buddy|dear|love|man|or something|would be (?:nice|great|good|lovely)|will do|exactly|thanks|i think))+$"
)
"""Words that stand behind a request and change nothing."""


def ways(words: str) -> Iterator[str]:
    """Other ways to say the same, the likeliest first; `words` are in plain form. Some may mean nothing."""
    seen = {words, ""}
    for start in map(_counted, (words, *_straight(words))):
        shorter = _TRAILING.sub("", start)
        for way in (start, shorter, _FILLED.sub("", start).strip(), _FILLED.sub("", shorter).strip()):
            if way not in seen and len(seen) <= _MOST:
                seen.add(way)
                yield way


def _straight(words: str) -> Iterator[str]:
    """Without a wish around it."""
    if found := _ABOUT.match(words):
        yield from _asked(found["question"])
    elif QUESTION.match(words):
        yield from _asked(words)
    if found := _DAY_FIRST.match(words):
        yield f"{found[2]} {found[1]}"
    stripped = words
    while (shorter := _WISH.sub("", stripped)) != stripped:
        stripped = shorter
        yield shorter


def _counted(words: str) -> str:
    """Lengths of time as they are read: "five more minutes" → "five minutes more"."""
    return _MORE.sub(r"\2 \1", words) if "m" in words else words


def _asked(question: str) -> Iterator[str]:
    """As a question of its own: "what time it is" → "what time is it", "when it rings" → "when does it ring"."""
    if found := _TURNED.fullmatch(question):
        yield f"{found['ask']} {found['is']} {found['what']}{found['rest'] or ''}"
    if found := _SAYS.fullmatch(question):
        base = _BASE.get(found["does"], found["does"].removesuffix("s"))
        helper = "did" if found["does"] in {"did", "took"} else "does"
        yield f"{found['ask']} {helper} {found['what']} {base}{found['rest'] or ''}"
    yield question
