"""Hand-picked inputs of the vectors, each with a claim about what comes of it.

A claim is written by hand and computed by the oracle; `make` stops where the two differ.
"""
