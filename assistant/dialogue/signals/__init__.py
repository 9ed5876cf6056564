"""Word lists, rules and labelled messages by which `safety` judges a message."""
