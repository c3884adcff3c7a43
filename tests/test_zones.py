"""Which time it is elsewhere: places as people call them."""

from datetime import UTC, datetime, timedelta

import pytest

from jarvis.zones import find

WINTER = datetime(2026, 1, 15, 12, tzinfo=UTC)
SUMMER = datetime(2026, 7, 15, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("place", "zone"),
    [
        ("Tokyo", "Asia/Tokyo"),
        ("new york", "America/New_York"),
        ("São Paulo", "America/Sao_Paulo"),
        ("san francisco", "America/Los_Angeles"),
        ("Mumbai", "Asia/Kolkata"),
        ("the UK", "Europe/London"),
        ("Germany", "Europe/Berlin"),
        ("the Netherlands", "Europe/Amsterdam"),
        ("Spain", "Europe/Madrid"),
        ("St. Louis", "America/Chicago"),
        ("Washington, D.C.", "America/New_York"),
        ("port-au-prince", "America/Port-au-Prince"),
    ],
)
def test_a_place_is_known_by_the_name_people_use(place: str, zone: str) -> None:
    found = find(place)
    assert found
    for now in (WINTER, SUMMER):
        assert [one.utcoffset() for one in found.times(now)] == [
            one.utcoffset()
            for one in find(zone.rpartition("/")[2]).times(now)  # type: ignore[union-attr]
        ]


@pytest.mark.parametrize("place", ["", "the kitchen", "atlantis", "../../etc/passwd", "the", "utc/../x"])
def test_what_is_nowhere_is_not_guessed(place: str) -> None:
    assert find(place) is None


def test_summer_time_is_minded() -> None:
    london = find("London")
    assert london
    assert [one.hour for now in (WINTER, SUMMER) for one in london.times(now)] == [12, 13]


def test_a_country_with_several_zones_has_them_all_in_order() -> None:
    there = find("the United States")
    assert there
    offsets = [one.utcoffset() for one in there.times(WINTER)]
    assert offsets == sorted(offsets, key=lambda one: one or timedelta())
    assert (offsets[0], offsets[-1]) == (timedelta(hours=-10), timedelta(hours=-5))
    india = find("India")
    assert india
    assert len(india.times(WINTER)) == 1
