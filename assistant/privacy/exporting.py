"""What an operator may hand over of a mentor: never a word that the mentor typed.

Whoever runs the program could otherwise read who asked what, or a reflection. The mentor's own file
(/mijngegevens) has the rest; what is left out here is named.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic import TypeAdapter

from assistant.messages import Conversation
from assistant.privacy.registry import REGISTRY, conversation_fields

_ADAPTER = TypeAdapter(Conversation)


def exported(
    mentor: str,
    at: datetime,
    conversation: Conversation,
    rows: Mapping[str, int],
    due: Sequence[tuple[str, datetime]],
    roles: Sequence[str],
    heard: str | None,
) -> dict[str, object]:
    """The operator's export, ready for JSON.

    Args:
        mentor: the pseudonym.
        at: when it is made, with the zone in which times are told.
        conversation: as it stands.
        rows: table → how many rows are about this mentor.
        due: what is to happen later, by its name.
        roles: the organisations whose figures the mentor may see.
        heard: the month of the mentor's last message, YYYY-MM.
    """
    fields = _ADAPTER.dump_python(conversation, mode="json")
    own = [one for one in REGISTRY if one.export == "own"]
    return {
        "mentor": mentor,
        "made_at": at.isoformat(timespec="seconds"),
        "conversation": {
            name: value for name, value in fields.items() if name in conversation_fields("both")
        },
        "due": [
            {"name": name, "at": moment.astimezone(at.tzinfo).isoformat(timespec="seconds")}
            for name, moment in due
        ],
        "roles": list(roles),
        "last_heard": heard,
        "rows": dict(rows),
        "left_out": [{"name": one.name, "what": one.what, "until": one.term_told} for one in own],
    }


def own_export(conversation: Conversation) -> dict[str, object]:
    """What of a conversation is in the mentor's own file, by field."""
    wanted = conversation_fields("both") | conversation_fields("own")
    fields = _ADAPTER.dump_python(conversation, mode="json")
    return {name: value for name, value in fields.items() if name in wanted}
