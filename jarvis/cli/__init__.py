"""The `jarvis` command: a thin client of the daemon, quick to start because each command loads its own."""

import os
import sys
from collections.abc import Sequence

from jarvis.cli.groups import EXIT_CODES, parser
from jarvis.cli.usage import tell
from jarvis.errors import JarvisError
from ui import plainly

__all__ = ["EXIT_CODES", "main", "parser"]
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit code."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy: a search does not take all cores
    words = list(sys.argv[1:] if arguments is None else arguments)
    options = parser(words).parse_args(words)
    as_json = getattr(options, "json", False)
    options.plain = options.plain or os.environ.get("JARVIS_PLAIN", "") not in {"", "0"}
    plainly.be(options.plain)
    try:
        code: int = options.run(options)
    except JarvisError as error:
        tell(str(error), error.exit_code, as_json=as_json)
        return error.exit_code
    except KeyboardInterrupt:
        if as_json and not getattr(options, "follow", False):  # what goes on until Ctrl-C was not cut short
            tell("Interrupted by Ctrl-C.", INTERRUPTED, as_json=True)
        return INTERRUPTED
    except BrokenPipeError:  # `jarvis events | head`
        sys.stderr.close()
        return 0
    return code
