"""Functions that say where they run, and functions whose transaction ends in every way that there is.

Rows are the ledger's: what is committed is counted by their notes.
"""

import asyncio
import contextlib
import threading
from pathlib import Path
from typing import Literal

from asgiref.sync import sync_to_async
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.http import HttpRequest

from mizan import ReactContext, client, invalidate
from testsite.ledger.models import Entry

RunningContext = ReactContext("running")
CarelessContext = ReactContext("careless")
Alias = Literal["default", "archive"]

met = asyncio.Event()
met_in_threads = threading.Event()


def write(note: str, *, owner: int = 1, alias: Alias = "default") -> None:
    """An entry of user 1, who is there. The key of another one is found wrong by the commit."""
    Entry.objects.using(alias).create(owner_id=owner, amount=1, note=note)


def fail() -> None:
    """A hook of somebody else."""
    raise RuntimeError("a hook that fails")


# ---------------------------------------------------------------- where


@client
async def where_async() -> str:
    """The name of the thread."""
    return threading.current_thread().name


@client
def beside_the_middleware(request: HttpRequest) -> bool:
    """Whether that is the thread that a middleware ran in."""
    return bool(request.META["THREAD"] == threading.get_ident())


def own_threads() -> int:
    """How many threads there are that Mizan began."""
    return sum(thread.name.startswith("mizan") for thread in threading.enumerate())


@client
async def threads_around_a_call() -> int:
    """While an async function runs without a transaction, and queries."""
    await Entry.objects.acount()
    return own_threads()


@client(affects=RunningContext)
async def threads_around_a_transaction() -> int:
    """While one runs within its own."""
    await Entry.objects.acount()
    return own_threads()


@client(affects=RunningContext)
async def where_async_mutation() -> list[str | bool]:
    """The same, and whether a query of its own, which runs in another thread, is in the transaction."""
    inside = await sync_to_async(lambda: connection.in_atomic_block)()
    return [threading.current_thread().name, inside]


@client(context=RunningContext)
async def running_async() -> str:
    """A member that runs on the loop, beside one that does not."""
    await Entry.objects.acount()
    return threading.current_thread().name


@client(context=RunningContext)
def running_sync() -> str:
    """The member beside it."""
    Entry.objects.count()
    return threading.current_thread().name


@client(affects=RunningContext)
async def wait_on_the_loop() -> None:
    """Ends when another call on the same loop says so: this one does not hold the loop, and holds its transaction."""
    await Entry.objects.acreate(owner_id=1, amount=1, note="met")
    async with asyncio.timeout(20):
        await met.wait()


@client
async def meet_on_the_loop() -> None:
    """Says so."""
    met.set()


@client(affects=RunningContext)
def wait_in_a_thread() -> bool:
    """The same for a function that is not async, which waits as such functions do."""
    return met_in_threads.wait(20)


@client
async def meet_in_threads() -> None:
    """Says so."""
    met_in_threads.set()


@client(affects=RunningContext)
async def gather(note: str, fails: bool) -> None:
    """Writes five rows at once, in tasks of its own."""
    await asyncio.gather(*(Entry.objects.acreate(owner_id=1, amount=1, note=note) for _ in range(5)))
    if fails:
        raise RuntimeError("after the rows")


# ---------------------------------------------------------------- transactions


@client(affects=RunningContext)
def inner_fails(note: str) -> None:
    """What an inner block wrote is undone, the rest is kept."""
    write(f"{note} before")
    try:
        with transaction.atomic():
            write(f"{note} inner")
            raise LookupError
    except LookupError:
        write(f"{note} after")


@client(affects=RunningContext)
def inner_ends_and_outer_fails(note: str) -> None:
    """An inner block that has ended is undone with the whole."""
    with transaction.atomic():
        write(note)
    raise RuntimeError("after the block")


@client(affects=RunningContext)
def hook_fails(note: str) -> None:
    """The first of two hooks raises."""
    write(note)
    transaction.on_commit(fail)
    transaction.on_commit(lambda: write(f"{note} by the hook"))


@client(affects=RunningContext)
def write_both(note: str, fails_in: Literal["", "function", "hook", "default", "archive"] = "") -> None:
    """Writes into two databases, and fails in the function, in a hook, or in one of the commits."""
    write(note, owner=999_999 if fails_in == "default" else 1)
    write(note, owner=999_999 if fails_in == "archive" else 1, alias="archive")
    if fails_in == "hook":
        transaction.on_commit(fail, using="archive")
        transaction.on_commit(lambda: write(f"{note} by the hook"))
    if fails_in == "function":
        raise RuntimeError("after the rows")


@client(affects=RunningContext)
def hook_both(note: str) -> None:
    """Has a row written after the commits, for the one database and for the other."""
    transaction.on_commit(lambda: write(f"{note} of archive"), using="archive")
    transaction.on_commit(lambda: write(f"{note} of default"))


@client(affects=RunningContext)
def swallow(note: str) -> None:
    """Goes on after an error of the database, as if nothing had been."""
    write(note)
    with contextlib.suppress(IntegrityError):
        Entry.objects.create(pk=Entry.objects.latest("pk").pk, owner_id=1, amount=1)


@client(affects=RunningContext)
def swallow_a_query(note: str) -> None:
    """The same, for an error that Django leaves to the database."""
    write(note)
    with contextlib.suppress(DatabaseError), connection.cursor() as cursor:
        cursor.execute("SELECT no_such_column FROM ledger_entry")


@client(context=CarelessContext)
def careless() -> int:
    """Reads on after such an error, and needs no more of the database."""
    with contextlib.suppress(DatabaseError), connection.cursor() as cursor:
        cursor.execute("SELECT no_such_column FROM ledger_entry")
    return 1


@client(affects=RunningContext)
def close_connection(note: str) -> None:
    """Closes what its transaction is on."""
    write(note)
    connection.close()


@client(affects=RunningContext)
def try_out(note: str) -> None:
    """Rolls back without an error, as Django lets one."""
    write(note)
    transaction.on_commit(fail)
    transaction.set_rollback(True)


# ---------------------------------------------------------------- what is heard of it


@client(affects=RunningContext.scope(owner="owner"))
def change(owner: int, ends: Literal["", "raise", "hook", "commit"] = "") -> None:
    """Writes, and ends in one of the ways there are."""
    write("heard", owner=999_999 if ends == "commit" else owner)
    if ends == "hook":
        transaction.on_commit(fail)
    if ends == "raise":
        raise RuntimeError("after the row")


@client(affects=RunningContext.scope(owner="owner"))
async def change_slowly(owner: int, folder: str) -> None:
    """Writes, says so by a file, and waits for another."""
    await Entry.objects.acreate(owner_id=owner, amount=1, note="heard")
    (Path(folder) / "started").touch()
    while not (Path(folder) / "go").exists():
        await asyncio.sleep(0.005)


@client(affects=RunningContext.scope(owner="owner"))
def change_twice(owner: int) -> None:
    """Calls another that changes, and says one thing more."""
    change(owner)
    invalidate(running_of, owner=7)


@client(affects=RunningContext.scope(owner="owner"))
def change_in_hooks(owner: int, fails: bool = False) -> None:
    """Says what is stale only when that is committed, as receivers of signals do; perhaps after a hook that fails."""
    write("heard", owner=owner)
    if fails:
        transaction.on_commit(fail)
    transaction.on_commit(lambda: invalidate(running_of, owner=owner))


@client(affects=RunningContext.scope(owner="owner"))
async def change_in_hooks_async(owner: int) -> None:
    """The same of an async one."""
    await sync_to_async(change_in_hooks)(owner)


@client(context=RunningContext)
def running_of(owner: int | None = None) -> int:
    """A member with a param."""
    return owner or 0
