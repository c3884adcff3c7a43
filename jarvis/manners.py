"""Good manners on a desktop: a service that says how it is, a name on the bus, buttons, and sleep."""

from collections.abc import Callable, Coroutine, MutableMapping
from typing import Any

from jarvis.api.control import Control
from jarvis.due_buttons import DueButtons
from jarvis.due_times import counting_s
from jarvis.events import ComputerSuspends
from jarvis.presence import Deed, Presence
from jarvis.rooms import Rooms
from jarvis.suspend import Suspend
from jarvis.systemd import ServiceManager


class Manners:
    """Made by the daemon as soon as its rooms are there; `parts` run as long as it does."""

    def __init__(self, rooms: Rooms, control: Control, environ: MutableMapping[str, str]) -> None:
        bus, reminders = rooms.bus, rooms.reminders
        self.manager = ServiceManager(environ)
        self.manager.follow(bus, lambda: str(control.status()["state"]))
        self.presence = Presence(_deeds(control), lambda text: rooms.pipeline.announce(text, asked=False))
        self.suspend = Suspend(bus, rooms.microphone, reminders.look, counting_s)

        def suspends(_: ComputerSuspends) -> None:
            rooms.house.stop_speaking()  # nobody wants the rest of a sentence hours later

        bus.subscribe(ComputerSuspends, suspends)
        DueButtons(bus, reminders, rooms.house.stop_speaking).follow()

    def parts(self) -> dict[str, Callable[[], Coroutine[Any, Any, None]]]:
        """What is to run, by name."""
        return {
            "service manager": self.manager.run,
            "name on the bus": self.presence.run,
            "suspend": self.suspend.run,
        }


def _deeds(control: Control) -> dict[str, Deed]:
    """What other programs of the desktop may ask for. Not to open the microphone: only a hand does that."""

    async def listen() -> None:
        control.listen()

    async def stop() -> None:
        control.interrupt()

    return {"listen": listen, "mute": lambda: control.mute(on=True), "stop": stop}
