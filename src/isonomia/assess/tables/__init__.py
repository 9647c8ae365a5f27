"""Tables: who is in them, who is missing, and how their labels fall."""
