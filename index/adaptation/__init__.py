"""How a model learns to read mentors: a low-rank adapter, and the questions that it learns from.

`train` made the adapter that ships with the default model, from the pairs in `pairs/`; `folder`
makes one for a single knowledge folder from its own example questions (`cases`), and keeps it when
`judging` finds a gain. Both learn by `learning`, the only module that needs torch.
"""
