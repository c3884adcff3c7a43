"""Which time it is elsewhere: cities, countries and states as one says them, and their time zones.

The cities and countries of the tz database are known, and below some that people name and it does not.
"""

import unicodedata
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

_MORE = """
Africa/Cairo: egypt | Africa/Johannesburg: cape town, durban, pretoria | Africa/Casablanca: marrakesh, rabat
| America/Chicago: dallas, houston, austin, san antonio, new orleans, memphis, nashville, milwaukee, texas,
illinois, minneapolis, saint louis, st louis, kansas city, oklahoma, tennessee, louisiana, wisconsin,
minnesota, iowa, missouri, central time | America/Denver: colorado, utah, salt lake city, new mexico,
albuquerque, montana, wyoming, mountain time | America/Los_Angeles: la, l a, san francisco, san diego, san
jose, seattle, portland, las vegas, sacramento, oakland, california, washington state, oregon, nevada,
silicon valley, hollywood, pacific time, the west coast | America/New_York: washington, washington d c,
washington dc, boston, miami, atlanta, philadelphia, orlando, florida, pittsburgh, baltimore, cleveland, new
york city, nyc, brooklyn, manhattan, massachusetts, pennsylvania, georgia usa, ohio, michigan, virginia,
north carolina, south carolina, charlotte, new jersey, maine, eastern time, the east coast |
America/Phoenix: arizona, tucson | Pacific/Honolulu: hawaii | America/Anchorage: alaska | America/Sao_Paulo:
rio, rio de janeiro, brasilia | America/Toronto: ottawa, montreal, quebec, ontario | America/Vancouver:
british columbia | America/Edmonton: calgary, alberta | America/Mexico_City: guadalajara |
America/Argentina/Buenos_Aires: argentina | America/Santiago: chile | America/Guayaquil: quito, ecuador |
Asia/Dubai: abu dhabi, the emirates, emirates | Asia/Ho_Chi_Minh: hanoi, saigon |
Asia/Kolkata: mumbai, bombay, delhi, new delhi, bangalore, bengaluru, chennai, hyderabad, pune,
calcutta | Asia/Makassar: bali | Asia/Kuala_Lumpur: malaysia | Asia/Karachi: islamabad, lahore |
Asia/Riyadh: mecca, jeddah, medina | Asia/Shanghai: beijing, peking, shenzhen, guangzhou, wuhan, china |
Asia/Tokyo: osaka, kyoto, nagoya, sapporo, hiroshima | Asia/Seoul: busan, korea | Asia/Jerusalem: tel aviv,
haifa | Asia/Tashkent: uzbekistan | Asia/Nicosia: cyprus | Atlantic/Canary: the canary islands, canary
islands, tenerife, gran canaria, lanzarote, fuerteventura | Atlantic/Azores: the azores | Australia/Sydney:
canberra, new south wales | Australia/Brisbane: queensland, cairns | Australia/Hobart: tasmania |
Australia/Perth: western australia | Australia/Melbourne: victoria australia | Europe/Berlin: munich,
hamburg, frankfurt, cologne, stuttgart, dusseldorf, leipzig, dresden, germany, hanover, bremen |
Europe/London: england, scotland, wales, edinburgh, glasgow, manchester, liverpool, birmingham, oxford,
cambridge, great britain, britain, northern ireland, cardiff, bristol, leeds, the uk, uk, greenwich |
Europe/Istanbul: ankara, turkey, izmir, antalya | Europe/Kyiv: kiev, odesa, odessa, lviv, ukraine |
Europe/Lisbon: porto, portugal | Europe/Madrid: barcelona, seville, valencia, bilbao, malaga, spain,
mallorca, majorca | Europe/Moscow: saint petersburg, st petersburg | Europe/Paris: lyon, marseille, nice,
bordeaux, toulouse, strasbourg | Europe/Rome: milan, naples, florence, venice, turin, bologna, genoa,
sicily, palermo | Europe/Zurich: geneva, bern, basel, lausanne | Europe/Vienna: salzburg, innsbruck, graz |
Europe/Brussels: antwerp, bruges | Europe/Amsterdam: rotterdam, the hague, utrecht, holland | Europe/Warsaw:
krakow, cracow, gdansk, wroclaw | Europe/Stockholm: gothenburg, malmo | Europe/Oslo: bergen, trondheim |
Europe/Athens: crete, thessaloniki | Europe/Prague: brno, the czech republic, czechia | Europe/Dublin: cork,
galway | Atlantic/Reykjavik: iceland | Pacific/Auckland: wellington, christchurch, new zealand |
Pacific/Tahiti: french polynesia | UTC: utc, gmt, greenwich mean time, universal time
"""
_COUNTRIES = {
    "united kingdom": "GB", "america": "US", "the us": "US", "us": "US", "usa": "US", "the usa": "US",
    "united states of america": "US", "south korea": "KR", "north korea": "KP", "vietnam": "VN",
    "taiwan": "TW", "bosnia": "BA", "macedonia": "MK", "tanzania": "TZ", "laos": "LA", "syria": "SY",
    "russia": "RU", "moldova": "MD", "brunei": "BN", "myanmar": "MM", "burma": "MM", "ivory coast": "CI",
    "palestine": "PS", "the vatican": "VA",
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """Somewhere, and the time zones it has."""

    name: str
    zones: tuple[str, ...]

    def times(self, now: datetime) -> list[datetime]:
        """The times on its clocks, the earliest first; one only, unless it has several."""
        found = {(there := now.astimezone(ZoneInfo(zone))).utcoffset(): there for zone in self.zones}
        return sorted(found.values(), key=lambda there: there.replace(tzinfo=UTC))


def find(said: str) -> Place | None:
    """The place that is called so, None if none is known. The first call reads files: make it in a thread.

    >>> find("the Canary Islands").zones
    ('Atlantic/Canary',)
    """
    words = _plain(said)
    for name in (words, words.removeprefix("the "), words.partition(" in ")[0]):
        if zones := _cities().get(name) or _countries().get(name):
            return Place(said, zones)
    return None


def _plain(name: str) -> str:
    """Without accents, dots and dashes: "São Paulo" is known as "sao paulo"."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(one if one.isalnum() else " " for one in letters if not unicodedata.combining(one))
    return " ".join(kept.split())


@cache
def _cities() -> Mapping[str, tuple[str, ...]]:
    """Names as one says them, and the zone each is in."""
    known = zoneinfo.available_timezones()
    found = {
        _plain(zone.rpartition("/")[2]): (zone,)
        for zone in sorted(known)
        if "/" in zone and not zone.startswith(("Etc/", "SystemV/", "US/", "posix/", "right/"))
    }
    for entry in " ".join(_MORE.split()).split(" | "):
        zone, _, names = entry.partition(": ")
        found |= {name: (zone,) for name in names.split(", ") if zone in known}
    return found


@cache
def _countries() -> Mapping[str, tuple[str, ...]]:
    """Countries, and all zones in each."""
    zones: dict[str, list[str]] = {}
    for code, _, zone in _table("zone.tab"):
        zones.setdefault(code, []).append(zone)
    codes = {_plain(name): code for code, name in _table("iso3166.tab")} | _COUNTRIES
    return {name: tuple(zones[code]) for name, code in codes.items() if code in zones}


def _table(name: str) -> list[list[str]]:
    """A table of the tz database, as the system has it; empty if it has none."""
    for folder in zoneinfo.TZPATH:
        if (file := Path(folder) / name).exists():
            rows = (row.split("\t") for row in file.read_text("utf-8").splitlines() if row[:1] != "#")
            return [row[:3] for row in rows]
    return []
