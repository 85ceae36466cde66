"""The shop's one app: its tables, and the functions that the screen calls."""
