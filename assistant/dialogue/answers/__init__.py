"""From a question to its answer: read, searched, compared, quoted, worded.

In the order in which a message goes through:

- `composing`: the whole message; safety first, then each of its questions (`dividing`).
- `answering`: one question, in each way in which it may be read; the surest counts.
- `asking`: what its words ask; its day (`dating`), what it leans on (`following`).
- `facts`, `fitting`: which typed fact it asks for, and which section is about the one it names.
- `writing`: what was found, in words; both sides of it (`disputing`), each with the sentences that
  answer (`quoting`) and where they stand (`citing`, `attributing`), and how a word was read
  (`meaning`).
- `offering`: the buttons under it, with other questions (`suggesting`).
"""
