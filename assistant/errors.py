"""What can go wrong in the assistant, with a sentence for the operator."""


class AssistantError(Exception):
    """Base of this package's errors; the text says what is wrong and what to do."""


class ConfigurationError(AssistantError):
    """A setting or an argument is wrong."""
