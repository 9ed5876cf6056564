"""Planned talks: understood, confirmed, listed, prompted for."""
