"""Options that do nothing yet, with a defect of the graph between them."""

from mizan import client


@client(rev=2)
def refused_one() -> None: ...


@client(affects="nobody_has_this")
def refused_by_the_graph() -> None: ...


@client(websocket=True, methods=["GET"])
def refused_as_well() -> None: ...
