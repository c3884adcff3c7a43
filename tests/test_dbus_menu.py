"""A menu as other programs read it: numbered, told anew only when it looks different."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ui.bus_objects import Variant
from ui.dbus_menu import DBusMenu
from ui.trays import Menu, MenuItem

NOTHING = Variant("s", "")


class Clicks:
    """A menu whose clicks are kept."""

    def __init__(self) -> None:
        self.clicked: list[str] = []
        self.opened = 0
        self.menu = DBusMenu(lambda item: self.clicked.append(item.text), self._open)

    def _open(self) -> None:
        self.opened += 1

    def call(self, member: str, *body: Any) -> Any:  # noqa: ANN401 - D-Bus values
        """As a panel does."""
        return self.menu.interface.methods[member].call(*body)

    def numbers(self) -> dict[str, int]:
        """By label."""
        (told,) = self.call("GetGroupProperties", [], [])
        return {facts["label"].value: number for number, facts in told if "label" in facts}


def named(*names: str) -> Menu:
    return Menu(*(MenuItem(name, None) for name in names))


def test_a_layout_goes_as_deep_as_is_asked_for() -> None:
    clicks = Clicks()
    clicks.menu.show(Menu(MenuItem("Timers", named("a", "b")), MenuItem("Quit", None)))
    revision, root = clicks.call("GetLayout", 0, 1, [])
    assert (revision, len(root[2])) == (1, 2)
    assert root[2][0].value[2] == []
    assert root[2][0].value[1]["children-display"] == Variant("s", "submenu")
    _, timers = clicks.call("GetLayout", clicks.numbers()["Timers"], -1, ["label"])
    assert [one.value[1]["label"].value for one in timers[2]] == ["a", "b"]


def test_the_same_menu_is_not_told_again_and_its_numbers_stay() -> None:
    clicks = Clicks()
    assert clicks.menu.show(named("a", "b"))
    before = clicks.numbers()
    assert not clicks.menu.show(named("a", "b"))
    assert clicks.numbers() == before
    assert clicks.menu.show(named("a", "c"))
    assert clicks.menu.revision == 2


def test_a_click_on_what_is_gone_does_nothing() -> None:
    clicks = Clicks()
    clicks.menu.show(named("Cancel the pasta timer"))
    gone = clicks.numbers()["Cancel the pasta timer"]
    clicks.menu.show(named("Cancel the egg timer"))
    clicks.call("Event", gone, "clicked", NOTHING, 0)
    assert clicks.clicked == []
    now = clicks.numbers()["Cancel the egg timer"]
    assert clicks.call("EventGroup", [(gone, "clicked", NOTHING, 0), (now, "clicked", NOTHING, 0)]) == (
        [gone],
    )
    assert clicks.clicked == ["Cancel the egg timer"]


def test_the_one_that_is_clicked_is_the_one_that_is_shown_now() -> None:
    items: list[MenuItem] = []
    menu = DBusMenu(items.append, lambda: None)
    menu.show(named("a"))
    menu.show(second := named("a"))
    menu.interface.methods["Event"].call(1, "clicked", NOTHING, 0)
    assert items == list(second)


def test_looking_at_the_menu_is_noticed() -> None:
    clicks = Clicks()
    clicks.menu.show(named("a"))
    assert clicks.call("AboutToShow", 0) == (False,)
    assert clicks.call("AboutToShowGroup", [0, 99]) == ([], [99])
    clicks.call("Event", 0, "opened", NOTHING, 0)
    assert clicks.opened == 3


def test_an_underscore_is_no_shortcut_and_a_property_is_told_alone() -> None:
    clicks = Clicks()
    clicks.menu.show(named("my_skill"))
    assert clicks.call("GetProperty", 1, "label") == (Variant("s", "my__skill"),)
    assert clicks.call("GetProperty", 99, "label") == (NOTHING,)


TREES = st.recursive(
    st.text(min_size=1, max_size=5),
    lambda below: st.tuples(st.text(min_size=1, max_size=5), st.lists(below, min_size=1, max_size=4)),
    max_leaves=12,
)


def made(tree: Any) -> MenuItem:  # noqa: ANN401 - a tree
    return MenuItem(tree, None) if isinstance(tree, str) else MenuItem(tree[0], Menu(*map(made, tree[1])))


@given(st.lists(st.lists(TREES, max_size=4), min_size=1, max_size=5))
def test_whatever_menus_follow_each_other_every_item_has_a_number_of_its_own(menus: list[list[Any]]) -> None:
    clicks = Clicks()
    seen: set[int] = set()
    for trees in menus:
        fresh = clicks.menu.show(Menu(*map(made, trees)))
        (told,) = clicks.call("GetGroupProperties", [], [])
        numbers = {number for number, _ in told} - {0}
        assert len(numbers) == len(told) - 1
        assert not fresh or not numbers & seen
        seen |= numbers
