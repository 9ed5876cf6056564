"""Who speaks with the mentor: dialogue, reflection, planning, trends and the channels."""
