"""Numbered changes of the database, run at the start."""
