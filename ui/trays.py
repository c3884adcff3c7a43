"""pystray. Its own ways to a Linux desktop need GTK or show no menu: there it is only the API."""

import os
import sys

if sys.platform == "linux":
    os.environ["PYSTRAY_BACKEND"] = "dummy"  # any other wants a display as soon as it is imported

from pystray import Icon as NativeIcon
from pystray import Menu, MenuItem
from pystray._base import Icon as BaseIcon

__all__ = ["BaseIcon", "Menu", "MenuItem", "NativeIcon"]
