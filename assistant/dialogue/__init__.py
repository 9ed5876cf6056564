"""A turn of the conversation: what a message is, and what is said back."""
