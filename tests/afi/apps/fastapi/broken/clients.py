"""Declarations that no server may start with: `serve --broken` has them, and must name what is wrong with each.

Twin: `django/broken/clients.py`.
"""

from mizan import ReactContext, client

LostContext = ReactContext("lost", identity="owner_id")
VoidContext = ReactContext("void")


@client(context=LostContext)
def lost_by_number(page: int = 1) -> int:
    """No member has the param that the context's identity names."""
    return page


@client(context=LostContext)
def lost_by_name(page: str = "1") -> str:
    """One param, two types."""
    return page


@client(affects=LostContext.scope(page="leaf"))
def lose(page: int) -> int:
    """No argument has the name that the scope gives."""
    return page


@client(affects=VoidContext)
def avoid(page: int) -> int:
    """Nothing is in that context."""
    return page


@client(auth="self")
def own(page: int) -> int:
    """Nobody's own: it affects no context with an identity."""
    return page
