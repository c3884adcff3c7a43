"""Lists, such as for shopping: Markdown checklists in files that any editor opens too."""

import asyncio
from contextlib import suppress

from jarvis import Reply, checklist, confirm, house, paths, skill
from jarvis.checklist import how_many, list_name, meant, not_yet, open_items
from jarvis.due_words import listed
from jarvis.errors import BadInputError, JarvisError
from jarvis.notebook import Notebook, line

READ = 20
"""Nobody listens to more at once."""
MOST_ITEMS = 500


async def _book() -> Notebook:
    return Notebook(await asyncio.to_thread(paths.lists), house().now().timestamp)


def _undo(number: int, name: str) -> str:
    return f"restore version {number} of the {name} list"


_ADD = "(add|put|write|note|stick|pop|throw|chuck|include|place|jot|enter|get|list|slap|whack) [down]"
_ONTO = "[down] (to|on|onto|in|into)"
_NEED = (
    "(I|we) need [to (buy|get)]|(I'm|I am|we're|we are) [all] out of|(I|we) have no|(I|we) (don't|do "
    "not) have any"
    " [more]|(I|we) have (run|ran) out of|(I|we|we've|I've) (run|ran) out of|we're low on"
)
_SO = "[so|and] [(will|would|could|can) you] [please]"
_NEED = (
    "(I|we) need [to (buy|get)]|(I'm|I am|we're|we are) [all] out of|(I|we) have no|(I|we) (don't|do "
    "not) have any"
    " [more]|(I|we) have (run|ran) out of|(I|we|we've|I've) (run|ran) out of|we're low on"
)
_SO = "[so|and] [(will|would|could|can) you] [please]"
_READ = "(read|show|tell|give|hear|check|let's hear|let me hear|go through|gimme|run through|list|see) [me]"
_ALOUD = "(to me|to us|with me|for me|out loud|aloud|please|again)"
_TAKE = (
    "(remove|delete|take|cross|strike|scratch|tick|check|drop|erase|scrap|pull|wipe|get rid of|kick"
    "|cut|knock)"
)
_OFF = "(from|off|off of|on|out of)"
_CLEAR = (
    "(clear|empty|erase|wipe|delete|scrap|bin|trash|throw away|throw out|get rid of|discard|reset"
    "|remove|destroy)"
)
_ALL = (
    "(everything|all|[all] [of] [the] (items|things|entries|stuff)|the (whole|entire) (thing|lot)"
    "|every item|the lot)"
)


@skill(
    f"{_ADD} {{items}} {_ONTO} [the|my|our] {{name}} list [(for me|as well|too)]",
    f"{_ADD} {{items}} {_ONTO} [the|my|our|your] list",
    f"{_ADD} {{items}} {_ONTO} [the|my|our] (shopping|groceries)",
    f"{_ADD} {{items}} {_ONTO} [the|my|our] (list of|list for) {{name}}",
    f"{_ADD} {_ONTO} [the|my|our] {{name}} list {{items}}",
    f"{_ONTO} [the|my|our] {{name}} list {_ADD} {{items}}",
    f"[the|my|our] {{name}} list {_ADD} {{items}}",
    "[a] (new|another) (item|thing|entry) (on|for|to) [the|my|our] {name} list {items}",
    f"[{_NEED}] {{items}} {_SO} (add|put|stick) (it|them|that|those) {_ONTO} [the|my|our] [{{name}}] list",
    "(don't|do not) let (me|us) forget {items} (on|from) [the|my|our] [{name}] list",
    "(we are|we're|I am|I'm) [nearly|almost] (out of|running low on|low on|running out of) {items}",
    "(we|I|we have|we've|I've|I have) [nearly|almost] (ran|run) out of {items}",
    "[(I|we) (need|have|want|ought) to|I've got to|we've got to|gotta|must|remember to|don't forget "
    "to] buy [some|more] {items}",
    "(we need|we have|we've got|we want) to (buy|get|pick up) (some|more|a|another) {items}",
    "we need (more|some more) {items}",
    example="add milk and eggs to the shopping list",
)
async def add_item(items: str, name: str = "") -> str | Reply:
    """Put one thing or several on a list."""
    book, name, wanted = await _book(), list_name(name), checklist.split(house().as_said(items))
    if not wanted:
        return "What shall I put on the list?"
    await _follow(book)
    there: list[str] = []

    def more(text: str) -> str:
        there[:] = open_items(text)
        if len(there) + len(not_yet(wanted, there)) > MOST_ITEMS:
            raise BadInputError(f"{len(there)} things are on the {name} list already. Remove some first.")
        return checklist.with_more(text, name, not_yet(wanted, there))

    new = not_yet(wanted, open_items(await asyncio.to_thread(book.read, name)))
    number = await asyncio.to_thread(book.change, name, more) if new else 0
    new = new and not_yet(wanted, there)  # as it was when it was changed
    if not new:
        return f"The {name} list has {listed(wanted)} already."
    did = _did("added to list", name, number, before=f"{len(there)} items", after=listed(new))
    return Reply(f"Added {listed(new)} to the {name} list.", did=did, undo=_undo(number, name))


async def _follow(book: Notebook) -> None:
    """Let the documents follow the notes, of which the lists are a part, from the first list on."""
    if not await asyncio.to_thread(book.known):
        with suppress(JarvisError):  # what matters is that the list is kept
            await house().documents.follow(str(book.folder.parent))


def _did(what: str, name: str, number: int, **more: str) -> dict[str, str]:
    return {"what": what, "on": f"{name} list", "id": str(number), **more}


@skill(
    f"{_READ} [out] [the|my|our] {{name}} list [{_ALOUD}]",
    f"{_READ} [out] [the|my|our] list [{_ALOUD}]",
    "[tell me|remind me] what[ is|'s| have I [got]| do (I|we) have| did (I|we) put] [(still|left|else"
    "|written)] (on|in) [the|my|our] {name} list [now|so far|today]",
    "[tell me|remind me] what[ is|'s| have I [got]| do (I|we) have| did (I|we) put] [(still|left|else"
    "|written)] (on|in) [the|my|our] list [now|so far|today]",
    "[tell me|remind me] what [things|groceries|items|else] (do (I|we)|(I|we)) [still] (need to|have "
    "to) (buy|get) [(at|from|in) the (shop|shops|store|supermarket)]",
    "[tell me] what (do|should|must|am|are) (I|we) [need to|supposed to] (buy|get) [(at|from) the "
    "(shop|shops|store|supermarket)]",
    "[tell me] what [groceries|things] do (I|we) need [(from|at) the (shop|shops|store|supermarket)]",
    "[tell me] ((is|are) there|if there is|do (I|we) have|have (I|we) got) (anything|something) [left"
    "|still|else] on [the|my|our] [{name}] list",
    "[is] (anything|something) [left|still|else] on [the|my|our] [{name}] list",
    "how (many things|many items|long) (are|is) [there] [on] [the|my|our] [{name}] list",
    example="read my shopping list",
    reads=True,
)
async def read_list(name: str = "") -> str:
    """Read what is on a list."""
    book, name = await _book(), list_name(name)
    items = open_items(await asyncio.to_thread(book.read, name))
    if not items:
        return f"There is nothing on the {name} list."
    more = [f"{len(items) - READ} more"] if len(items) > READ else []
    return f"{how_many(items)} on the {name} list: {listed([*items[:READ], *more])}."


@skill(
    "(is|are) [there] [any] {items} on [the|my|our] {name} list",
    "(is|are) [there] [any] {items} on [the|my|our] list",
    "do (I|we) have {items} on [the|my|our] {name} list",
    example="is milk on the shopping list",
    reads=True,
)
async def find_item(items: str, name: str = "") -> str:
    """Tell whether something is on a list."""
    book, name = await _book(), list_name(name)
    found = meant(house().as_said(items), open_items(await asyncio.to_thread(book.read, name)))
    return f"Yes, {listed(found)}." if found else f"No, that is not on the {name} list."


@skill(
    "(create|make|start|begin) [me] [a|an|another|a new] list (called|named|for) [the|my] {name}",
    "(create|make|start|begin) [me] [a|an|another|a new] {name} list",
    example="start a packing list",
)
async def make_list(name: str) -> str | Reply:
    """Begin a new list."""
    book, name = await _book(), list_name(name)
    if await asyncio.to_thread(book.read, name):
        return f"There is a {name} list already."
    await _follow(book)
    number = await asyncio.to_thread(book.change, name, lambda text: text or checklist.heading(name))
    did = _did("list begun", name, number, after="empty")
    return Reply(f"The {name} list is begun.", did=did, undo=_undo(number, name))


@skill(
    "[tell me] (what|which|how many) lists (do (I|we) have|have (I|we) [got]|are there)",
    "(read|show|tell|give) [me] [all] [of] [the|my|our] lists",
    "what are (my|our|the) lists",
    "(do (I|we) have|are there) any lists",
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
    f"{_TAKE} {{items}} {_OFF} [the|my|our] {{name}} list",
    f"{_TAKE} {{items}} {_OFF} [the|my|our|your] list",
    f"{_TAKE} {{items}} {_OFF} [the|my|our] (shopping|groceries)",
    f"(cross|strike|tick|check|take|scratch) off [the] {{items}} [{_OFF} [the|my|our] [{{name}}] list]",
    "(cross|strike|tick|check|scratch) [the] {items} off",
    "(mark|tick|check) [the] {items} [off] as (done|bought|finished|complete|completed|off)",
    f"(I|we) (don't|do not|no longer) need [any|the] {{items}} [(any more|anymore)] {_OFF} [the|my|our] "
    f"[{{name}}] list",
    "[(I've|I have|we've|we have|we|I) [already|just] (got|have|bought|done|did)] [the] {items} (take"
    "|cross|tick|check|strike|scratch) (it|them|that) off [[the|my|our] [{name}] list]",
    example="remove milk from the shopping list",
)
async def remove_item(items: str, name: str = "") -> str | Reply:
    """Take things off a list."""
    book, name = await _book(), list_name(name)
    there = open_items(await asyncio.to_thread(book.read, name))
    found = meant(house().as_said(items), there)
    if not found:
        return f"There is no {line(items)} on the {name} list."

    number = await asyncio.to_thread(book.change, name, lambda text: checklist.without(text, found))
    did = _did(
        "removed from list", name, number, before=listed(found), after=f"{len(there) - len(found)} items"
    )
    return Reply(f"Removed {listed(found)} from the {name} list.", did=did, undo=_undo(number, name))


@skill(
    f"{_CLEAR} [out] [the|my|our] [whole|entire] {{name}} list",
    f"{_CLEAR} [out] [the|my|our] [whole|entire] list",
    f"({_CLEAR}|{_TAKE}) [out] {_ALL} (from|off|off of|on|in) [the|my|our] {{name}} list",
    f"({_CLEAR}|{_TAKE}) [out] {_ALL} (from|off|off of|on|in) [the|my|our] list",
    "(start|begin) [the|my|our] {name} list (over|afresh|again|from scratch) [again]",
    "(start|begin) [the|my|our] list (over|afresh|again|from scratch) [again]",
    "I want an empty [{name}] list",
    example="clear the shopping list",
)
async def clear_list(name: str = "") -> str | Reply:
    """Take everything off a list, after asking."""
    book, name = await _book(), list_name(name)
    there = open_items(await asyncio.to_thread(book.read, name))
    if not there:
        return f"There is nothing on the {name} list."
    if not await confirm(f"{how_many(there)} on the {name} list. Shall I clear it?"):
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
    book, name = await _book(), list_name(name)
    text = await asyncio.to_thread(book.before, name, number)
    if text is None:
        return f"I have no such version of the {name} list any more."
    newest = await asyncio.to_thread(book.change, name, lambda _: text)
    items = open_items(text)
    did = _did("list restored", name, newest, after=listed(items) or "nothing")
    told = listed(items[:READ]) or "nothing"
    return Reply(f"The {name} list is as it was: {told}.", did=did, undo=_undo(newest, name))
