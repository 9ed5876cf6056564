"""Who the mentor is: start, school, students, profile, and what is kept."""
