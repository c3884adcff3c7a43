"""PDF files. A page is a section."""

import io
import logging

from pypdf import PdfReader

from jarvis.errors import BadInputError
from jarvis.mind.documents.kinds import LONGEST, Contents, Section

MOST_PAGES = 2_000


def pdf(content: bytes) -> Contents:
    """The text of its pages. Raises BadInputError, and on a damaged file anything."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it complains of every small flaw
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):
        raise BadInputError("This PDF is locked with a password. Save it without one.")
    sections, found = [], 0
    for number, page in enumerate(reader.pages):
        if number >= MOST_PAGES or found > LONGEST:
            break
        text = page.extract_text().replace("\u00ad", "")
        found += len(text)
        sections.append(Section(f"Page {number + 1}", text))
    title = reader.metadata.title if reader.metadata else ""
    return Contents(title or "", sections)
