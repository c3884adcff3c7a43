"""What the tray is compared with: pystray's own example, on its backend for X11. Says so when it is shown."""

import os

os.environ["PYSTRAY_BACKEND"] = "xorg"

import pystray
from PIL import Image


def main() -> None:
    """An icon and a menu of five, until it is killed."""
    items = [pystray.MenuItem(f"Item {number}", lambda: None) for number in range(5)]
    icon = pystray.Icon("peer", Image.new("RGBA", (64, 64), "green"), "Peer", pystray.Menu(*items))

    def shown(icon: pystray.Icon) -> None:
        icon.visible = True
        print("shown", flush=True)

    icon.run(shown)


if __name__ == "__main__":
    main()
