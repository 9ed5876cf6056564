"""Which files a mentor can send, whatever the channel."""

from mimetypes import MimeTypes

from assistant.planning.calendars import MOST_BYTES

LARGEST_FILE = MOST_BYTES
"""Bytes that are brought; of what is larger the dialogue needs no more to say so."""

CALENDAR = "text/calendar"

# Its own list: the machine's may lack this type, or name others.
_TYPES = MimeTypes()
_TYPES.add_type(CALENDAR, ".ics")


def file_type(name: str) -> str:
    """The media type of a file of this name."""
    return _TYPES.guess_type(name, strict=False)[0] or "application/octet-stream"
