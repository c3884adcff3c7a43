"""The places of a template: told apart even where nothing stands between them."""

from datetime import UTC, datetime, time

import pytest

from jarvis.templates import Templates

NOW = datetime(2026, 11, 21, 14, 50, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("note buy milk", {"what": "buy milk"}),
        ("note buy milk half past seven", {"what": "buy milk", "at": time(19, 30)}),
        ("note buy milk at half past seven", {"what": "buy milk", "at": time(19, 30)}),
        ("note half past seven at nine", {"what": "half past seven", "at": time(21)}),
        ("note the house at sea", {"what": "the house at sea"}),
        ("ring three nine", {"count": 3, "at": time(21)}),
        ("ring three times", None),
    ],
)
def test_places_beside_each_other_share_the_words(text: str, values: dict[str, object] | None) -> None:
    templates = Templates(lambda: NOW)
    phrases = ["note {what} [at] {at}", "note {what}", "ring {count} {at}"]
    templates.add("test.skill", phrases, {"what": str, "at": time, "count": int})
    found = templates.match(text)
    assert (found.values if found else None) == values
