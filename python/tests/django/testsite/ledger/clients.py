"""One function for each thing that the tests ask of the adapter, on a real table."""

import asyncio
import dataclasses
import time
from datetime import datetime
from pathlib import Path
from typing import Literal, TypedDict, cast
from uuid import UUID

import pydantic.dataclasses
from django.contrib.auth import get_user_model, login
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest
from django.utils import timezone, translation
from pydantic import BaseModel, field_validator

from mizan import CachedRequest, ReactContext, client
from mizan.errors import Conflict
from testsite.ledger import refusing as refusing
from testsite.ledger.models import Entry

SECRET = "postgres://ledger:hunter2@db.internal/ledger"

LedgerContext = ReactContext("ledger", identity="owner_id", view=("page",))
OpenContext = ReactContext("open")
PeekContext = ReactContext("peek")
LateContext = ReactContext("late")
BareContext = ReactContext("bare")
FailingContext = ReactContext("failing")
SaidContext = ReactContext("said")


class Row(BaseModel):
    """An entry, as a client sees it."""

    id: int
    amount: int
    note: str


class Seen(BaseModel):
    """What arrived, to be compared with what was sent."""

    flag: bool
    text: str
    number: float
    at: datetime | None
    key: UUID | None
    tags: list[str]


class Waiting(BaseModel):
    """A model whose own validator says by a file that it runs, and waits for another."""

    folder: str

    @field_validator("folder")
    @classmethod
    def _wait(cls, folder: str) -> str:
        (Path(folder) / "started").touch()
        while not (Path(folder) / "go").exists():
            time.sleep(0.005)
        return folder


class Named(TypedDict):
    name: str


class Price(BaseModel):
    cents: int

    @field_validator("cents")
    @classmethod
    def _is_whole(cls, cents: int) -> int:
        if cents % 100:
            raise ValueError(SECRET)
        return cents


@dataclasses.dataclass
class Positive:
    count: int

    def __post_init__(self) -> None:
        assert self.count > 0, SECRET


@pydantic.dataclasses.dataclass
class Even:
    count: int

    @field_validator("count")
    @classmethod
    def _is_even(cls, count: int) -> int:
        assert count % 2 == 0, SECRET
        return count


def _row(entry: Entry) -> Row:
    return Row(id=entry.pk, amount=entry.amount, note=entry.note)


# ---------------------------------------------------------------- reads


@client(context=LedgerContext, auth="self")
def ledger_rows(request: CachedRequest, owner_id: int, page: int = 1) -> list[Row]:
    """The entries of one owner, ten to a page."""
    rows = Entry.objects.filter(owner_id=owner_id).order_by("pk")[(page - 1) * 10 : page * 10]
    return [_row(entry) for entry in rows]


@client(context=LedgerContext, auth="self")
def ledger_total(owner_id: int) -> int:
    """The sum of one owner's entries."""
    return sum(Entry.objects.filter(owner_id=owner_id).values_list("amount", flat=True))


@client(context=OpenContext)
def open_count(note: str = "", kinds: list[str] = []) -> int:  # noqa: B006 - read, never changed
    """How many entries have a note."""
    return Entry.objects.filter(note=note).count() + len(kinds)


@client(context=OpenContext)
async def open_count_async(note: str = "") -> int:
    """The same, asynchronously."""
    return await Entry.objects.filter(note=note).acount()


@client(context=PeekContext)
def peek_at(request: CachedRequest, name: str) -> str:
    """Looks at something of the request, which it may only if it is the caller or the user."""
    return str(getattr(request, name))


@client(context=LateContext, auth=True)
def late_user(request: CachedRequest) -> str:
    """The caller, the caller's user, and what the project's own language and time zone make of now."""
    return f"{request.caller.id} {request.user} {translation.get_language()} {timezone.get_current_timezone_name()}"


@client(context=LateContext, auth=True)
async def late_user_async(request: CachedRequest) -> str:
    """The same user, asynchronously."""
    return str(await request.auser())


@client(context=BareContext, cache=False)
def bare_language(request: HttpRequest) -> str:
    """A member that is not cached has the host's own request."""
    return f"{request.method} {request.path} {request.headers.get('X-Colour', '')}"


@client(context=SaidContext)
def said_back(text: str) -> str:
    """Gives back what it got."""
    return text


@client(context=FailingContext)
def failing_a(text: str = "") -> int:
    """The member that works."""
    return len(text)


@client(context=FailingContext)
def failing_b(text: str = "") -> int:
    """The member that does not."""
    raise RuntimeError(SECRET)


# ---------------------------------------------------------------- plain calls


@client
def echo(
    flag: bool,
    text: str,
    number: float = 0,
    at: datetime | None = None,
    key: UUID | None = None,
    tags: list[str] = [],  # noqa: B006 - read, never changed
) -> Seen:
    """Gives back what it got."""
    return Seen(flag=flag, text=text, number=number, at=at, key=key, tags=tags)


@client
async def echo_async(text: str) -> str:
    """Gives back what it got, from the event loop's thread or another."""
    await asyncio.sleep(0)
    return text


@client
async def wait_in_a_model(waiting: Waiting) -> str:
    """Gives back what its model has waited for."""
    return waiting.folder


@client
def name_the_classes(
    priced: Named | dict[str, Price],
    letters: tuple[Literal["a"], ...] | list[str] = ("a",),
    counts: list[Positive | Even | int] = [],  # noqa: B006 - read, never changed
) -> list[str]:
    """What the function was given of each: the names of the classes."""
    values = [*priced.values(), letters, *counts]
    return [type(each).__name__ for each in values]


@client
def where_sync() -> bool:
    """Whether a function that is not async may run blocking code here."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return True
    return False


@client
def leak(request: HttpRequest) -> None:
    """Fails with something in its text that nobody outside may see."""
    raise RuntimeError(f"cannot connect to {SECRET}")


@client
def lie() -> int:
    """Promises a number."""
    return cast(int, "no number")


@client
def deny() -> None:
    """Refuses as Django does."""
    raise PermissionDenied(SECRET)


@client
def miss() -> None:
    """Misses as Django does."""
    raise Http404(SECRET)


@client
def clash() -> None:
    """Refuses as Mizan does."""
    raise Conflict("somebody was faster")


@client(affects=LateContext.all())
def sign_in(request: HttpRequest, name: str) -> None:
    """Signs in without a password."""
    login(request, get_user_model().objects.get(username=name))


@client(auth=True)
def whoami(request: HttpRequest) -> str:
    """The name of who is signed in."""
    return request.user.get_username()


# ---------------------------------------------------------------- mutations


@client(affects=LedgerContext, auth="self")
def add_entry(owner_id: int, amount: int, note: str = "") -> Row:
    """Tier 1: the argument bears the param's name."""
    return _row(Entry.objects.create(owner_id=owner_id, amount=amount, note=note))


@client(affects=LedgerContext, auth=True)
def add_mine(request: HttpRequest, amount: int) -> Row:
    """Tier 2: who calls is whose entry it is."""
    return _row(Entry.objects.create(owner_id=request.user.pk, amount=amount))


@client(affects=LedgerContext.scope(owner_id="owner"))
def add_for(owner: int, amount: int) -> Row:
    """Tier 0: the declaration says which argument."""
    return _row(Entry.objects.create(owner_id=owner, amount=amount))


@client(affects=[LedgerContext, ledger_total, OpenContext])
def rename_all(note: str) -> int:
    """Tier 3 for the ledger, tier 1 for the other context."""
    return Entry.objects.update(note=note)


@client(affects=ledger_total, auth="self")
def touch_total(owner_id: int) -> None:
    """A target that is one member."""


@client(affects=LedgerContext)
def add_pair(owner: int, amount: int) -> None:
    """Calls another declared function, whose target is its own too."""
    add_for(owner, amount)


@client(affects=LedgerContext, auth="self")
def fail_after_write(owner_id: int) -> None:
    """Writes, then fails."""
    Entry.objects.create(owner_id=owner_id, amount=1, note="rolled back")
    raise RuntimeError(SECRET)


@client(affects=LedgerContext)
def conflict_after_write(owner: int) -> None:
    """Writes, calls another that writes, then refuses."""
    add_for(owner, 1)
    raise Conflict("no")


@client(affects=LedgerContext, auth="self")
def lie_after_write(owner_id: int) -> int:
    """Writes, then gives what it did not promise."""
    Entry.objects.create(owner_id=owner_id, amount=1, note="rolled back")
    return cast(int, "no number")


@client(affects=LedgerContext.scope(owner_id="owner"))
def fail_in_commit(owner: int) -> int:
    """Writes for an owner who does not exist, which the database says when it commits."""
    Entry.objects.create(owner_id=owner, amount=1, note="rolled back")
    return 1


@client(affects=LedgerContext, auth="self")
async def add_async(owner_id: int, amount: int) -> int:
    """Writes asynchronously."""
    entry = await Entry.objects.acreate(owner_id=owner_id, amount=amount)
    return entry.pk


@client(affects=LedgerContext, auth="self")
async def fail_async(owner_id: int) -> None:
    """Writes asynchronously, then fails."""
    await Entry.objects.acreate(owner_id=owner_id, amount=1, note="rolled back")
    await asyncio.sleep(0)
    raise RuntimeError(SECRET)


@client(affects=LedgerContext.scope(owner_id="owner"))
async def cancel_mutation(owner: int) -> None:
    """Writes, and is cancelled by something of its own."""
    await Entry.objects.acreate(owner_id=owner, amount=1, note="rolled back")
    raise asyncio.CancelledError


@client
async def cancel_call() -> None:
    """Is cancelled by something of its own."""
    raise asyncio.CancelledError


ENDINGS = (StopIteration, StopAsyncIteration, GeneratorExit, SystemExit)


@client(affects=LedgerContext.scope(owner_id="owner"))
def end_mutation(owner: int, ending: int) -> None:
    """Writes, and raises what would end who runs it."""
    Entry.objects.create(owner_id=owner, amount=1, note="rolled back")
    raise ENDINGS[ending]


@client(affects=LedgerContext.scope(owner_id="owner"))
async def end_mutation_async(owner: int, ending: int) -> None:
    """The same, asynchronously."""
    await Entry.objects.acreate(owner_id=owner, amount=1, note="rolled back")
    raise ENDINGS[ending]


@client(affects=LedgerContext.scope(owner_id="owner"))
def end_in_commit(owner: int, ending: int) -> None:
    """Writes, and has what is done after that raise the same."""

    def end() -> None:
        raise ENDINGS[ending]

    Entry.objects.create(owner_id=owner, amount=1, note="committed")
    transaction.on_commit(end)


@client
def end_call(ending: int) -> None:
    """The same, without a transaction."""
    raise ENDINGS[ending]


@client
async def end_call_async(ending: int) -> None:
    """The same, on the event loop."""
    raise ENDINGS[ending]


@client(affects=LedgerContext)
def add_slowly(folder: str, owner: int) -> None:
    """Writes, says so by a file, and waits for another before it ends."""
    Entry.objects.create(owner_id=owner, amount=1, note="slow")
    (Path(folder) / "started").touch()
    while not (Path(folder) / "go").exists():
        time.sleep(0.005)
    (Path(folder) / "ended").touch()


@client(affects=LedgerContext)
async def add_slowly_async(folder: str, owner: int) -> None:
    """The same, asynchronously."""
    await Entry.objects.acreate(owner_id=owner, amount=1, note="slow")
    (Path(folder) / "started").touch()
    while not (Path(folder) / "go").exists():
        await asyncio.sleep(0.005)
    await Entry.objects.acreate(owner_id=owner, amount=1, note="slow")
    (Path(folder) / "ended").touch()


@client
async def count_slowly(folder: str, owner: int) -> int:
    """Without a transaction; what it asks of the database it asks at its end."""
    (Path(folder) / "started").touch()
    while not (Path(folder) / "go").exists():
        await asyncio.sleep(0.005)
    count = await Entry.objects.filter(owner_id=owner).acount()
    (Path(folder) / "ended").touch()
    return count


@client(affects=LedgerContext)
def add_after_reading(folder: str, owner: int) -> int:
    """Reads, says so by a file, waits for another, and writes then."""
    count = Entry.objects.filter(note="after reading").count()
    (Path(folder) / "started").touch()
    while not (Path(folder) / "go").exists():
        time.sleep(0.005)
    Entry.objects.create(owner_id=owner, amount=1, note="after reading")
    return count


@client(affects=LedgerContext)
def retire(name: str) -> None:
    """Makes somebody inactive."""
    get_user_model().objects.filter(username=name).update(is_active=False)


@client(affects=LedgerContext)
def remember(request: HttpRequest, folder: str, owner: int) -> None:
    """Writes into the session too, before it says so, and waits."""
    request.session["colour"] = "green"
    add_slowly(folder, owner)


@client
async def remember_async(request: HttpRequest, colour: str, folder: str = "") -> None:
    """Writes into the session alone, asynchronously."""
    await request.session.aset("colour", colour)
    if folder:
        (Path(folder) / "started").touch()
        while not (Path(folder) / "go").exists():
            await asyncio.sleep(0.005)


@client
def remembered(request: HttpRequest) -> str:
    """What was written."""
    return str(request.session.get("colour", ""))


@client(affects=LateContext.all())
def sign_in_then_fail(request: HttpRequest, name: str) -> None:
    """Signs in, and refuses after all."""
    login(request, get_user_model().objects.get(username=name))
    raise Conflict("no")
