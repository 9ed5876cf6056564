"""How the default model learned to read mentors: pairs written by us, a script, an adapter."""
