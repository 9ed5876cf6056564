"""A conversation as JSON, in one place, whichever version of the program wrote it."""

from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json

from assistant.messages import Conversation

_ADAPTER = TypeAdapter(Conversation)


def written(conversation: Conversation) -> bytes:
    """The conversation as JSON; what is as it is at the start is left out."""
    return _ADAPTER.dump_json(conversation, exclude_defaults=True)


def read(body: bytes) -> Conversation:
    """The conversation that JSON holds.

    Fields that this version does not know, or can make nothing of, are as at the start.
    """
    try:
        return _ADAPTER.validate_json(body)
    except ValidationError as error:
        unreadable = {one["loc"][0] for one in error.errors() if one["loc"]}
    try:
        fields = from_json(body).items()
        return _ADAPTER.validate_python({name: v for name, v in fields if name not in unreadable})
    except (ValueError, AttributeError):  # no JSON, or no object
        return Conversation()
