"""From a question to its answer: read, searched, compared, quoted, worded."""
