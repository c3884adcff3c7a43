"""What the system tells about this computer."""

import socket
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jarvis import computer
from jarvis.computer import Battery, ways_out

ROUTES = """\
Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
wlan0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0
eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
old0\t00000000\t0101A8C0\t0002\t0\t0\t600\t00000000\t0\t0\t0
""".splitlines()
ROUTES6 = [
    f"{'0' * 32} 00 {'0' * 32} 00 {'fe80' + '0' * 28} 00000400 00000001 00000000 00000003     eth1",
    f"{'0' * 32} 00 {'0' * 32} 00 {'0' * 32} ffffffff 00000001 00000000 00200200       lo",
    f"{'fd00' + '0' * 28} 40 {'0' * 32} 00 {'0' * 32} 00000100 00000001 00000000 00000001     eth2",
]


def test_the_way_out_is_the_default_route_that_is_up() -> None:
    assert ways_out(ROUTES, ROUTES6) == {"wlan0", "eth1"}
    assert ways_out([], []) == set()


@given(st.lists(st.text()), st.lists(st.text()))
def test_nonsense_is_no_route(lines: list[str], more: list[str]) -> None:
    assert ways_out(lines, more) == set()


def test_this_computer_can_be_looked_at() -> None:
    space, load = computer.disk(Path("/")), computer.load()
    assert 0 <= space.free <= space.total
    assert 0 < load.memory_free <= load.memory_total
    assert 0 <= load.busy_percent <= 100
    assert all(link.name != "lo" for link in computer.links())


def test_a_battery_may_be_missing_or_not_know_how_long_it_lasts(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[SimpleNamespace | None] = [
        None,
        SimpleNamespace(percent=80.4, secsleft=psutil.POWER_TIME_UNKNOWN, power_plugged=None),
        SimpleNamespace(percent=20, secsleft=3600, power_plugged=False),
    ]
    monkeypatch.setattr(psutil, "sensors_battery", lambda: told.pop(0), raising=False)
    assert computer.battery() is None
    assert computer.battery() == Battery(80, None, None)
    assert computer.battery() == Battery(20, plugged=False, left_s=3600)


def test_links_that_only_lead_to_this_street_are_no_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stats:
        isup, flags = True, "up,broadcast"

    class Address:
        def __init__(self, family: int, address: str) -> None:
            self.family, self.address = family, address

    ours = [
        Address(socket.AF_INET, "192.0.2.7"),
        Address(socket.AF_INET6, "fe80::1%eth9"),
        Address(17, "aa:bb"),
    ]
    monkeypatch.setattr(psutil, "net_if_stats", lambda: {"eth9": Stats})
    monkeypatch.setattr(psutil, "net_if_addrs", lambda: {"eth9": ours})
    assert computer.links() == [computer.Link("eth9", ("192.0.2.7",), ways_out=False)]
