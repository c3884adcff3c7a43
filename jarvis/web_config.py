"""The settings of the web, which is off: who looks for something there tells it to others."""

from typing import Annotated

from pydantic import Field

from jarvis.section import Section


class WebConfig(Section):
    """Whether your browser may be opened to look for something on the web, and where it looks."""

    allow_network: bool = False
    """Whether your browser may be opened with the words that you want to find."""
    search_url: Annotated[str, Field(pattern=r"^https?://[^\s{}]+\{words\}[^\s{}]*$", max_length=200)] = (
        "https://duckduckgo.com/?q={words}"
    )
    """The address that finds something; {words} stands for what you said."""
