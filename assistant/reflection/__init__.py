"""Guided reflection: which question comes next, what fits this mentor, what is kept.

`engine` goes through a flow, `adapting` chooses the wording and the source that is asked next,
`reading` reads what was typed, `card` is what it comes down to.
"""
