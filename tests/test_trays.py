"""pystray can be imported where there is no desktop, and there it is the API only."""

import subprocess
import sys

CODE = """
import sys
import ui.sni
assert issubclass(ui.sni.SniIcon, ui.trays.BaseIcon)
assert not {"gi", "Xlib", "numpy", "pydantic", "jarvis.config"} & set(sys.modules), "too much is loaded"
"""


def test_it_needs_no_display_and_loads_no_more_than_it_uses() -> None:
    subprocess.run([sys.executable, "-c", CODE], check=True)
