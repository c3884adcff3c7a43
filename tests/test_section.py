"""What every section of the settings has in common."""

import pytest
from pydantic import ValidationError

from jarvis.section import Names, Section


class Colours(Section):
    """A section."""

    liked: Names = ()


def test_a_list_can_be_written_with_commas_or_as_a_list() -> None:
    assert Colours.model_validate({"liked": "red, , dark blue"}).liked == ("red", "dark blue")
    assert Colours.model_validate({"liked": ["red"]}).liked == ("red",)


def test_what_is_not_known_is_an_error_and_what_is_set_stays() -> None:
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        Colours.model_validate({"hated": "red"})
    with pytest.raises(ValidationError, match="frozen"):
        Colours().liked = ("red",)
