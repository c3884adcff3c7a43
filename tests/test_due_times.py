"""When the wall shows a time: summer time both ways, in two countries, and other oddities."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jarvis import due_times
from jarvis.due_times import Clocks, counting_s, first, following, local_zone, unix_s

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def shown(local: str, zone: ZoneInfo) -> str:
    """What the wall shows at the moment that is found, with its offset."""
    return datetime.fromtimestamp(unix_s(at(local), zone), zone).isoformat()


@pytest.mark.parametrize(
    ("local", "zone", "rings"),
    [
        ("2026-03-28T07:00", BERLIN, "2026-03-28T07:00:00+01:00"),
        ("2026-03-29T07:00", BERLIN, "2026-03-29T07:00:00+02:00"),
        ("2026-10-25T07:00", BERLIN, "2026-10-25T07:00:00+01:00"),
        ("2026-03-29T02:30", BERLIN, "2026-03-29T03:00:00+02:00"),  # never shown
        ("2026-03-29T02:00", BERLIN, "2026-03-29T03:00:00+02:00"),
        ("2026-10-25T02:30", BERLIN, "2026-10-25T02:30:00+02:00"),  # shown twice: the first
        ("2026-03-08T02:30", NEW_YORK, "2026-03-08T03:00:00-04:00"),
        ("2026-03-08T07:00", NEW_YORK, "2026-03-08T07:00:00-04:00"),
        ("2026-11-01T01:30", NEW_YORK, "2026-11-01T01:30:00-04:00"),
        ("2026-11-01T07:00", NEW_YORK, "2026-11-01T07:00:00-05:00"),
        ("2027-01-01T00:00", BERLIN, "2027-01-01T00:00:00+01:00"),
        ("2011-12-30T09:00", ZoneInfo("Pacific/Apia"), "2011-12-31T00:00:00+14:00"),  # a day that never was
    ],
)
def test_summer_time_and_the_other_oddities_of_a_clock(local: str, zone: ZoneInfo, rings: str) -> None:
    assert shown(local, zone) == rings


@pytest.mark.parametrize("zone", [BERLIN, NEW_YORK], ids=str)
def test_a_daily_alarm_at_half_past_two_rings_once_a_day_for_a_year(zone: ZoneInfo) -> None:
    local, rung = at("2026-01-01T02:30"), []
    for _ in range(365):
        rung.append(unix_s(local, zone))
        local = following(local, "0123456", datetime.fromtimestamp(rung[-1], zone))
    assert [datetime.fromtimestamp(one_s, zone).date() for one_s in rung] == [
        date(2026, 1, 1) + timedelta(days=day) for day in range(365)
    ]
    assert {datetime.fromtimestamp(one_s, zone).time() for one_s in rung} == {time(2, 30), time(3)}


@pytest.mark.parametrize(
    ("clock", "days", "now", "rings"),
    [
        ("07:00", "", "2026-11-21T06:00", "2026-11-21T07:00"),
        ("07:00", "", "2026-11-21T07:00", "2026-11-22T07:00"),  # Saturday
        ("07:00", "01234", "2026-11-21T06:00", "2026-11-23T07:00"),
        ("07:00", "5", "2026-11-21T07:01", "2026-11-28T07:00"),
        ("07:00", "", "2026-12-31T23:59", "2027-01-01T07:00"),
        ("00:00", "", "2026-12-31T23:59", "2027-01-01T00:00"),
        ("12:00", "0", "2028-02-28T13:00", "2028-03-06T12:00"),
    ],
)
def test_the_next_ring_is_on_the_right_day(clock: str, days: str, now: str, rings: str) -> None:
    assert first(time.fromisoformat(clock), days, at(now).replace(tzinfo=BERLIN)) == at(rings)


def test_what_was_missed_for_a_week_is_not_rung_seven_times() -> None:
    now = at("2026-11-28T12:00").replace(tzinfo=BERLIN)
    assert following(at("2026-11-21T07:00"), "0123456", now) == at("2026-11-29T07:00")


@given(
    st.datetimes(at("2020-01-01T00:00"), at("2035-01-01T00:00")),
    st.times(),
    st.text("0123456", max_size=7),
)
def test_the_next_ring_is_in_the_future_and_soon(now: datetime, clock: time, days: str) -> None:
    here = now.replace(tzinfo=BERLIN)
    found = first(clock.replace(second=0, microsecond=0), days, here)
    ahead_s = unix_s(found, BERLIN) - here.timestamp()
    assert 0 < ahead_s <= 8 * 86_400 + 7_200
    assert not days or str(found.weekday()) in days


def test_the_zone_of_the_machine_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    assert local_zone().utcoffset(at("2026-07-01T12:00")) == timedelta(hours=-4)
    monkeypatch.setenv("TZ", "Not/AZone")
    assert local_zone().utcoffset(at("2026-07-01T12:00")) is not None
    monkeypatch.delenv("TZ")
    monkeypatch.setattr(due_times, "LOCALTIME", due_times.LOCALTIME / "not")
    assert local_zone().utcoffset(at("2026-07-01T12:00")) is not None


def test_the_clocks_tell_the_time() -> None:
    clocks = Clocks(lambda: 0.0, counting_s, lambda: UTC)
    assert clocks.now() == datetime(1970, 1, 1, tzinfo=UTC)
    assert clocks.counting() <= counting_s()
