"""The documents by themselves: browsed, by task, by date."""
