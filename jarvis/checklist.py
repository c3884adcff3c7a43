"""A checklist in Markdown, such as for shopping: what is on it, and what somebody means who speaks of it."""

import re

from jarvis.notebook import line, page

USUAL = "shopping"
_SAME = {
    "grocery": USUAL, "groceries": USUAL, "shop": USUAL, "food": USUAL, "todo": "to do", "to dos": "to do",
}  # fmt: skip
_ITEM = re.compile(r"\s*[-*+] (?:\[(?P<box>[ xX])\] )?(?P<item>.*\S)\s*")
_BETWEEN = re.compile(r"(?:,\s*(?:and\s+)?|\s+and\s+(?:also\s+)?|\s+plus\s+)")


def list_name(said: str) -> str:
    """As the list is called: "groceries" is the shopping list, and so is no name at all."""
    words = page(said or USUAL)
    return _SAME.get(words, words)


def open_items(text: str) -> list[str]:
    """What is on a list and not ticked off."""
    found = [_ITEM.fullmatch(one) for one in text.splitlines()]
    return [one["item"] for one in found if one and (one["box"] or " ") == " "]


def split(said: str) -> list[str]:
    """`"milk, eggs and bread"` → `["milk", "eggs", "bread"]`, each once."""
    words = (line(re.sub(r"^(?:some|the|a|an|my)\s+", "", one.strip())) for one in _BETWEEN.split(said))
    return list(dict.fromkeys(filter(None, words)))


def heading(name: str) -> str:
    """The first line of a list."""
    return f"# {name.capitalize()} list\n\n"


def not_yet(wanted: list[str], there: list[str]) -> list[str]:
    """What is wanted and not there, in capitals or not."""
    known = {one.casefold() for one in there}
    return [one for one in wanted if one.casefold() not in known]


def with_more(text: str, name: str, new: list[str]) -> str:
    """The list with these at its end; begun, if there is none yet."""
    begun = text if text.strip() else heading(name)
    begun += "" if begun.endswith("\n") else "\n"
    return begun + "".join(f"- [ ] {one}\n" for one in new)


def without(text: str, gone: list[str]) -> str:
    """The list without these; what is no item stays."""
    return "".join(
        one
        for one in text.splitlines(keepends=True)
        if (item := _ITEM.fullmatch(one.rstrip("\n"))) is None or item["item"] not in gone
    )


def how_many(items: list[str]) -> str:
    """As one begins to tell them."""
    return "There is one thing" if len(items) == 1 else f"There are {len(items)} things"


def meant(said: str, there: list[str]) -> list[str]:
    """Those that were named: as a whole ("mac and cheese") or one by one, and "egg" for "eggs"."""
    for wanted in ([line(said)], split(said)):
        stems = {one.casefold().removesuffix("s") for one in wanted}
        found = [one for one in there if one.casefold().removesuffix("s") in stems]
        if found:
            return found
    return []
