"""An option that does nothing yet."""

from mizan import client


@client(rev=2)
def refused_one() -> None: ...
