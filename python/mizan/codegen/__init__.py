"""The generator of client code."""
