"""Functions behind every kind of guard, and members that everybody is answered alike."""

from hashlib import sha256
from typing import cast

from django.contrib.auth.models import Group
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest
from django.http.multipartparser import MultiPartParserError

from mizan import CachedRequest, ReactContext, client
from mizan.errors import RateLimited
from testsite.ledger.models import Entry

AdmittedContext = ReactContext("admitted")
MixedContext = ReactContext("mixed")
ShownContext = ReactContext("shown")
PeekedContext = ReactContext("peeked")


def has_key(request: HttpRequest) -> bool:
    """Of the whole request, whoever sends it."""
    return request.headers.get("X-Key") == "k"


async def has_key_async(request: HttpRequest) -> bool:
    """The same, and by a query of its own."""
    return await Entry.objects.acount() >= 0 and has_key(request)


def denies(request: HttpRequest) -> bool:
    raise PermissionDenied


def misses(request: HttpRequest) -> bool:
    raise Http404


def finds_no_form(request: HttpRequest) -> bool:
    raise BadRequest("a secret of the guard")


async def finds_no_parts(request: HttpRequest) -> bool:
    raise MultiPartParserError("a secret of the guard")


def signs(request: HttpRequest) -> bool:
    """By what was sent, as it was sent."""
    return request.headers.get("X-Signature") == sha256(request.body).hexdigest()


async def limits(request: HttpRequest) -> bool:
    raise RateLimited("slowly")


def fails(request: HttpRequest) -> bool:
    raise RuntimeError("a secret of the guard")


def lies(request: HttpRequest) -> bool:
    """What a careless guard gives: a number that is as good as false, or as true."""
    return cast(bool, Entry.objects.filter(pk=-1).count())


@client(auth="staff")
def for_staff() -> str:
    return "staff"


@client(auth="superuser")
def for_superusers() -> str:
    return "superusers"


@client(auth="editors")
def for_editors() -> str:
    return "editors"


@client(auth=has_key)
def for_keys() -> str:
    return "keys"


@client(auth=has_key_async)
def for_keys_async() -> str:
    return "keys"


@client(auth=denies)
def denied() -> None: ...


@client(auth=misses)
def missed() -> None: ...


@client(auth=finds_no_form)
def formless() -> None: ...


@client(auth=finds_no_parts)
def partless() -> None: ...


@client(auth=signs)
def signed(request: HttpRequest, number: int) -> list[int]:
    return [number, len(request.body)]


@client(auth=limits)
def limited() -> None: ...


@client(auth=fails)
def failed(number: int) -> None: ...


@client(auth=lies)
def lied() -> None: ...


@client(affects=AdmittedContext)
def join(request: HttpRequest, group: str) -> None:
    """Makes the caller one of a group."""
    request.user.groups.add(Group.objects.get_or_create(name=group)[0])


@client(auth=True)
def my_roles(request: HttpRequest, asked: str) -> bool:
    """Whether the caller is in the group, by the group itself."""
    return request.user.groups.filter(name=asked).exists()


@client(context=AdmittedContext, auth=True)
def admitted_roles(request: CachedRequest) -> list[str]:
    """The caller's roles, and the caller's permission hash."""
    assert request.caller is not None
    return [*sorted(request.caller.roles), request.caller.permissions]


@client(context=MixedContext, auth=denies)
def mixed_a() -> int:
    return 1


@client(context=MixedContext, auth=has_key_async)
def mixed_b() -> int:
    return 2


@client(context=MixedContext, auth="editors")
def mixed_c() -> int:
    return 3


# ---------------------------------------------------------------- everybody's


@client(context=ShownContext, public=True)
def shown_count(request: CachedRequest, note: str) -> int:
    """The same for all."""
    return Entry.objects.filter(note=note).count()


@client(context=ShownContext, public=True, cache=30)
async def shown_twice(note: str) -> int:
    """The same for all, for half a minute at most."""
    return 2 * await Entry.objects.filter(note=note).acount()


@client(context=PeekedContext, public=True)
def peeked(request: CachedRequest, name: str) -> str:
    """Looks at who asks, which there is nobody who does."""
    return str(getattr(request, name))


@client(affects=[ShownContext, PeekedContext])
def show(note: str) -> None:
    """One more."""
    Entry.objects.create(owner_id=1, amount=1, note=note)
