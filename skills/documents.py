"""Searching your documents for something."""

from jarvis import house, skill
from jarvis.due_words import listed
from jarvis.errors import BadInputError

OTHERS = 2
"""Further documents that are named."""

_DOC = "(document|documents|paper|papers|pdf|pdfs|doc|docs)"
_DOCS = "[all] [of] (my|the|our) [own] (documents|document|files|papers|pdfs|paperwork|docs|records)"
_LOOK = (
    "(search|look|look in|search in|look through|search through|go through|check|dig through|scan"
    "|browse|comb through|go and search)"
)


@skill(
    f"{_LOOK} {_DOCS} (for|about|on|and find) {{about}}",
    f"(search for|look for|look up|find|find out|search|hunt for|locate) {{about}} (in|among|within) {_DOCS}",
    f"(search for|look for|find|look up|search) in {_DOCS} {{about}}",
    "(find|look for|search for|is there|are there|do I have|have I got|have we got|find me) (anything"
    f"|something) (about|on|regarding) {{about}} in {_DOCS}",
    f"(where|what) in {_DOCS} (is|are|does it say about|do they say about|is said about) {{about}}",
    f"[tell me|find out|check] (what|where) [do|does] {_DOCS} (say|says|tell|tells|mention|mentions) "
    f"[me] (about|on|regarding) {{about}}",
    f"[tell me] what[ is|'s| stands| is there] in {_DOCS} (about|on) {{about}}",
    f"[tell me|check] (do|does|if|whether) {_DOCS} (mention|say|mentions|say anything about|contain"
    f"|talk about|have) [anything about] {{about}}",
    "(search|find|show|show me|find me|look for|look up|get me|bring up) [me] [all|any] [a|the|my"
    f"|some] {_DOC} (for|about|on|with|that mentions|that mention|mentioning|regarding|concerning"
    f"|containing) {{about}}",
    f"(which|what|any) [of my] {_DOC} [of mine] [do I have] (mentions|mention|has|have|is about|are "
    f"about|talks about|talk about|contains|contain|about|say|says) {{about}}",
    f"(do I have|have I got|are there|is there) (any|a) {_DOC} (about|on|that mentions|mentioning|with) "
    f"{{about}}",
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
