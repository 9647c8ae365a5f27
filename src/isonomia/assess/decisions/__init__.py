"""Decisions: who is selected, scored and ranked how, whoever or whatever decided."""
