"""Every field that is stored anywhere: why, for how long, who gets to see it, how it goes.

The one list of it. `/privacy`, the operator's export and the documents for the school's own
register are told from it; tests hold the tables, the conversation and the terms to it.
"""

from datetime import timedelta

from assistant.privacy.entry import Entry, Erased, Export, Told, Until

MESSAGES_KEPT = timedelta(hours=48)
"""Telegram lets a bot erase and edit messages for so long."""


def _of(where: str, fields: str) -> tuple[str, ...]:
    return tuple(f"{where}.{field}" for field in fields.split())


def _entry(
    name: str,
    term: timedelta | Until,
    export: Export,
    erased: tuple[Erased, ...],
    told: Told,
    *fields: tuple[str, ...],
) -> Entry:
    return Entry(
        name, term, export, erased, told, frozenset(one for some in fields for one in some)
    )


_MENTORS_OWN: tuple[Erased, ...] = ("forget",)

REGISTRY: tuple[Entry, ...] = (
    _entry(
        "profile",
        "forgotten",
        "both",
        _MENTORS_OWN,
        "everyone",
        _of("conversation", "mentor"),
        _of("Conversation", "scope institute experience students agreed paused monday prompting"),
        _of("Conversation", "uncounted digest introduced starting awaiting returned"),
        _of("Student", "kind year institute"),
        _of("Prompting", "when region sent unanswered region_asked numbered"),
    ),
    _entry(
        "talks",
        "past",
        "both",
        _MENTORS_OWN,
        "everyone",
        _of("Conversation", "planned proposed drafting"),
        _of("Planned", "id kind starts zone follow_up_at prompt_at ends weekly until without"),
        _of("Draft", "at days hours part kinds weekly after_school"),
        _of("Draft", "starts ends until without moves"),
        _of("due", "id mentor name at"),
        _of("Due", "name at"),
    ),
    _entry(
        "buttons",
        "replaced",
        "own",
        _MENTORS_OWN,
        "everyone",
        _of("Conversation", "choices buttons"),
        _of("Choice", "label action"),
    ),
    _entry(
        "question",
        timedelta(hours=24),
        "own",
        ("sweep", "forget"),
        "agreed",
        _of("conversation", "body expires_at"),
        _of("Conversation", "previous previous_at"),
    ),
    _entry(
        "running",
        timedelta(days=7),
        "own",
        ("sweep", "forget"),
        "everyone",
        _of("Conversation", "running"),
        _of("Running", "flow step question at given about kind resting began asks_after"),
        _of("Given", "step question answer"),
    ),
    _entry(
        "steps",
        "forgotten",
        "own",
        _MENTORS_OWN,
        "everyone",
        _of("Conversation", "used"),
        _of("Used", "flow on asked kind before"),
        _of("Asked", "step variant done score"),
    ),
    _entry(
        "kept",
        "removed",
        "own",
        ("removed", "forget"),
        "agreed",
        _of("kept", "mentor id at body"),
        _of("Kept", "id flow title at given kind plan outcome score"),
        _of("Dropped", "id"),
        _of("Conversation", "plans"),
        _of("Intended", "kept plan flow kind about"),
    ),
    _entry(
        "appraisal",
        timedelta(hours=24),
        "none",
        ("sweep", "forget"),
        "everyone",
        _of("Conversation", "cycle"),
        _of("Cycle", "at part weighed"),
        _of("Weighed", "part taken ref words"),
    ),
    _entry(
        "under_way",
        "finished",
        "none",
        ("finished", "forget"),
        "everyone",
        _of("inbox", "update_id mentor received_at body attempts"),
        _of(
            "outbox",
            "id mentor update_id position body created_at attempts not_before sending_since",
        ),
    ),
    _entry(
        "counted",
        "closed",
        "none",
        ("month", "forget"),
        "counted",
        _of("counted", "period organisation kind key hash"),
        _of("Counted", "period organisations kind key topic"),
        ("SECRET_KEY_FILE.d/months/*",),
    ),
    _entry(
        "wishing",
        timedelta(hours=24),
        "own",
        ("sweep", "forget"),
        "agreed",
        _of("Conversation", "wishing"),
        _of("Wishing", "id key text at"),
    ),
    _entry(
        "wish",
        timedelta(days=60),
        "own",
        ("sweep", "forget"),
        "agreed",
        _of("Conversation", "wishes"),
        _of("Wished", "id text at hears before"),
        _of("Wish", "id period organisations key text at"),
        _of("Unwished", "id"),
        _of("wish", "id organisation period key hash title until body"),
    ),
    _entry(
        "address",
        "forgotten",
        "none",
        _MENTORS_OWN,
        "telegram",
        _of("address", "mentor body blocked leaving"),
    ),
    _entry(
        "heard", "forgotten", "operator", _MENTORS_OWN, "everyone", _of("conversation", "heard")
    ),
    _entry(
        "messages",
        MESSAGES_KEPT,
        "none",
        ("sweep", "forget"),
        "telegram",
        _of("sent", "mentor question_id message_id at"),
    ),
    _entry(
        "mentor_key",
        "forgotten",
        "none",
        _MENTORS_OWN,
        "nobody",
        ("SECRET_KEY_FILE.d/mentors/*",),
    ),
    _entry(
        "role",
        "revoked",
        "operator",
        ("operator", "forget"),
        "nobody",
        _of("person", "code organisation at"),
    ),
    _entry(
        "link",
        timedelta(minutes=10),
        "none",
        ("sweep", "forget"),
        "nobody",
        _of("link", "hash code expires_at"),
    ),
    _entry(
        "session",
        timedelta(hours=12),
        "none",
        ("sweep", "forget"),
        "nobody",
        _of("session", "hash code made_at seen_at"),
    ),
    _entry(
        "visit",
        timedelta(days=365),
        "none",
        ("sweep", "forget"),
        "nobody",
        _of("visit", "id at code organisation route"),
    ),
    _entry(
        "released",
        "always",
        "none",
        ("never",),
        "nobody",
        _of("released", "organisation period figures at"),
        _of("month", "period key_id closed"),
    ),
    _entry(
        "mark",
        "replaced",
        "none",
        ("never",),
        "nobody",
        _of("mark", "organisation finding mark period at"),
    ),
    _entry(
        "seen",
        MESSAGES_KEPT,
        "none",
        ("sweep",),
        "nobody",
        _of("seen", "update_id at"),
    ),
    _entry(
        "technical",
        "always",
        "none",
        ("never",),
        "nobody",
        _of("poll", "id next_update_id"),
        _of("seal", "id body"),
        ("SECRET_KEY_FILE", "SECRET_KEY_FILE.d/*.lock", "DATA_DIR/mentorkompas.db*"),
    ),
    _entry(
        "index",
        "replaced",
        "none",
        ("never",),
        "nobody",
        ("DATA_DIR/index/*", "MODELS_DIR/*"),
    ),
    _entry("log", "always", "none", ("operator",), "nobody", ("stderr",)),
)

ENTRIES: dict[str, Entry] = {one.name: one for one in REGISTRY}


def told_to(*, agreed: bool, uncounted: bool, on_telegram: bool) -> tuple[Entry, ...]:
    """What is kept of a mentor, as /privacy tells it.

    Args:
        agreed: whether the mentor agreed to keeping and counting.
        uncounted: whether the mentor does not want to be counted all the same.
        on_telegram: whether the talk is there, and not at a terminal.
    """
    tells: dict[Told, bool] = {
        "everyone": True,
        "agreed": agreed,
        "counted": agreed and not uncounted,
        "telegram": on_telegram,
        "nobody": False,
    }
    return tuple(one for one in REGISTRY if tells[one.told])


def conversation_fields(export: Export) -> frozenset[str]:
    """The fields of a conversation that are exported in this way."""
    prefix = "Conversation."
    return frozenset(
        field.removeprefix(prefix)
        for one in REGISTRY
        if one.export == export
        for field in one.fields
        if field.startswith(prefix)
    )
