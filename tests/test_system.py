"""How this computer is, in sentences that are true."""

import pytest

from jarvis import computer
from jarvis.computer import Battery, Link, Load, Space
from jarvis.testing import run, say
from skills import system
from skills.system import battery_in_words, disk_in_words, load_in_words, network_in_words


@pytest.mark.parametrize(
    ("asked", "skill", "part"),
    [
        ("How much battery is left?", "battery", "batter"),
        ("is the laptop charging", "battery", "batter"),
        ("How much disk space is left?", "disk", "are free"),
        ("how full is my hard drive", "disk", "percent full"),
        ("how much space do I have left on my disk", "disk", "are free"),
        ("How busy is the computer?", "load", "percent busy"),
        ("how much memory is free", "load", "of memory"),
        ("Am I online?", "network", "."),
        ("what's my IP address", "network", "."),
        ("is the internet working", "network", "."),
    ],
)
def test_it_is_looked_up_on_this_computer(asked: str, skill: str, part: str) -> None:
    async def story() -> None:
        told = await say(asked, skills=[system])
        assert (told.skill, told.error, told.did) == (f"system.{skill}", "", {})
        assert part in told.answer

    run(story(), real_time=True)


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (None, "This computer has no battery, or none that tells about itself."),
        (Battery(80, True, None), "The battery is at 80 percent, and it is plugged in."),
        (
            Battery(60, False, 8_130),
            "The battery is at 60 percent, which should last for about 2 hours and 15 minutes.",
        ),
        (Battery(9, False, None), "The battery is at 9 percent. Plug it in soon."),
        (Battery(50, None, None), "The battery is at 50 percent."),
    ],
)
def test_the_battery(found: Battery | None, told: str) -> None:
    assert battery_in_words(found) == told


def test_the_disk_and_the_load() -> None:
    assert disk_in_words(Space(250_400_000_000, 500_000_000_000)) == (
        "250 gigabytes of 500 gigabytes are free; the disk is 50 percent full."
    )
    assert disk_in_words(Space(800_000_000, 2_000_000_000_000)) == (
        "800 megabytes of 2,000 gigabytes are free; the disk is 100 percent full. That is nearly full."
    )
    assert load_in_words(Load(90, 1_500_000_000, 16_000_000_000)) == (
        "The processor is 90 percent busy, which is a lot. 1.5 gigabytes of 16 gigabytes of memory are free."
    )


def test_the_network_is_told_as_far_as_it_is_known() -> None:
    assert network_in_words([]) == "You are offline: no network device is up."
    assert network_in_words([Link("eth0", ("169.254.1.2",), ways_out=False)]) == (
        "No way leads out: a cable is up, but without a route. Your address is 169.254.1.2."
    )
    assert network_in_words(
        [Link("wlan0", ("192.168.1.5",), True), Link("docker0", ("172.17.0.1",), False)]
    ) == (
        "You are connected by Wi-Fi. Your address is 192.168.1.5. Whether the internet answers I have not "
        "tried, because nothing leaves this computer."
    )


def test_a_disk_that_fails_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> Space:
        raise OSError(5, "Input/output error")

    async def story() -> None:
        told = await say("how full is the disk", skills=[system])
        assert told.answer == "The disk does not tell (Input/output error)."

    monkeypatch.setattr(computer, "disk", broken)
    run(story(), real_time=True)
