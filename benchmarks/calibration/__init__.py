"""Simulated coverage and error of every interval and verdict."""
