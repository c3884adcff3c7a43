"""The settings of the memory."""

from typing import Annotated

from pydantic import Field

from jarvis.section import Section


class MemoryConfig(Section):
    """What is kept of what was said. It lies on this computer only."""

    keep_days: Annotated[int, Field(ge=0, le=36_500)] = 30
    """So long requests and answers are kept; 0 keeps nothing and remembers nothing."""
