"""Planned talks: words to moments, and when a prompt may come.

`phrases` tells whether words plan a talk, `kinds` which one, `dates` when (from `days`, `hours` and
the words in `wording`); `calendars` reads the same from an invitation. `prompting` has the moments
of prompts, `holidays` and `schooldays` the days without.
"""
