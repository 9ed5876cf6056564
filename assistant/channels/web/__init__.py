"""The schoolopleiders' pages: what was released of a month, for whoever may see it."""
