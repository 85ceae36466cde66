"""A function that asks for somebody."""

from mizan import client


@client(auth=True)
def guarded_word() -> str:
    """Says a word."""
    return "word"
