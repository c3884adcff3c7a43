"""A pystray menu as other programs of the desktop read it: the interface `com.canonical.dbusmenu`."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ui.bus_objects import Interface, Method, Variant
from ui.trays import Menu, MenuItem

PATH = "/MenuBar"
_VERSION = 3
_ROOT = 0


class DBusMenu:
    """The menu, numbered anew whenever it is `show`n; `clicked` is given the item, `opened` nothing.

    Numbers are never used twice: a click that comes late, on an item that is gone, does nothing.
    """

    def __init__(self, clicked: Callable[[MenuItem], None], opened: Callable[[], None]) -> None:
        self._clicked, self._opened = clicked, opened
        self._items: dict[int, MenuItem] = {}
        self._children: dict[int, list[int]] = {_ROOT: []}
        self._told: object = None
        self._last = 0
        self.revision = 0
        self.interface = Interface(
            "com.canonical.dbusmenu",
            {
                "GetLayout": Method("iias", "u(ia{sv}av)", self._layout),
                "GetGroupProperties": Method("aias", "a(ia{sv})", self._group),
                "GetProperty": Method("is", "v", self._property),
                "Event": Method("isvu", "", self._event),
                "EventGroup": Method("a(isvu)", "ai", self._events),
                "AboutToShow": Method("i", "b", self._about),
                "AboutToShowGroup": Method("ai", "aiai", self._abouts),
            },
            {
                "Version": ("u", lambda: _VERSION),
                "TextDirection": ("s", lambda: "ltr"),
                "Status": ("s", lambda: "normal"),
                "IconThemePath": ("as", list),
            },
            {"LayoutUpdated": "ui", "ItemsPropertiesUpdated": "a(ia{sv})a(ias)"},
        )

    def show(self, menu: Menu | None) -> bool:
        """Show this one from now on; False if it looks as the last one did."""
        items, children = self._items, self._children
        self._items, self._children = {}, {_ROOT: []}
        self._add(_ROOT, menu or ())
        now = [(len(self._children.get(number, ())), self._facts(number)) for number in self._all()]
        if now == self._told:  # the numbers that others know stay
            new = self._items
            self._items = dict(zip(items, new.values(), strict=True))
            self._children = children
            return False
        self._told = now
        self.revision += 1
        return True

    def _add(self, parent: int, items: Menu | Sequence[MenuItem]) -> None:
        for item in items:
            self._last += 1
            number = self._last
            self._items[number] = item
            self._children[parent].append(number)
            if item.submenu is not None:
                self._children[number] = []
                self._add(number, item.submenu)

    def _all(self, number: int = _ROOT) -> Iterator[int]:
        yield number
        for child in self._children.get(number, ()):
            yield from self._all(child)

    def _facts(self, number: int) -> dict[str, tuple[str, Any]]:
        """Type and value of what differs from an ordinary item."""
        if number == _ROOT:
            return {"children-display": ("s", "submenu")}
        item = self._items[number]
        if item is Menu.SEPARATOR:
            return {"type": ("s", "separator")}
        facts: dict[str, tuple[str, Any]] = {"label": ("s", item.text.replace("_", "__"))}
        if not item.enabled:
            facts["enabled"] = ("b", False)
        if item.submenu is not None:
            facts["children-display"] = ("s", "submenu")
        if item.checked is not None:
            facts["toggle-type"] = ("s", "radio" if item.radio else "checkmark")
            facts["toggle-state"] = ("i", int(item.checked))
        return facts

    def _properties(self, number: int, wanted: Sequence[str] = ()) -> dict[str, Variant]:
        facts = self._facts(number).items()
        return {name: Variant(*fact) for name, fact in facts if not wanted or name in wanted}

    def _known(self, number: int) -> bool:
        return number == _ROOT or number in self._items

    def _layout(self, parent: int, depth: int, wanted: Sequence[str]) -> Sequence[Any]:
        return self.revision, self._branch(parent if self._known(parent) else _ROOT, depth, wanted)

    def _branch(self, number: int, depth: int, wanted: Sequence[str]) -> list[Any]:
        children = [] if depth == 0 else self._children.get(number, [])
        below = [Variant("(ia{sv}av)", self._branch(child, depth - 1, wanted)) for child in children]
        return [number, self._properties(number, wanted), below]

    def _group(self, numbers: Sequence[int], wanted: Sequence[str]) -> Sequence[Any]:
        known = [number for number in numbers or self._all() if self._known(number)]
        return ([[number, self._properties(number, wanted)] for number in known],)

    def _property(self, number: int, name: str) -> Sequence[Any]:
        found = self._properties(number) if self._known(number) else {}
        return (found.get(name, Variant("s", "")),)

    def _event(self, number: int, kind: str, _value: Variant, _at: int) -> Sequence[Any]:
        if kind == "clicked" and number in self._items:
            self._clicked(self._items[number])
        elif kind == "opened" and number == _ROOT:
            self._opened()
        return ()

    def _events(self, events: Sequence[tuple[int, str, Variant, int]]) -> Sequence[Any]:
        unknown = [event[0] for event in events if not self._known(event[0])]
        for event in events:
            self._event(*event)
        return (unknown,)

    def _about(self, number: int) -> Sequence[Any]:
        """What changes because of it is told by a signal: nobody waits for the daemon here."""
        if number == _ROOT:
            self._opened()
        return (False,)

    def _abouts(self, numbers: Sequence[int]) -> Sequence[Any]:
        for number in numbers:
            self._about(number)
        return [], [number for number in numbers if not self._known(number)]
