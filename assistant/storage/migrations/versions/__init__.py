"""One file for each change; `revision` is its number."""
