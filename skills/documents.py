"""Searching your documents for something."""

from jarvis import house, skill
from jarvis.due_words import listed
from jarvis.errors import BadInputError

OTHERS = 2
"""Further documents that are named."""

_DOC = "(document|documents|paper|papers|pdf|pdfs|doc|docs)"
_DOCS = (
    "[all] [of] (my|the|our) [own|notes and] (documents|document|files|papers|pdfs|paperwork|docs|records)"
)
_LOOK = (
    "[have a|take a] (search|look|look in|look into|look at|search in|look through|search through|go through"
    "|check|check in|dig through|scan|browse|comb through|go and search)"
)
_FIND = "(search for|look for|look up|find|find out|search|hunt for|locate|I'm looking for|I am looking for)"
_SAY = "(say|says|tell|tells|mention|mentions|have|write|state) [me|to say|anything|something|us]"
_THAT = (
    "(for|about|on|with|that mention|that mentions|that have|mentioning|regarding|concerning"
    "|containing|has|have"
    "|mention|mentions|is about|are about|talk about|talks about|contain|contains|say|says)"
)


@skill(
    f"{_LOOK} {_DOCS} [and] [(for|about|on|find|look for|tell me|see)] {{about}}",
    f"{_FIND} {{about}} (in|among|within|from) {_DOCS}",
    f"(search for|look for|find|find out|look up|search|see) (in|from) {_DOCS} {{about}}",
    f"[{_FIND}] [(is there|are there|do I have|have I got|have we got)] (anything|something) "
    f"(about|on|regarding) {{about}} in {_DOCS}",
    f"where in {_DOCS} (is|are|can I find|do I find|does it say|does it mention) {{about}}",
    "[tell me] what (does it say|is said|is written|stands|is there|do you find|is|do I have|[is] it "
    "says) in "
    f"{_DOCS} (about|on|regarding) {{about}}",
    f"[tell me] what's in {_DOCS} (about|on|regarding) {{about}}",
    f"[tell me|find out|check|see|look up] what [do|does] {_DOCS} {_SAY} (about|on|regarding) {{about}}",
    f"[tell me|find out|check|see] (do|does|if|whether|where [do|does]) {_DOCS} {_SAY} [about|on] {{about}}",
    f"(search|find|show|look for|look up|get|bring up|I need) [me] [all|any] [a|the|my|some] {_DOC} {_THAT} "
    "{about}",
    f"(which|what|any) [of (my|the)] {_DOC} [of mine|do I have|are there] {_THAT} {{about}}",
    f"(do I have|have I got|are there|is there) (any|a|some) ({_DOC}|file|files) {_THAT} {{about}}",
    f"according to {_DOCS} {{about}}",
    "what (does|do) my (contract|lease|insurance|policy|warranty|agreement|manual|will|letter) say "
    "about {about}",
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
