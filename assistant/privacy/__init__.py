"""Personal data: found in text and taken out, and how long anything is kept."""
