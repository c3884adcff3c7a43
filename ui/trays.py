"""pystray. Its own ways to a Linux desktop need GTK or show no menu: there it is only the API."""

import os
import platform

ON_LINUX = platform.system() == "Linux"
if ON_LINUX:
    os.environ["PYSTRAY_BACKEND"] = "dummy"  # any other wants a display as soon as it is imported

from pystray import Icon as NativeIcon  # noqa: E402 - see above
from pystray import Menu, MenuItem  # noqa: E402
from pystray._base import Icon as BaseIcon  # noqa: E402

__all__ = ["ON_LINUX", "BaseIcon", "Menu", "MenuItem", "NativeIcon"]
