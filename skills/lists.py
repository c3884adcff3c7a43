"""Lists, such as for shopping: Markdown checklists in files that any editor opens too."""

import asyncio
import re
from contextlib import suppress

from jarvis import Reply, confirm, house, paths, skill
from jarvis.due_words import listed
from jarvis.errors import BadInputError, JarvisError
from jarvis.notebook import Notebook, line, page

READ = 20
"""Nobody listens to more at once."""
MOST_ITEMS = 500
USUAL = "shopping"
_SAME = {
    "grocery": USUAL, "groceries": USUAL, "shop": USUAL, "food": USUAL, "todo": "to do", "to dos": "to do",
}  # fmt: skip
_ITEM = re.compile(r"\s*[-*+] (?:\[(?P<box>[ xX])\] )?(?P<item>.*\S)\s*")
_BETWEEN = re.compile(r"(?:,\s*(?:and\s+)?|\s+and\s+(?:also\s+)?|\s+plus\s+)")


async def _book() -> Notebook:
    return Notebook(await asyncio.to_thread(paths.lists), house().now().timestamp)


def _name(said: str) -> str:
    """As the list is called: "groceries" is the shopping list, and so is no name at all."""
    words = page(said or USUAL)
    return _SAME.get(words, words)


def _items(text: str) -> list[str]:
    """What is on a list and not ticked off."""
    found = [_ITEM.fullmatch(one) for one in text.splitlines()]
    return [one["item"] for one in found if one and (one["box"] or " ") == " "]


def split(said: str) -> list[str]:
    """`"milk, eggs and bread"` → `["milk", "eggs", "bread"]`, each once."""
    words = (line(re.sub(r"^(?:some|the|a|an|my)\s+", "", one.strip())) for one in _BETWEEN.split(said))
    return list(dict.fromkeys(filter(None, words)))


def _head(name: str) -> str:
    return f"# {name.capitalize()} list\n\n"


def _undo(number: int, name: str) -> str:
    return f"restore version {number} of the {name} list"


@skill(
    "(add|put|write|note) {items} (to|on|onto|in|into) [the|my|our] {name} list",
    "(add|put|write|note) {items} (to|on|onto|in|into) [the|my|our] list",
    "(add|put) {items} (to|on|onto|in) [the|my|our] (list of|list for) {name}",
    "(we are|we're) out of {items}",
    "we [have] (ran|run) out of {items}",
    example="add milk and eggs to the shopping list",
)
async def add_item(items: str, name: str = "") -> str | Reply:
    """Put one thing or several on a list."""
    book, name, wanted = await _book(), _name(name), split(house().as_said(items))
    if not wanted:
        return "What shall I put on the list?"
    await _follow(book)
    there: list[str] = []

    def more(text: str) -> str:
        there[:] = _items(text)
        new = _new(wanted, there)
        if len(there) + len(new) > MOST_ITEMS:
            raise BadInputError(
                f"There are {len(there)} things on the {name} list already. Remove some first."
            )
        begun = text if text.strip() else _head(name)
        begun += "" if begun.endswith("\n") else "\n"
        return begun + "".join(f"- [ ] {one}\n" for one in new)

    new = _new(wanted, _items(await asyncio.to_thread(book.read, name)))
    number = await asyncio.to_thread(book.change, name, more) if new else 0
    new = new and _new(wanted, there)  # as it was when it was changed
    if not new:
        return f"The {name} list has {listed(wanted)} already."
    did = _did("added to list", name, number, before=f"{len(there)} items", after=listed(new))
    return Reply(f"Added {listed(new)} to the {name} list.", did=did, undo=_undo(number, name))


def _new(wanted: list[str], there: list[str]) -> list[str]:
    known = {one.casefold() for one in there}
    return [one for one in wanted if one.casefold() not in known]


async def _follow(book: Notebook) -> None:
    """Let the documents follow the notes, of which the lists are a part, from the first list on."""
    if not await asyncio.to_thread(book.known):
        with suppress(JarvisError):  # what matters is that the list is kept
            await house().documents.follow(str(book.folder.parent))


def _many(items: list[str]) -> str:
    return "There is one thing" if len(items) == 1 else f"There are {len(items)} things"


def _did(what: str, name: str, number: int, **more: str) -> dict[str, str]:
    return {"what": what, "on": f"{name} list", "id": str(number), **more}


@skill(
    "(read|show|tell|give) [me] [out] [the|my|our] {name} list [(to me|out loud|aloud)]",
    "(read|show|tell|give) [me] [out] [the|my|our] list [(to me|out loud|aloud)]",
    "what[ is|'s] on [the|my|our] {name} list",
    "what[ is|'s] on [the|my|our] list",
    "what do (I|we) (need to|have to|still need to) (buy|get) [at the (shop|store|supermarket)]",
    "what (do|should) (I|we) [need to] buy [at the (shop|store|supermarket)]",
    "how many (things|items) are on [the|my|our] {name} list",
    example="read my shopping list",
    reads=True,
)
async def read_list(name: str = "") -> str:
    """Read what is on a list."""
    book, name = await _book(), _name(name)
    items = _items(await asyncio.to_thread(book.read, name))
    if not items:
        return f"There is nothing on the {name} list."
    more = [f"{len(items) - READ} more"] if len(items) > READ else []
    return f"{_many(items)} on the {name} list: {listed([*items[:READ], *more])}."


@skill(
    "(is|are) [there] [any] {items} on [the|my|our] {name} list",
    "(is|are) [there] [any] {items} on [the|my|our] list",
    "do (I|we) have {items} on [the|my|our] {name} list",
    example="is milk on the shopping list",
    reads=True,
)
async def find_item(items: str, name: str = "") -> str:
    """Tell whether something is on a list."""
    book, name = await _book(), _name(name)
    found = _meant(house().as_said(items), _items(await asyncio.to_thread(book.read, name)))
    return f"Yes, {listed(found)}." if found else f"No, that is not on the {name} list."


@skill(
    "(create|make|start|begin) [me] [a|an|another|a new] list (called|named|for) [the|my] {name}",
    "(create|make|start|begin) [me] [a|an|another|a new] {name} list",
    example="start a packing list",
)
async def make_list(name: str) -> str | Reply:
    """Begin a new list."""
    book, name = await _book(), _name(name)
    if await asyncio.to_thread(book.read, name):
        return f"There is a {name} list already."
    await _follow(book)
    number = await asyncio.to_thread(book.change, name, lambda text: text or _head(name))
    did = _did("list begun", name, number, after="empty")
    return Reply(f"The {name} list is begun.", did=did, undo=_undo(number, name))


@skill(
    "(what|which) lists (do I have|have I [got]|are there)",
    "(read|show|tell) [me] [all] [of] [the|my] lists",
    "what are my lists",
    example="what lists do I have",
    reads=True,
)
async def tell_lists() -> str:
    """Tell which lists there are."""
    names = await asyncio.to_thread((await _book()).names)
    if not names:
        return "There is no list yet. Say for example: add milk to the shopping list."
    return f"You have {'one list' if len(names) == 1 else f'{len(names)} lists'}: {listed(names)}."


@skill(
    "(remove|delete|take|cross|strike|scratch|tick|check) {items} (from|off|off of) [the|my|our] {name} list",
    "(remove|delete|take|cross|strike|scratch|tick|check) {items} (from|off|off of) [the|my|our] list",
    "(cross|strike|tick|check|take) off {items} (from|on|off) [the|my|our] {name} list",
    "(cross|strike|tick|check) off {items} [(from|on) (the|my|our) list]",
    example="remove milk from the shopping list",
)
async def remove_item(items: str, name: str = "") -> str | Reply:
    """Take things off a list."""
    book, name = await _book(), _name(name)
    there = _items(await asyncio.to_thread(book.read, name))
    found = _meant(house().as_said(items), there)
    if not found:
        return f"There is no {line(items)} on the {name} list."

    def less(text: str) -> str:
        return "".join(
            one
            for one in text.splitlines(keepends=True)
            if (item := _ITEM.fullmatch(one.rstrip("\n"))) is None or item["item"] not in found
        )

    number = await asyncio.to_thread(book.change, name, less)
    did = _did(
        "removed from list", name, number, before=listed(found), after=f"{len(there) - len(found)} items"
    )
    return Reply(f"Removed {listed(found)} from the {name} list.", did=did, undo=_undo(number, name))


def _meant(said: str, there: list[str]) -> list[str]:
    """Those that were named: as a whole ("mac and cheese") or one by one, and "egg" for "eggs"."""
    for wanted in ([line(said)], split(said)):
        stems = {one.casefold().removesuffix("s") for one in wanted}
        found = [one for one in there if one.casefold().removesuffix("s") in stems]
        if found:
            return found
    return []


@skill(
    "(clear|empty|erase|wipe|delete) [out] [the|my|our] {name} list",
    "(clear|empty|erase|wipe|delete) [out] [the|my|our] list",
    "(clear|remove|delete|take) everything (from|off|on) [the|my|our] {name} list",
    example="clear the shopping list",
)
async def clear_list(name: str = "") -> str | Reply:
    """Take everything off a list, after asking."""
    book, name = await _book(), _name(name)
    there = _items(await asyncio.to_thread(book.read, name))
    if not there:
        return f"There is nothing on the {name} list."
    if not await confirm(f"{_many(there)} on the {name} list. Shall I clear it?"):
        return "I have left it as it was."
    number = await asyncio.to_thread(book.change, name, lambda _: "")
    did = _did("list cleared", name, number, before=listed(there), after="nothing")
    return Reply(f"The {name} list is empty.", did=did, undo=_undo(number, name))


@skill(
    "(restore|bring back|recover) version {number} of [the|my|our] {name} list",
    "(restore|bring back|recover) [the|my|our] {name} list",
    example="restore the shopping list",
)
async def restore_list(name: str, number: int = 0) -> str | Reply:
    """Make a list what it was before the last change, for a day."""
    book, name = await _book(), _name(name)
    text = await asyncio.to_thread(book.before, name, number)
    if text is None:
        return f"I have no such version of the {name} list any more."
    newest = await asyncio.to_thread(book.change, name, lambda _: text)
    items = _items(text)
    did = _did("list restored", name, newest, after=listed(items) or "nothing")
    told = listed(items[:READ]) or "nothing"
    return Reply(f"The {name} list is as it was: {told}.", did=did, undo=_undo(newest, name))
