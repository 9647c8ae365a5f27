"""Protecting people: tools for those who are attacked and for those who answer for a platform."""
