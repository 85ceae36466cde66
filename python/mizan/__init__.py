"""Mizan."""
