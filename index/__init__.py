"""How what may be said is found: passages, vectors, search and calibration."""
