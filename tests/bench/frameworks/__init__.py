"""The search of a foreign collection beside the hybrids of three frameworks."""
