"""The tray's menu, made from what is known."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jarvis.notices import plain
from ui.tray_deeds import Deeds
from ui.tray_news import Answer, News
from ui.trays import Menu, MenuItem

LONGEST = 60
"""More letters of an answer are not shown."""
_DEFAULT_DEVICE = "As the system has it"


def menu(news: Callable[[], News], deeds: Deeds) -> Menu:
    """A menu that shows the `news` of the moment in which it is looked at."""
    return Menu(lambda: tuple(_items(news(), deeds)))


def _items(news: News, deeds: Deeds) -> Iterator[MenuItem]:
    standing = news.standing
    yield _words(standing.title)
    yield Menu.SEPARATOR
    if standing.running:
        yield from _conversation(news, deeds)
        yield Menu.SEPARATOR
        yield from _lists(news, deeds)
        yield Menu.SEPARATOR
        yield MenuItem("Open dashboard", lambda: deeds.terminal("watch"))
    else:
        yield MenuItem("Start Jarvis", deeds.start, default=True)
    yield MenuItem("Settings", deeds.settings)
    yield MenuItem("Doctor", lambda: deeds.terminal("doctor", stays=True))
    yield MenuItem("Quit Jarvis", lambda: deeds.quit(running=standing.running))


def _conversation(news: News, deeds: Deeds) -> Iterator[MenuItem]:
    standing = news.standing
    hears = not standing.muted and "microphone" not in standing.problems
    yield MenuItem("Listen now", _send(deeds, "/listen"), default=True, enabled=hears)
    mute = "/unmute" if standing.muted else "/mute"
    yield MenuItem("Mute", _send(deeds, mute), checked=lambda _: standing.muted)
    yield MenuItem("Stop speaking", _send(deeds, "/interrupt"))
    actions = {
        "start": MenuItem("Start", _control(deeds, "start"), lambda _: not standing.paused, radio=True),
        "pause": MenuItem("Pause", _control(deeds, "pause"), lambda _: standing.paused, radio=True),
        "stop": MenuItem("Stop", _control(deeds, "stop")),
    }
    yield MenuItem("Conversation", Menu(*actions.values()))


def _lists(news: News, deeds: Deeds) -> Iterator[MenuItem]:
    yield MenuItem("Last answers", _some([_answer(one, deeds) for one in news.answers]))
    yield MenuItem("Timers", _some([_due(one, deeds) for one in news.dues]))
    for kind, label in (("microphone", "Microphone"), ("loudspeaker", "Speaker")):
        yield MenuItem(label, Menu(*_devices(kind, news.devices, deeds)))
    yield MenuItem("Skills", _some([_skill(one, deeds) for one in news.skills]))


def _answer(answer: Answer, deeds: Deeds) -> MenuItem:
    inner = Menu(
        _words(answer.asked or answer.said),
        MenuItem("Copy", lambda: deeds.copy(answer)),
        MenuItem("Repeat", lambda: deeds.repeat(answer)),
        MenuItem("Why", lambda: deeds.terminal("why", answer.turn, stays=True)),
    )
    return MenuItem(_short(answer.said), inner)


def _due(due: Mapping[str, Any], deeds: Deeds) -> MenuItem:
    when = "paused" if due["paused"] else f"{due['at'][:10]} {due['at'][11:16]}"
    cancel = MenuItem("Cancel", _send(deeds, "/dues/cancel", {"keys": [due["key"]]}))
    return MenuItem(_short(f"{due['called']}, {when}"), Menu(cancel))


def _devices(kind: str, devices: Mapping[str, Any], deeds: Deeds) -> Iterator[MenuItem]:
    chosen = str(devices.get(kind, ""))
    found = {"": _DEFAULT_DEVICE}
    found |= {one["name"]: one["described"] for one in devices.get(f"{kind}s", ())}
    if chosen not in found:  # by the settings, where a part of the name is enough; or it is unplugged
        found[chosen] = chosen
    for name, described in found.items():
        body = {"kind": kind, "name": name}
        yield MenuItem(_short(described), _send(deeds, "/devices", body), _is(name == chosen), radio=True)
    if devices.get("problem"):
        yield MenuItem(plain(str(devices["problem"])), None, enabled=False)


def _skill(skill: Mapping[str, Any], deeds: Deeds) -> MenuItem:
    name, on = str(skill["name"]), skill["status"] != "off"
    wrong = skill["status"] not in ("on", "off", "loading")
    label = f"{name} ({skill['status']})" if wrong else name
    return MenuItem(_short(label), lambda: deeds.skill(name, on=not on or wrong), _is(on and not wrong))


def _some(items: list[MenuItem]) -> Menu:
    return Menu(*(items or [_words("None")]))


def _words(text: str) -> MenuItem:
    return MenuItem(_short(text), None, enabled=False)


def _short(text: str) -> str:
    return plain(text, LONGEST) or "…"


def _is(value: bool) -> Callable[[MenuItem], bool]:  # noqa: FBT001 - it is the value
    return lambda _: value


def _send(deeds: Deeds, path: str, body: Any = None) -> Callable[[], object]:  # noqa: ANN401 - JSON
    return lambda: deeds.send(path, body)


def _control(deeds: Deeds, action: str) -> Callable[[], object]:
    return _send(deeds, "/conversation", {"action": action})
