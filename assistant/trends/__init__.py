"""What mentors ask, counted by the month and released in groups, never by person."""
