"""What may be said: organisations, their documents, and which of them hold for whom and when."""
