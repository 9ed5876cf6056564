"""The documents by themselves: browsed, by task (`tasking`), by date (`scheduling`)."""
