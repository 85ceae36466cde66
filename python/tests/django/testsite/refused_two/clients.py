"""Another."""

from mizan import client


@client(route="/two/")
def refused_two() -> None: ...
