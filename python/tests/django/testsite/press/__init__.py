"""A newspaper: every kind of column and of relation that a shape may have."""
