"""What a model cannot see: whether the parts of a folder fit together."""
