"""Random types, and random requests that nearly fit them, for what must agree in every language.

Everything is drawn from a `Random`, so that hypothesis may stand behind it. What was found once lies in `found/`.
"""
