"""A real panel: Xfce's, on a screen and a session bus of a test's own. What it shows is photographed."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from PIL import Image, ImageChops, ImageStat
from Xlib import XK, X
from Xlib.display import Display

from tests.living import until
from ui.icon import draw
from ui.standing import Look

SAME = 6.0
"""So far what is seen may be from what was drawn; panels scale."""
CONFIGURED = """<?xml version="1.0"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array"><value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=6;x=0;y=0"/>
      <property name="length" type="uint" value="100"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="icon-size" type="uint" value="22"/>
      <property name="size" type="uint" value="32"/>
      <property name="background-style" type="uint" value="1"/>
      <property name="background-rgba" type="array"><value type="double" value="0.2"/>
        <value type="double" value="0.2"/><value type="double" value="0.2"/><value type="double" value="1"/>
      </property>
      <property name="plugin-ids" type="array"><value type="int" value="1"/></property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="systray">
      <property name="icon-size" type="uint" value="22"/>
      <property name="square-icons" type="bool" value="true"/>
    </property>
  </property>
</channel>
"""


@contextmanager
def panel(folder: Path) -> Iterator[None]:
    """A running panel with nothing in it but room for icons. `DISPLAY` and the session bus are there."""
    config = folder / "xfce-config"
    file = config / "xfce4/xfconf/xfce-perchannel-xml/xfce4-panel.xml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(CONFIGURED)
    own = {"XDG_CONFIG_HOME": str(config), "HOME": str(folder), "GDK_BACKEND": "x11", "NO_AT_BRIDGE": "1"}
    environment = {**os.environ, **own, "XDG_DATA_DIRS": "/usr/local/share:/usr/share"}
    running = []
    try:
        for command in ([_xfconfd()], ["xfce4-panel", "--disable-wm-check"]):
            assert shutil.which(command[0]), f"{command[0]} is not installed"
            quiet = subprocess.DEVNULL
            running.append(subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet))
        yield
    finally:
        for one in reversed(running):
            one.terminate()
            one.wait(10)


def _xfconfd() -> str:
    found = sorted(Path("/usr/lib").glob("*/xfce4/xfconf/xfconfd"))
    assert found, "xfconf is not installed"
    return str(found[0])


def photograph(width: int, height: int) -> Image.Image:
    """The upper left corner of the screen."""
    display = Display()
    try:
        told = display.screen().root.get_image(0, 0, width, height, X.ZPixmap, 0xFFFFFFFF)
    finally:
        display.close()
    return Image.frombytes("RGB", (width, height), told.data, "raw", "BGRX")


PLACE, SIZE = 6, 22
"""Where the one icon is, and how large."""
PHOTOGRAPHED = (34, 32)
"""The icon and what is around it."""


def likeness(look: Look, shown: Image.Image | None = None) -> float:
    """How far what is seen, or what was `shown`, is from an icon on the panel, 0 (the same) to 255."""
    shown = shown or photograph(*PHOTOGRAPHED)
    ground = Image.new("RGB", (SIZE, SIZE), shown.getpixel((33, 16)))
    icon = draw(look, SIZE)
    ground.paste(icon, mask=icon)
    seen_ = shown.crop((PLACE, PLACE - 1, PLACE + SIZE, PLACE - 1 + SIZE))
    return float(ImageStat.Stat(ImageChops.difference(seen_, ground).convert("L")).mean[0])


def seen(shown: Image.Image | None = None) -> dict[str, float]:
    """How far it is from each look."""
    return {look.value: round(likeness(look, shown), 1) for look in Look}


def shows(look: Look, shown: Image.Image | None = None) -> bool:
    """Whether the icon on the screen, or that was `shown`, is this one, and like no other."""
    found = seen(shown)
    return found[look] < SAME and min(found, key=lambda one: found[one]) == look


def click(button: int) -> None:
    """A click of the mouse on the icon, and time to open what opens."""
    before = photograph(300, 300)
    with closing(Display()) as display:
        display.screen().root.warp_pointer(PLACE + SIZE // 2, 16)
        for kind in (X.ButtonPress, X.ButtonRelease):
            display.xtest_fake_input(kind, button)
        display.sync()
    until(lambda: ImageChops.difference(photograph(300, 300), before).getbbox(), "what opens")


def leave() -> None:
    """Move the mouse away: a panel shows what lies under it in another light."""
    with closing(Display()) as display:
        display.screen().root.warp_pointer(400, 400)
        display.sync()


def press(key: str) -> None:
    """A key of the keyboard."""
    with closing(Display()) as display:
        code = display.keysym_to_keycode(XK.string_to_keysym(key))
        for kind in (X.KeyPress, X.KeyRelease):
            display.xtest_fake_input(kind, code)
        display.sync()
