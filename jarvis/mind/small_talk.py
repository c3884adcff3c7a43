"""What is small talk, and what Jarvis may always say to it.

The gate is narrow: only what is a phrase of this page from its first to its last word is small talk. A model
that invents is never asked anything else.
"""

import re
from dataclasses import dataclass
from enum import Enum

_WORDS = re.compile(r"[\w']+")
_AROUND = re.compile(
    r"^(?:(?:hey|oh|well|so|um|uh|okay|ok|and) )*(?:jarvis )?|(?: jarvis| please| my friend| today)+$"
)
_LONGEST_WORDS = 14
_MOST_PHRASES = 3
_FEWEST_WORDS = 2
_SAY_ALL = {"greeting", "farewell", "praise", "thanks", "how are you", "wish", "about me", "being", "joke"}
_GOES_ON = re.compile(
    r"(?:what are you|(?:hello|hi|hey|howdy)(?: there| again| everyone)?|i love you|you(?:'re| are))$"
)
"""Of those kinds, what may go on: "what are you doing?", "hello there, what time is it?"."""
_VERY = r"(?:(?:so|very|really|quite|a bit|a little|just|feeling|such a|too|pretty) )*"
_I_AM = rf"(?:i'm|i am|i feel|i've been|i have been|feeling) {_VERY}"
_YOU_ARE = rf"you(?:'re| are) {_VERY}"


class Mood(Enum):
    """How an answer must sound."""

    ANY = "any"
    GOOD = "good"
    BAD = "bad"


@dataclass(frozen=True)
class Talk:
    """A kind of small talk. `answers` are always right; `own`: nothing else is ever said to it."""

    name: str
    phrases: re.Pattern[str]
    answers: tuple[str, ...]
    mood: Mood = Mood.ANY
    own: bool = False


def _talk(name: str, phrases: str, *answers: str, mood: Mood = Mood.ANY, own: bool = False) -> Talk:
    return Talk(name, re.compile(f"(?:{phrases})"), answers, mood, own)


KINDS = (
    _talk(
        "distress",
        r"i (?:want|would like) to (?:die|kill myself|hurt myself)|i don't want to live(?: anymore|"
        r" any more)?",
        "I am so sorry that you feel like this. Please talk to somebody you trust, or call your emergency "
        "number.",
        mood=Mood.BAD,
        own=True,
    ),
    _talk(
        "greeting",
        r"(?:hi|hello|hey|howdy|greetings|good (?:morning|evening|afternoon|day))(?: there| again|"
        r" everyone)?|"
        r"nice to (?:meet|see) you|(?:i'm|i am) (?:back|home)",
        "Hello! It is nice to hear you.",
        "Hello there!",
        mood=Mood.GOOD,
    ),
    _talk(
        "farewell",
        r"(?:good)?bye(?: bye)?|good night|see you(?: later| soon| tomorrow)?|take care|sleep (?:well|tight)|"
        r"(?:i'm|i am) (?:leaving|going to bed|off)",
        "Goodbye! Take care.",
        "Take care of yourself!",
        mood=Mood.GOOD,
    ),
    _talk(
        "thanks",
        r"(?:many )?(?:thanks|thank you|cheers)(?: so much| a lot| very much| again| for (?:that|"
        r"your help|everything))?|"
        r"i appreciate (?:it|that|your help)",
        "You are very welcome.",
        "My pleasure!",
        mood=Mood.GOOD,
    ),
    _talk(
        "praise",
        rf"(?:well done|(?:good|great|nice) (?:job|work)|good (?:boy|girl|bot)|awesome|haha|ha ha|lol|"
        rf"i (?:like|love) you)|"
        rf"{_YOU_ARE}(?:great|nice|kind|smart|clever|funny|awesome|helpful|the best|amazing|cool|sweet|"
        rf"wonderful)|"
        rf"that(?:'s| is| was) {_VERY}(?:great|funny|nice|awesome|perfect|wonderful|good)",
        "Thank you, that is very kind.",
        "That is nice to hear, thank you!",
        mood=Mood.GOOD,
    ),
    _talk(
        "how are you",
        r"how are you(?: doing| feeling)?(?: tonight| this morning)?|how(?:'s| is) it going|what's up|"
        r"how do you (?:do|feel)|"
        r"how was your (?:day|night)|are you (?:ok|okay|well|fine|happy|tired|sad|bored|there)",
        "I am well, thank you for asking.",
        "All is well with me, thank you.",
        mood=Mood.GOOD,
    ),
    _talk(
        "good news",
        rf"{_I_AM}(?:happy|glad|good|great|fine|excited|proud|relaxed|in love|in a good mood|wonderful|"
        rf"okay|ok)|"
        r"(?:i had|it was|today was|what) a (?:good|great|nice|lovely|wonderful) (?:day|evening|weekend|"
        r"time)|"
        r"i (?:got|have) (?:a|the|my) (?:new )?(?:job|promotion|puppy|kitten|present)|"
        r"i passed (?:my|the) (?:exam|test)|we won|i won",
        "I am glad to hear that!",
        "That is wonderful!",
        mood=Mood.GOOD,
    ),
    _talk(
        "bad news",
        rf"{_I_AM}(?:sad|tired|bored|lonely|stressed|nervous|angry|upset|worried|afraid|scared|depressed|"
        rf"exhausted|"
        r"sick|ill|unwell|unhappy|hungry|bad|awful|terrible|down|not well|not feeling well|in a bad mood)|"
        r"(?:i had|it was|today was|what) a (?:bad|hard|terrible|long|rough|awful) (?:day|night|week|time)|"
        r"i miss (?:my |you|him|her|them)\w*|my (?:dog|cat|grandmother|grandfather|friend|mother|"
        r"father) (?:died|is sick)|"
        r"i (?:failed|lost) (?:my|the) (?:exam|test|job|game)|i can't sleep|nobody likes me|"
        r"i have a headache|i have a cold",
        "I am sorry to hear that. I hope it gets better soon.",
        "I am sorry. That sounds hard.",
        mood=Mood.BAD,
    ),
    _talk(
        "sorry",
        r"(?:i'm |i am )?sorry|my bad|i apologi[sz]e|forgive me",
        "That is all right.",
        "No harm done!",
        own=True,
    ),
    _talk(
        "insult",
        rf"{_YOU_ARE}(?:stupid|dumb|useless|annoying|boring|bad|an idiot|idiot|wrong|slow)|i hate you|"
        rf"that was wrong",
        "I am sorry that I was no help.",
        own=True,
    ),
    _talk(
        "wish",
        r"(?:happy|merry) (?:birthday|christmas|new year|easter|holidays)|congratulations|good luck|"
        r"bless you|"
        r"(?:have|enjoy) (?:a|your) (?:nice |good |great |lovely )?(?:day|evening|weekend|night|meal)",
        "Thank you, the same to you!",
        mood=Mood.GOOD,
    ),
    _talk(
        "about me",
        r"who are you|what are you|what(?:'s| is) your name|do you have a name|introduce yourself",
        "I am Jarvis, an assistant that lives on this computer.",
        own=True,
    ),
    _talk(
        "being",
        r"are you (?:a |an )?(?:robot|human|person|machine|computer|real|alive|ai|man|woman|bot)|"
        r"how old are you|"
        r"do you (?:sleep|dream|eat|drink|have feelings|have friends|have a family|get tired|like me|"
        r"love me|like music)",
        "I am a program, so no more than that. But I am glad of the company!",
        own=True,
    ),
    _talk(
        "joke",
        r"(?:tell (?:me|us) |do you know |say )?(?:a|any|another|something) (?:good |bad |dad )?(?:jokes?|"
        r"funny)|"
        r"tell me something funny|make me laugh",
        "I told my computer that I needed a break. Now it will not stop sending me beach pictures.",
        "Why did the scarecrow get a prize? It was outstanding in its field.",
        "I would tell you a joke about silence, but it is better left unsaid.",
        own=True,
    ),
)  # fmt: skip


def talk_of(text: str) -> Talk | None:
    """The kind of small talk that a text is from beginning to end; None for anything else."""
    words = _plain(text)
    if len(words.split()) > _LONGEST_WORDS:
        return None
    return _among(words, _MOST_PHRASES)


def says_all(text: str) -> bool:
    """Whether it is small talk after which nobody goes on: "how are you?", but not "hello" or "I am sad".

    Who says a single word mostly says it before a request, and who tells how they feel goes on to tell why.
    """
    words = _plain(text)
    if len(_AROUND.sub("", words).split()) < _FEWEST_WORDS or _GOES_ON.search(words):
        return False
    talk = talk_of(text)
    return talk is not None and talk.name in _SAY_ALL


def without_small_talk(text: str) -> str:
    """What is left of a text, in plain words, without the small talk that it begins with."""
    words = _AROUND.sub("", _plain(text))
    for _ in range(_MOST_PHRASES):
        begun = (kind.phrases.match(words) for kind in KINDS)
        end = max(
            (found.end() for found in begun if found and words[found.end() :].startswith(" ")), default=0
        )
        words = _AROUND.sub("", words[end:].strip())
    return words


def _plain(text: str) -> str:
    return " ".join(_WORDS.findall(text.casefold().replace("\u2019", "'")))


def _among(words: str, most: int) -> Talk | None:
    """The kind of the last of at most so many phrases."""
    bare = _AROUND.sub("", words)
    for said in (words, bare):
        for kind in KINDS:
            if kind.phrases.fullmatch(said):
                return kind
    if most > 1:
        for kind in KINDS:
            begun = kind.phrases.match(bare)
            if begun and bare[begun.end() :].startswith(" "):
                rest = _among(bare[begun.end() + 1 :], most - 1)
                if rest is not None:
                    return kind if kind.own and not rest.own else rest
    return None
