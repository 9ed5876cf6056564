"""Telegram: updates come in, are kept, are answered by the dialogue, and the answers go out."""
