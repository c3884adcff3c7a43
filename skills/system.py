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

_IS_LEFT = (
    "(is|are|is there|do I have|do we have|have I got|have we got|have I|is left|is free|I have|I've got)"
)
_DISK = "(disk|hard drive|hard disk|drive|ssd|disc|hard disc|storage)"
_ON_DISK = f"[(on|in) (my|the|this) ({_DISK}|computer|laptop|machine)]"
_MACHINE = "(the|my|this) (computer|machine|laptop|system|processor|cpu|pc)"
_PART = "(cpu|processor|system|memory|ram|computer)"
_NET = "(internet|network|wifi|wi fi|wireless|connection|net|lan)"


@skill(
    f"[tell me] how (much|many percent) (battery|charge|juice|power) [life] {_IS_LEFT} [left|remaining] "
    "[in the battery|on the battery|on this (laptop|computer)]",
    "[(what[ is|'s]|how[ is|'s]|tell me|check|read|say|show me)] (the|my) battery [level|status|charge"
    "|percentage|life|at|doing] [at|now|doing]",
    "[tell me] how (full|charged|empty|low|high) is (the|my) (battery|laptop)",
    "[tell me] how long (will|does|is) (the|my) (battery|laptop) (last|going to last|run)",
    "(is|will) (the|my|this) (laptop|computer|battery) [be] [nearly|almost|getting] (charging|plugged "
    "in|charged|full|low|empty|run out|die|dead|flat|running out|running low) [soon|yet]",
    "(am I|are we|is it|is this) (plugged in|charging|on battery|on battery power|on mains)",
    "do (I|we) (need|have) to (plug [it|the laptop|this|my laptop] in|charge [it|the (laptop|battery"
    "|computer)|my (laptop|battery|computer)])",
    "what[ is|'s] (the|my) charge [level]",
    "what (percent|percentage|level) (is|does) (the|my) (battery|charge) [at|on|have]",
    "[is there] enough (battery|charge|juice) [left]",
    "battery [level|status|percentage|life|charge]",
    example="how much battery is left",
    reads=True,
)
async def battery() -> str:
    """Tell how full the battery is."""
    return battery_in_words(await asyncio.to_thread(computer.battery))


@skill(
    f"[tell me] how much [free|disk|storage|hard drive] (space|storage|room) {_IS_LEFT} [left|free] "
    f"{_ON_DISK}",
    f"[tell me] how (much|many gigabytes) {_IS_LEFT} [left|free] on (my|the) {_DISK}",
    f"[tell me] how many (gigabytes|gigs) (are|is) [there] (free|left) {_ON_DISK}",
    f"[tell me] how (full|big|empty|large) is (the|my|this) {_DISK}",
    f"is (the|my|this) {_DISK} [nearly|almost|getting] (full|filling up)",
    f"(do I have|have I got|is there) (enough|any|some) [free|disk] (space|room|storage) [left] {_ON_DISK}",
    "am I running (out of|low on) (disk space|space|storage|room)",
    "(check|tell me|show me|what[ is|'s]|how[ is|'s]) (the|my) [free] (disk|storage|disk space|storage "
    "space|disk usage|free space) [like|looking]",
    "[free] (disk|storage) (space|usage|left)",
    "(free space|space left)",
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
    f"[tell me] how (busy|hard|fast|slow|loaded) is {_MACHINE} [working|running]",
    f"[tell me] how[ is|'s] {_MACHINE} (doing|running|performing|coping)",
    f"is {_MACHINE} (busy|slow|overloaded|working hard|under load|struggling)",
    f"why is {_MACHINE} [(so|running|being)] [so] slow",
    f"what[ is|'s] (the|my) [current] {_PART} [load|usage]",
    f"what[ is|'s] the load [on {_MACHINE}]",
    f"what[ is|'s] using [up] [all] (the|my) {_PART}",
    f"how much (memory|ram|cpu|processor) {_IS_LEFT} [being] [free|used|left|in use|available]",
    "how much (free|available) (memory|ram) (is there|is left|do I have|have I got) [left]",
    f"(check|tell me|show me|read|I want to know) (the|my) {_PART} [load|usage]",
    f"{_PART} (load|usage)",
    "(tell me|I want to know) the load",
    example="how busy is the computer",
    reads=True,
)
async def load() -> str:
    """Tell how busy the processor is, and how much memory is free."""
    return load_in_words(await asyncio.to_thread(computer.load))


@skill(
    "(am I|are we|is this computer|is the computer|is my computer|is it) [still] (online|offline|connected) "
    "[to (the|a|my) (internet|network|wifi|net)]",
    f"[tell me] (is|has|if|whether) (the|my|our) {_NET} [connection] [is] [gone] (on|up|working|works"
    "|connected|down|there|ok|okay|out|off)",
    f"(do I|do we|have I|have we) (have|got|get) [an|a|any] {_NET} [connection]",
    f"is there (an|a|any) {_NET} [connection]",
    "[tell me] if (I'm|I am|we're|we are) (online|connected)",
    "[(what[ is|'s]|tell me|show me)] (my|the|our) (ip|i p|network) [address]",
    "what[ is|'s] my (ip|i p)",
    f"[tell me] (what|which) {_NET} (am I|are we|is this|is this computer|is it) (on|using|connected to"
    "|connected)",
    f"[tell me] (what[ is|'s] the|what[ is|'s] my|the) name of (the|my|our) {_NET}",
    f"(check|how[ is|'s]|test|tell me about|what[ is|'s]) (the|my|our) {_NET} [connection] [status|doing]",
    "(network|internet|wifi|connection) (status|connection|check)",
    "how[ is|'s] (the|my) connection",
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
