"""Searching your documents for something."""

from jarvis import house, skill
from jarvis.due_words import listed
from jarvis.errors import BadInputError

OTHERS = 2
"""Further documents that are named."""


@skill(
    "(search|look|look in|search in|look through|search through|go through|check) [all] [of] [my|the]"
    " (documents|files|papers|pdfs) (for|about|on) {about}",
    "(search for|look for|look up|find) {about} in [all] [of] [my|the] (documents|files|papers|pdfs)",
    "(search|find) [me] (a|the|my) document (for|about|on|with|that mentions) {about}",
    "(which|what) (document|file|paper) [of mine] (mentions|has|is about|talks about) {about}",
    example="search my documents for the lease",
    reads=True,
)
async def search(about: str) -> str:
    """Search your documents for something."""
    try:
        found = await house().documents.search(about)
    except BadInputError as error:  # there are none: no fault, but an answer
        return str(error)
    if not found:
        return f"I have nothing on {about} in your documents."
    best = found[0]
    others = list(dict.fromkeys(one.source for one in found if one.path != best.path))[:OTHERS]
    more = f" There may be more in {listed(others)}." if others else ""
    return f"From {best.source}: {best.text}{more}"
