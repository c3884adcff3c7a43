"""Notes: what you want written down, each a Markdown file that your documents are searched in too."""

import asyncio
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from jarvis import Reply, ask, house, paths, skill
from jarvis.due_words import moment_in_words
from jarvis.errors import JarvisError
from jarvis.notebook import Notebook, line

Only = Literal["last", "latest", "newest", "most recent", "first", "oldest"]
READ = 3
"""Nobody listens to more of them at once."""
NONE = "There is no note."
_PAGE = re.compile(r"note ([1-9]\d{0,5})")
_HEAD = re.compile(r"# (\w+ \d\d?, \d{4} at \d\d:\d\d)\n\n")


@dataclass(frozen=True)
class Note:
    """A note: its number is never given to another."""

    number: int
    text: str
    taken: datetime | None

    @property
    def told(self) -> str:
        """As one reads it out."""
        moment = f", {moment_in_words(self.taken, _now())}" if self.taken else ""
        return f"Number {self.number}{moment}: {self.text}{'' if self.text[-1:] in '.!?' else '.'}"


def _now() -> datetime:
    return house().now().replace(tzinfo=None)


async def _book() -> Notebook:
    """The notebook, which is followed by the documents from the first note on."""
    book = Notebook(await asyncio.to_thread(paths.notes), house().now().timestamp)
    if not await asyncio.to_thread(book.known):
        with suppress(JarvisError):  # what matters is that the note is kept
            await house().documents.follow(str(book.folder))
    return book


async def _notes() -> list[Note]:
    """All of them, the newest first."""
    book = Notebook(await asyncio.to_thread(paths.notes), house().now().timestamp)
    return await asyncio.to_thread(_all, book)


def _all(book: Notebook) -> list[Note]:
    numbers = [int(found[1]) for name in book.names() if (found := _PAGE.fullmatch(name))]
    return [_note(number, book.read(f"note {number}")) for number in sorted(numbers, reverse=True)]


def _note(number: int, text: str) -> Note:
    head = _HEAD.match(text)
    taken = None
    if head is not None:
        with suppress(ValueError):  # another editor may have written it
            taken = datetime.strptime(head[1], "%B %d, %Y at %H:%M")  # noqa: DTZ007 - as the wall showed it
    return Note(number, " ".join(text[head.end() if head else 0 :].split()), taken)


_TAKE = "(take|make|write|add|create|leave|save|record|keep|start|do|begin|set|put) [down] [me] [up]"
_A_NOTE = "[a|another|a new|a quick|a little|one more|a short] (note|memo)"
_SAYS = "(saying|that says|which says|to self|to myself|called|titled|that|of this|of that|that reads)"
_READ = "(read|show|list|tell|play|hear|give|go through|let's hear|lets hear|let me hear|check|gimme) [me]"
_ON = "(about|on|with|mentioning|regarding|concerning|that mention|that mentions|that say|that says)"
_DELETE = (
    "(delete|remove|erase|discard|throw away|throw out|get rid of|scrap|bin|trash|drop|cross out|clear|forget"
    "|destroy|chuck|ditch|wipe|lose)"
)


@skill(
    f"{_TAKE} {_A_NOTE} {{text}}",
    f"{_TAKE} {_A_NOTE} {_SAYS} {{text}}",
    f"(put|add|write|save|record|keep) [this|that] (to|in|into|on) [my|the|your] notes [{_SAYS}] {{text}}",
    "(write|jot|note|put|take|scribble) down [for me] [that|this] {text}",
    "(write|jot|put|note|scribble|take|get) (this|that|it) down [for me] {text}",
    "note that down {text}",
    f"(new note|another note|quick note|note to self|note to myself) [{_SAYS}] {{text}}",
    f"[let me|I (need|want|have) to|I'd like to] {_TAKE} {_A_NOTE} [for (me|myself)]",
    "(add|put|write) (something|a line) (to|in|into) [my|the] notes",
    "(new note|another note|note to self|note to myself)",
    "[let me|I (need|want|have) to|I'd like to] (write|jot|note|take|scribble) (this|that|something"
    "|it) down [for me]",
    "(write|jot|note|take|scribble) down (this|that|something) [for me]",
    example="take a note the boiler was serviced today",
)
async def take_note(text: str = "") -> Reply:
    """Write a note down, in a file of its own."""
    words = line(house().as_said(text) or await ask("What shall I write down?"))
    if not words:
        return Reply("There is nothing in that to write down.")
    book = await _book()
    number = await asyncio.to_thread(_take, book, words[0].upper() + words[1:], _now())
    did = {"what": "note taken", "on": f"note {number}", "after": words, "id": str(number)}
    return Reply(f"Noted: {words}.", did=did, undo=f"delete note number {number}")


def _take(book: Notebook, words: str, now: datetime) -> int:
    used = [int(found[1]) for name in book.known() if (found := _PAGE.fullmatch(name))]
    number = max(used, default=0) + 1
    head = f"# {now:%B} {now.day}, {now.year} at {now:%H:%M}"
    book.change(f"note {number}", lambda _: f"{head}\n\n{words}\n")
    return number


@skill(
    f"{_READ} [out] [all] [of] [my|the|your] notes [(again|to me|out loud|aloud|for me|please)]",
    f"{_READ} {{only}} [of] [my|the] notes",
    "[what (are|is in|is on)|what's in|what's on] (my|the) notes [(so far|again)]",
    "[tell me] (what|which|how many) notes (do I have|do we have|have I [got|taken|made|written]|are "
    "there|did I (take|make|write))",
    "(do I have|have I got|did I (take|make|write)|are there|is there) (any|some|a) (notes|note) [(at "
    "all|saved|for me)]",
    "[any|some] notes [(for|from) me]",
    f"{_READ} [out] [me] [my|the] {{only}} note [(again|aloud|out loud|to me)]",
    "what (is|was|does|did) [my|the] {only} note [say|about] [[that] I (made|took|wrote|left)]",
    "what's [my|the] {only} note [[that] I (made|took|wrote|left)]",
    "(look|search|check|go) (in|through) my notes (for|about) {about}",
    "search my notes for {about}",
    "what (was|is) (that|the|my) note (about|on|with) {about}",
    f"[any|a] note {_ON} {{about}}",
    "what was the {only} thing I (noted|wrote|jotted) [down]",
    f"{_READ} [out] [me] [my|the] note [number] {{number}}",
    "what (is|does) [my|the] note [number] {number} [say]",
    f"({_READ}|find|look up|look for) [out] [me] [my|the|a] (note|notes) {_ON} {{about}}",
    f"(do I have|have I got|did I (take|make|write)|are there|is there) (any|some|a) (notes|note) {_ON} "
    f"{{about}}",
    f"(what|which) notes (do I have|have I [got]|are there|did I (take|make|write)) {_ON} {{about}}",
    f"what (do|does) my (note|notes) {_ON} {{about}} say",
    "what (do|does) my (note|notes) say",
    "[tell me|I want to know] what [did] I (note|noted|write|wrote|jot|jotted) [down] [(just now|today"
    "|earlier|yesterday)]",
    "[tell me|I want to know] what [did] I (note|noted|write|wrote|jot|jotted) [down] about {about}",
    "what have I (noted|written|jotted) [down] [about {about}]",
    "(did I|have I) (note|write|jot|noted|written|jotted) (anything|something) down [about {about}]",
    "(did I|have I) (note|write|jot|noted|written|jotted) down (anything|something) [about {about}]",
    "read [me] [back] [to me] what I [have] [just] (wrote|noted|written|jotted) [down]",
    example="read my notes",
    reads=True,
)
async def read_notes(number: int = 0, about: str = "", only: Only | None = None) -> str:
    """Read your notes, the newest first."""
    found = _which(await _notes(), number, about)
    if isinstance(found, str):
        return found
    if only:
        found = found[-1:] if only in {"first", "oldest"} else found[:1]
    how_many = f"You have {len(found)} notes. " if len(found) > 1 else ""
    more = f" And {len(found) - READ} more." if len(found) > READ else ""
    return f"{how_many}{' '.join(one.told for one in found[:READ])}{more}"


def _which(notes: list[Note], number: int, about: str) -> list[Note] | str:
    """Those that are meant, or why there is none."""
    wanted = set(re.findall(r"\w+", about.casefold())) - {"the", "a", "an", "my", "of"}
    found = [
        one
        for one in notes
        if number in (0, one.number) and wanted <= set(re.findall(r"\w+", one.text.casefold()))
    ]
    if found:
        return found
    which = f" with the number {number}" if number else f" about {about}" if about else ""
    return f"There is no note{which}." if notes else NONE


@skill(
    f"{_DELETE} [the|my|that|this|a] [very] [last|latest|newest|most recent] note [(I (took|made|wrote)"
    "|again|please)]",
    f"{_DELETE} [the|my] note [number] {{number}}",
    f"{_DELETE} [the|my|that] note (about|on|that says|saying|with|regarding|concerning) {{about}}",
    "I (don't|do not|no longer) need (that|the|my) note about {about} [any more|anymore]",
    "take (that|the last) note back",
    example="delete the last note",
)
async def delete_note(number: int = 0, about: str = "") -> str | Reply:
    """Delete a note: the last one, or by its number or words."""
    found = _which(await _notes(), number, about)
    if isinstance(found, str):
        return found
    if about and len(found) > 1:
        told = " ".join(one.told for one in found[:READ])
        return f"Which one? {told} Say: delete note number {found[0].number}."
    one = found[0]
    await asyncio.to_thread((await _book()).change, f"note {one.number}", lambda _: "")
    did = {"what": "note deleted", "on": f"note {one.number}", "before": one.text, "id": str(one.number)}
    return Reply(
        f"Note {one.number} is deleted: {one.text}.", did=did, undo=f"restore note number {one.number}"
    )


@skill(
    "(restore|bring back|recover|undelete) [the|my] note [number] {number}",
    example="restore note number one",
)
async def restore_note(number: int) -> str | Reply:
    """Take back that a note was deleted, for a day."""
    book, name = await _book(), f"note {number}"
    if await asyncio.to_thread(book.read, name):
        return f"Note {number} is there."
    text = await asyncio.to_thread(book.before, name)
    if not text:
        return f"There is no deleted note {number} that I still have."
    await asyncio.to_thread(book.change, name, lambda now: now or text)
    one = _note(number, text)
    did = {"what": "note restored", "on": f"note {number}", "after": one.text, "id": str(number)}
    return Reply(f"Note {number} is back: {one.text}.", did=did, undo=f"delete note number {number}")
