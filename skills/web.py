"""The web, in the user's own browser. Off, until the settings allow it: the words leave the computer."""

import asyncio
from urllib.parse import quote_plus

from jarvis import Reply, house, skill
from jarvis.launch import LaunchError, launch, opener

OFF = (
    "The web is off, because nothing leaves this computer. To let your browser look for it, set "
    "web.allow_network in the settings."
)
_WEB = "(web|internet|net|world wide web)"
_THERE = f"(online|on the {_WEB}|in the {_WEB}|with google|in my browser|in the browser)"


@skill(
    f"(search|browse|check|ask|query) [on|in] the {_WEB} (for|about) {{what}}",
    f"(search|look) (for|up) {{what}} {_THERE}",
    f"(search|look|find) {{what}} [up] {_THERE}",
    f"(search|look) {_THERE} for {{what}}",
    "(google|duckduckgo|duck duck go) [for] {what}",
    example="search the web for octopus",
)
async def search(what: str) -> str | Reply:
    """Look for something on the web with your browser, if you have switched that on."""
    settings, words = house().web, house().as_said(what)
    if not settings.allow_network:
        return OFF
    address = settings.search_url.replace("{words}", quote_plus(words))
    program = await asyncio.to_thread(opener)
    if not program:
        return "This computer has neither gio nor xdg-open, which know your browser."
    try:
        await launch((*program, address))
    except LaunchError:
        return "No browser here opens an address."
    did = {"what": "search handed to the browser", "on": words, "before": "", "after": address}
    return Reply(f"Your browser looks for {words}.", did=did)
