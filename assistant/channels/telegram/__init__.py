"""Telegram: updates come in, are kept, are answered by the dialogue, and the answers go out.

In the order in which an update goes through:

- `polling` or `webhook` bring it, `intake` keeps it in the inbox, `courtesy` shows that it came.
- `dispatching` takes it from the inbox, `handling` has it answered: `updates` tells what it is,
  `fetching` brings a file with it, `rendering` makes messages (`outgoing`) of the replies.
- `sending` takes those from the outbox when `pacing` lets it, `delivering` makes requests of them.

`bot` joins and runs all this; `listening` rings what is due and tidies up; `connecting` and
`request` are the way to Telegram, `threads` the way to the store; `presenting` sets the bot's menu;
`asking` serves `doctor` alone.
"""
