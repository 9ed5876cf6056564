"""What is counted, passed on, and shown to who may see it."""
