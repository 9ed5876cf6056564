"""Ratios against a baseline in the same run; nothing here decides whether a test passes."""
