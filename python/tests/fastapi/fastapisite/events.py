"""What has happened, in order: tests read it over HTTP, and drop it with each reading."""

events: list[str] = []


def note(what: str) -> None:
    events.append(what)


def taken() -> list[str]:
    told = list(events)
    events.clear()
    return told
