"""Guided reflection: which question comes next, what fits this mentor, what is kept."""
