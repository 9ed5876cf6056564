"""Reflection: guided, kept, looked back on, taken to an appraisal talk."""
