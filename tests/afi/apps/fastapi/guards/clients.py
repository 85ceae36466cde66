"""One function for each guard, and a member for those that a read may have: who gets an answer is all that matters."""

from reference.people import CurrentUser

from mizan import ReactContext, client

StaffContext = ReactContext("staffroom")
EARLY = ("ada", "root")


def is_early(user: CurrentUser) -> bool:
    """A guard of the project's own: who is called by one of these names."""
    return user is not None and user.name in EARLY


async def is_early_async(user: CurrentUser) -> bool:
    """The same, asynchronously."""
    return is_early(user)


@client
def for_everybody(word: str = "everybody") -> str:
    """Nobody is asked who asks."""
    return word


@client(auth=True)
def for_somebody(word: str = "somebody") -> str:
    """Whoever has signed in."""
    return word


@client(auth="staff")
def for_staff(word: str = "staff") -> str:
    """Whoever is staff."""
    return word


@client(auth="superuser")
def for_superusers(word: str = "superusers") -> str:
    """Whoever is a superuser."""
    return word


@client(auth="packers")
def for_packers(word: str = "packers") -> str:
    """A role: the members of a group."""
    return word


@client(auth=is_early)
def for_the_early(word: str = "early") -> str:
    """A guard of the project's own."""
    return word


@client(auth=is_early_async)
def for_the_early_async(word: str = "early") -> str:
    """A guard that is async."""
    return word


@client(auth=is_early)
async def for_the_early_too(word: str = "early") -> str:
    """A sync guard before an async function."""
    return word


@client(context=StaffContext, auth="staff")
def roster() -> list[str]:
    """Who works here."""
    return ["sasha", "root"]


@client(context=StaffContext, auth=is_early)
def roster_notes(day: int = 1) -> str:
    """For who is early; since a bundle wants every guard, for who is staff as well."""
    return f"day {day}"
