"""The doors: each turns what comes in into an Incoming and shows what comes out."""
