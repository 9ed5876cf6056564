"""Planned talks: words to moments, and when a prompt may come."""
