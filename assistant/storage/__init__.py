"""Keeps what lasts longer than a process."""
