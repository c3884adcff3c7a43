"""A checklist keeps what somebody else wrote into it, and knows what is meant by "egg"."""

from jarvis.checklist import list_name, meant, not_yet, open_items, split, with_more, without

TEXT = "# Shopping list\n\n- [ ] milk\n- [x] tea\n* eggs\nBring a bag.\n"


def test_what_is_ticked_off_or_is_no_item_is_not_on_the_list() -> None:
    assert open_items(TEXT) == ["milk", "eggs"]


def test_more_is_put_at_the_end_and_less_leaves_the_rest_alone() -> None:
    assert with_more("", "packing", ["socks"]) == "# Packing list\n\n- [ ] socks\n"
    assert open_items(with_more(TEXT.strip(), "shopping", ["bread"])) == ["milk", "eggs", "bread"]
    assert without(TEXT, ["milk"]) == TEXT.replace("- [ ] milk\n", "")


def test_people_name_things_in_their_own_way() -> None:
    assert split("some milk, the eggs and bread") == ["milk", "eggs", "bread"]
    assert meant("egg", ["milk", "eggs"]) == ["eggs"]
    assert not_yet(["Milk", "tea"], ["milk"]) == ["tea"]
    assert list_name("groceries") == list_name("") == "shopping"
