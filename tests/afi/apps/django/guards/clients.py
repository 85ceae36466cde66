"""One function for each guard: what it answers matters to nobody, who may have it does."""

from mizan import client


@client
def for_everybody() -> str:
    """Nobody is asked who asks."""
    return "everybody"


@client(auth=True)
def for_somebody() -> str:
    """Whoever has signed in."""
    return "somebody"
