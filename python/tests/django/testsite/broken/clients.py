"""A graph with four defects, which must all be named at once."""

from mizan import ReactContext, client

BrokenContext = ReactContext("broken", identity="nobody_has_it")


@client(context=BrokenContext)
def broken_member(request: object, size: int) -> int:
    return size


@client(context=BrokenContext)
def broken_twin(request: object, size: str) -> str:
    return size


@client(affects="no_such_context")
def broken_aim(request: object) -> None: ...


@client(affects=BrokenContext.scope(colour="paint"))
def broken_scope(request: object, paint: str) -> None: ...
