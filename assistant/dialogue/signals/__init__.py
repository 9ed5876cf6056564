"""Word lists, rules and labelled messages by which `safety` judges a message.

`normalising` brings it into one spelling; `rules` reads and runs the .toml files; `planted` and
`personal` take out what is not to be searched (`names` finds people); `learned` is the model that
hears what no rule foresaw, `judging` fits it once for each encoder.
"""
