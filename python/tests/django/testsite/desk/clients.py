"""Reads and mutations of tickets."""

from datetime import date
from decimal import Decimal

from django.http import HttpResponse
from pydantic import BaseModel

from mizan import BigInt, DomainError, ReactContext, Upload, client
from mizan.errors import Conflict
from testsite.desk.models import Ticket

DeskContext = ReactContext("desk", identity="desk", view=("page",))


class TicketRow(BaseModel):
    id: int
    title: str


class Full(BaseModel):
    """How many tickets a desk has room for."""

    room: int


class DeskFull(DomainError[Full]):
    """The desk has no room left."""


@client(context=DeskContext)
def tickets(desk: int, page: int = 1, since: date | None = None) -> list[TicketRow]:
    """The tickets on one desk."""
    rows = Ticket.objects.filter(desk=desk).order_by("pk")[(page - 1) * 10 : page * 10]
    return [TicketRow(id=row.pk, title=row.title) for row in rows]


@client(context=DeskContext)
def ticket_count(desk: int) -> int:
    """How many there are."""
    return Ticket.objects.filter(desk=desk).count()


@client(affects=DeskContext, raises=[DeskFull])
def add_ticket(desk: int, title: str) -> TicketRow:
    """Lays a ticket on a desk, which its own signal says as well."""
    if title == "one too many":
        raise DeskFull(Full(room=3), detail="clear it first")
    ticket = Ticket.objects.create(desk=desk, title=title)
    if title == "broken":
        raise RuntimeError("the ticket is broken")
    if title == "taken":
        raise Conflict("it is taken")
    return TicketRow(id=ticket.pk, title=ticket.title)


@client(affects=DeskContext)
async def add_ticket_async(desk: int, title: str) -> int:
    """The same, asynchronously."""
    ticket = await Ticket.objects.acreate(desk=desk, title=title)
    return ticket.pk


@client(auth=True)
def my_name(request) -> str:
    """Who calls."""
    return request.user.username


@client
def priced(price: Decimal, count: BigInt, day: date, row: TicketRow) -> list[str]:
    """Says what it was given."""
    return [str(price * count), day.isoformat(), row.title]


@client
def weigh(papers: list[Upload], cover: Upload | None = None, note: str = "") -> list[str]:
    """Says of files what they are."""
    return [note, *(f"{paper.name} {paper.content_type} {len(paper.read())}" for paper in [*papers, cover] if paper)]


@client(context=DeskContext, cache=False)
def desk_failure(desk: int) -> int:
    """A member that fails, for the desk 13."""
    if desk == 13:
        frame_of_the_function = "here"
        raise RuntimeError(f"the thirteenth desk, {frame_of_the_function}")
    return 0


@client(affects=[DeskContext, "tickets"], auth="keeper", route="desks/<int:desk>/close/")
def close_desk(request, desk: int) -> HttpResponse:
    """A page that clears a desk."""
    Ticket.objects.filter(desk=desk).delete()
    return HttpResponse("closed")


@client(private=True, affects=DeskContext.scope(desk="number"), route="hooks/ticket/<int:number>/")
def ticket_hook(request, number: int) -> HttpResponse:
    """A webhook."""
    return HttpResponse(str(number))


@client(private=True, affects=DeskContext)
def clear_desks() -> int:
    """A job of the night's."""
    return Ticket.objects.all().delete()[0]
