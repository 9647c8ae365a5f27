"""Assessing: each kind of subject is turned into tallies."""
