"""How this computer is: battery, disk, load, network. Looked up here; nothing is sent to find out."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from jarvis import computer, skill
from jarvis.computer import Battery, Link, Load, Space
from jarvis.due_words import in_words, listed

_NEARLY_FULL, _NEARLY_EMPTY = 90, 15
_BUSY = 85
_GB, _MB = 10**9, 10**6
_UNTRIED = "Whether the internet answers I have not tried, because nothing leaves this computer."


@skill(
    "how much battery (is|do I have|have I got|is there) [left]",
    "(what[ is|'s]|how is|tell me) (the|my) battery [level|status|charge|percentage]",
    "how (full|charged|empty|low) is (the|my) battery",
    "how long (will|does) (the|my) battery last",
    "is (the|my) (laptop|computer|battery) (charging|plugged in|charged|full|low)",
    "battery [level|status|percentage]",
    example="how much battery is left",
    reads=True,
)
async def battery() -> str:
    """Tell how full the battery is."""
    return battery_in_words(await asyncio.to_thread(computer.battery))


@skill(
    "how much [free|disk|storage|hard drive] space (is left|is free|is there|do I have|have I got) [left] "
    "[on (my|the) (disk|drive|hard drive|hard disk|computer)]",
    "how much (storage|disk space|room) (is left|is free|do I have) [left|free] "
    "[on (my|the) (disk|drive|computer)]",
    "how full is (the|my) (disk|hard drive|hard disk|drive|ssd)",
    "is (the|my) (disk|hard drive|hard disk|drive) full",
    "(disk|storage) space",
    example="how much disk space is left",
    reads=True,
)
async def disk() -> str:
    """Tell how much room is left on the disk."""
    try:
        return disk_in_words(await asyncio.to_thread(computer.disk, Path.home()))
    except OSError as error:
        return f"The disk does not tell ({error.strerror})."


@skill(
    "how busy is (the|my|this) (computer|processor|cpu|machine|laptop)",
    "is (the|my|this) (computer|machine|laptop) (busy|slow)",
    "why is (the|my|this) (computer|machine|laptop) [so] slow",
    "what[ is|'s] (the|my) [cpu|processor|system|memory|ram] (load|usage)",
    "how much (memory|ram) (is|do I have|have I got|is there) [free|used|left|in use|available]",
    "how much free (memory|ram) (is there|do I have|have I got) [left]",
    "(cpu|processor|memory|ram|system) (load|usage)",
    example="how busy is the computer",
    reads=True,
)
async def load() -> str:
    """Tell how busy the processor is, and how much memory is free."""
    return load_in_words(await asyncio.to_thread(computer.load))


@skill(
    "(am I|are we|is this computer|is the computer) (online|offline|connected) "
    "[to (the|a) (internet|network|wifi)]",
    "is (the|my) (internet|network|wifi|connection) (on|up|working|connected|down|there)",
    "(do I|do we) have [an|a] (internet|network|wifi|connection) [connection]",
    "(what[ is|'s]|tell me) (my|the|our) (ip|i p|network) address",
    "what[ is|'s] my ip",
    "network (status|connection)",
    example="am I online",
    reads=True,
)
async def network() -> str:
    """Tell whether there is a network, and the address of this computer."""
    return network_in_words(await asyncio.to_thread(computer.links))


def battery_in_words(found: Battery | None) -> str:
    """How full it is, and what becomes of it."""
    if found is None:
        return "This computer has no battery, or none that tells about itself."
    state = "" if found.plugged is None else ", and it is plugged in" if found.plugged else ""
    left = ""
    if found.left_s is not None and not found.plugged:
        left = f", which should last for about {in_words(max(60, found.left_s // 60 * 60))}"
    low = " Plug it in soon." if found.percent <= _NEARLY_EMPTY and found.plugged is False else ""
    return f"The battery is at {found.percent} percent{state}{left}.{low}"


def disk_in_words(found: Space) -> str:
    """How much room there is."""
    used = round(100 * (1 - found.free / max(1, found.total)))
    full = " That is nearly full." if used >= _NEARLY_FULL else ""
    return f"{_size(found.free)} of {_size(found.total)} are free; the disk is {used} percent full.{full}"


def load_in_words(found: Load) -> str:
    """How busy it is."""
    very = ", which is a lot" if found.busy_percent >= _BUSY else ""
    return (
        f"The processor is {found.busy_percent} percent busy{very}. "
        f"{_size(found.memory_free)} of {_size(found.memory_total)} of memory are free."
    )


def network_in_words(found: Sequence[Link]) -> str:
    """Whether there is a way out, as far as this computer knows."""
    out = [link for link in found if link.ways_out]
    addresses = [address for link in out or found for address in link.addresses][:3]
    told = f" Your address is {listed(addresses)}." if addresses else ""
    if not found:
        return "You are offline: no network device is up."
    if not out:
        up = listed([_kind(link) for link in found[:3]])
        return f"No way leads out: {up} is up, but without a route.{told}"
    return f"You are connected by {listed([_kind(link) for link in out[:3]])}.{told} {_UNTRIED}"


def _kind(link: Link) -> str:
    kinds = {"wl": "Wi-Fi", "en": "a cable", "et": "a cable", "wg": "a VPN", "tu": "a VPN", "ww": "a modem"}
    return kinds.get(link.name[:2], link.name)


def _size(amount: int) -> str:
    """`1_500_000_000` → `"1.5 gigabytes"`; whole ones from ten on."""
    value, unit = (amount / _GB, "gigabytes") if amount >= _GB else (amount / _MB, "megabytes")
    return f"{round(value) if value >= 10 else round(value, 1):,} {unit}".replace(".0 ", " ")  # noqa: PLR2004 - two digits
