"""Who the mentor is: start, school, students, profile, and what is kept.

`stepping` has the questions, `telling` reads the answers, `starting` goes from one to the next, and
`profiling` asks one of them anew. `choosing` and `guiding` know nothing of the conversation: which
organisation words name, and which students. `schooling` joins them for the school; `keeping` tells,
hands over and erases.
"""
