"""`python -m jarvis` is `jarvis`."""

import sys

from jarvis.cli import main

if __name__ == "__main__":
    sys.exit(main())
