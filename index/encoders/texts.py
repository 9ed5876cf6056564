"""Makes any Python string one that every tokenizer accepts."""


def readable(text: str) -> str:
    """Join surrogate pairs and replace lone surrogates, which are no characters, by U+FFFD."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
