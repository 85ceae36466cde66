"""How a project tests its functions by `mizan.django.test`, as the guide shows it. Run by `test_helper`."""

import json
from datetime import date
from decimal import Decimal

from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections, transaction
from django.test import TestCase, TransactionTestCase

from mizan import invalidate
from mizan.django.outside import overheard
from mizan.django.signals import invalidated
from mizan.django.test import AsyncMizanClient, MizanClient, captured_invalidations
from mizan.errors import BadRequest, Conflict, Csrf, Fault, Internal, Invalid, NotFound, Unauthenticated
from testsite.desk.clients import DeskContext, DeskFull, TicketRow, add_ticket, tickets
from testsite.desk.models import Ticket


def desk(number: int) -> dict[str, object]:
    return {"context": "desk", "params": {"desk": number}}


class Calls(TestCase):
    """Nothing is ever committed here."""

    client: MizanClient
    client_class = MizanClient
    async_client: AsyncMizanClient
    async_client_class = AsyncMizanClient

    def test_calls_and_reads_by_name_and_by_function(self) -> None:
        row = self.client.call("add_ticket", desk=1, title="first")
        self.assertEqual(row["title"], "first")
        self.assertEqual(self.client.call(add_ticket, desk=1, title="second")["title"], "second")
        read = self.client.read("desk", desk=1)
        self.assertEqual([each["title"] for each in read["tickets"]], ["first", "second"])
        self.assertEqual(self.client.read(DeskContext, page=2, desk=1)["ticket_count"], 2)
        self.assertEqual(self.client.response.request["QUERY_STRING"], "desk=1&page=2", "as generated clients ask")
        self.assertEqual(self.client.response.headers["Content-Type"], "application/json")
        self.assertEqual(self.client.read(DeskContext, desk=2, since=date(2026, 11, 23))["tickets"], [])
        self.assertEqual(self.client.read(DeskContext, desk=2, since=None)["tickets"], [])

    def test_arguments_are_pythons(self) -> None:
        given = {"price": Decimal("1.50"), "count": 2**70, "day": date(2026, 11, 23), "row": TicketRow(id=1, title="x")}
        self.assertEqual(self.client.call("priced", **given), [str(Decimal("1.5") * 2**70), "2026-11-23", "x"])
        self.assertEqual(self.client.call("priced", **given | {"row": {"id": 1, "title": "y"}})[2], "y")

    def test_files_are_sent_as_files(self) -> None:
        text = SimpleUploadedFile("a.txt", b"abc", "text/plain")
        other = SimpleUploadedFile("b.bin", b"\x00" * 5, "application/octet-stream")
        cover = SimpleUploadedFile("c.png", b"1", "image/png")
        weighed = self.client.call("weigh", papers=[text, other], cover=cover, note="all")
        self.assertEqual(
            weighed, ["all", "a.txt text/plain 3", "b.bin application/octet-stream 5", "c.png image/png 1"]
        )
        text.seek(0)
        self.assertEqual(self.client.call("weigh", papers=[text], cover=None), ["", "a.txt text/plain 3"])
        self.assertEqual(self.client.call("weigh", papers=[], note="none"), ["none"])
        text.seek(0)
        with self.assertRaises(Invalid) as caught:
            self.client.call("weigh", papers=[], note=text)
        self.assertEqual({fault.path[1] for fault in caught.exception.errors}, {"note"})

    def test_problems_are_raised_as_what_they_are(self) -> None:
        with self.assertRaises(Invalid) as caught:
            self.client.call("priced", price="much", count=2**70, day=date(2026, 11, 23), colour="red")
        self.assertEqual(
            caught.exception.errors,
            (
                Fault(("args", "colour"), "unknown"),
                Fault(("args", "price"), "format"),
                Fault(("args", "row"), "missing"),
            ),
        )
        with self.assertRaises(Unauthenticated):
            self.client.call("my_name")
        with self.assertRaises(NotFound):
            self.client.call("no_such_function")
        with self.assertRaises(NotFound):
            self.client.read("no_such_context")
        with self.assertRaises(BadRequest):
            self.client.read("desk", desk="05")
        with self.assertRaises(Conflict) as conflict:
            self.client.call("add_ticket", desk=1, title="taken")
        self.assertEqual(conflict.exception.detail, "it is taken")
        self.assertEqual(Ticket.objects.count(), 0)

    def test_domain_errors_are_raised_with_their_data(self) -> None:
        with self.assertRaises(DeskFull) as caught:
            self.client.call("add_ticket", desk=1, title="one too many")
        self.assertEqual((caught.exception.data.room, caught.exception.detail), (3, "clear it first"))

    def test_what_fails_is_raised_as_it_was(self) -> None:
        with self.assertRaisesMessage(RuntimeError, "the ticket is broken"):
            self.client.call("add_ticket", desk=1, title="broken")
        self.client.raise_request_exception = False
        with self.assertRaises(Internal):
            self.client.call("add_ticket", desk=1, title="broken")

    def test_who_calls(self) -> None:
        self.client.force_login(get_user_model().objects.create(username="ada"))
        self.assertEqual(self.client.call("my_name"), "ada")
        checked = MizanClient(enforce_csrf_checks=True)
        checked.force_login(get_user_model().objects.get(username="ada"))
        self.assertEqual(checked.call("my_name"), "ada")
        refused = checked.post(
            "/api/mizan/call/my_name/", b"{}", "application/json", headers={"Sec-Fetch-Site": "same-origin"}
        )
        self.assertIsInstance(refused.mizan_problem, Csrf)

    def test_what_a_call_drops(self) -> None:
        with captured_invalidations() as targets:
            self.client.call("add_ticket", desk=1, title="x")
            self.assertEqual(targets, [desk(1)])
            self.client.call("add_ticket_async", desk=2, title="x")
        self.assertEqual(targets, [desk(1), desk(2)])
        invalidate(DeskContext, desk=3)
        self.assertEqual(targets, [desk(1), desk(2)])

    def test_what_is_dropped_outside_of_calls(self) -> None:
        with captured_invalidations() as targets:
            invalidate(DeskContext)
            invalidate("tickets", desk=4)
            Ticket.objects.create(desk=5, title="x")
            add_ticket(desk=6, title="by Python")
        member = {"context": "desk", "function": "tickets", "params": {"desk": 4}}
        self.assertEqual(targets, ["desk", member, desk(5), desk(6), desk(6)])

    def test_what_waits_for_a_commit_that_never_comes(self) -> None:
        with transaction.atomic():
            invalidate(DeskContext, desk=1)
            with captured_invalidations() as targets:
                invalidate(DeskContext, desk=2)
                try:
                    with transaction.atomic():
                        invalidate(DeskContext, desk=3)
                        raise LookupError
                except LookupError:
                    pass
                with transaction.atomic():
                    invalidate(tickets, desk=4)
                self.assertEqual(targets, [])
        member = {"context": "desk", "function": "tickets", "params": {"desk": 4}}
        self.assertEqual(targets, [desk(2), member])

    def test_djangos_own_helper_performs_what_waits(self) -> None:
        heard: list[object] = []

        def hear(targets: list[object], **kwargs: object) -> None:
            heard.extend(targets)

        invalidated.connect(hear)
        self.addCleanup(invalidated.disconnect, hear)
        transaction.on_commit(lambda: heard.append("somebody else's, from before"))
        with self.captureOnCommitCallbacks(execute=True), transaction.atomic():
            invalidate(DeskContext, desk=7)
        self.assertEqual(heard, [desk(7)])

    def test_a_target_that_is_none_is_refused_where_it_is_named(self) -> None:
        for params in ({"page": 1}, {"colour": 1}, {"desk": "seven"}):
            with captured_invalidations() as targets, self.assertRaises(ValueError) as caught:
                invalidate(DeskContext, **params)
            self.assertIn(next(iter(params)), str(caught.exception))
            self.assertEqual(targets, [])

    async def test_the_same_by_the_async_client(self) -> None:
        async with captured_invalidations() as targets:
            row = await self.async_client.call("add_ticket", desk=1, title="first")
            number = await self.async_client.call("add_ticket_async", desk=2, title="second")
            await Ticket.objects.acreate(desk=3, title="third")
            invalidate(DeskContext, desk=4)
        self.assertEqual(targets, [desk(1), desk(2), desk(3), desk(4)])
        self.assertEqual(number, row["id"] + 1)
        read = await self.async_client.read("desk", desk=2)
        self.assertEqual([each["title"] for each in read["tickets"]], ["second"])
        with self.assertRaises(DeskFull):
            await self.async_client.call("add_ticket", desk=1, title="one too many")
        user = await get_user_model().objects.acreate(username="ada")
        await self.async_client.aforce_login(user)
        self.assertEqual(await self.async_client.call("my_name"), "ada")
        with self.assertRaisesMessage(RuntimeError, "the thirteenth desk"):
            await self.async_client.read("desk", desk=13)


class Commits(TransactionTestCase):
    """Everything is really committed here, on two databases."""

    client: MizanClient
    client_class = MizanClient
    databases = ("default", "other")

    def test_what_is_dropped_is_told_after_the_commit_and_not_before(self) -> None:
        with captured_invalidations() as targets:
            with transaction.atomic():
                with transaction.atomic():
                    invalidate(DeskContext, desk=1)
                self.assertEqual(targets, [])
            self.assertEqual(targets, [desk(1)])
            self.client.call("add_ticket", desk=2, title="x")
            self.assertEqual(targets, [desk(1), desk(2)])
        with captured_invalidations() as targets:
            try:
                with transaction.atomic():
                    invalidate(DeskContext, desk=1)
                    raise LookupError
            except LookupError:
                pass
        self.assertEqual(targets, [])

    def test_hooks_of_others_that_raise_do_not_keep_ours_from_running(self) -> None:
        def fail() -> None:
            raise LookupError

        with captured_invalidations() as targets:
            with self.assertRaises(LookupError), transaction.atomic():
                transaction.on_commit(fail)
                invalidate(DeskContext, desk=1)
                transaction.on_commit(fail)
                invalidate(DeskContext, desk=2)
            self.assertEqual(targets, [desk(1), desk(2)])
        self.assertFalse(connections["default"].run_on_commit)

    def test_what_cannot_be_told_is_logged_and_nobody_elses_hooks_are_kept_from_running(self) -> None:
        def fail(_: object) -> None:
            raise LookupError

        ran: list[int] = []
        with overheard(fail), self.assertLogs("django.db.backends.base", "ERROR") as logged, transaction.atomic():
            transaction.on_commit(lambda: ran.append(1))
            invalidate(DeskContext, desk=1)
            transaction.on_commit(lambda: ran.append(2))
        self.assertEqual(ran, [1, 2])
        self.assertIn("AfterCommit", logged.output[0])

    def test_receivers_that_raise_keep_nobody_from_hearing(self) -> None:
        heard: list[object] = []

        def fail(**kwargs: object) -> None:
            raise LookupError

        def hear(targets: list[object], **kwargs: object) -> None:
            heard.extend(targets)

        for receiver in (fail, hear):
            invalidated.connect(receiver)
            self.addCleanup(invalidated.disconnect, receiver)
        with self.assertLogs("django.dispatch", "ERROR"):
            invalidate(DeskContext, desk=1)
        with self.assertLogs("django.dispatch", "ERROR"):
            self.assertEqual(self.client.call("add_ticket", desk=2, title="x")["title"], "x")
        self.assertEqual(heard, [desk(1), desk(2)])

    def test_with_transactions_on_two_databases_nothing_is_told_too_early_for_good(self) -> None:
        with captured_invalidations() as targets:
            with transaction.atomic("other"), transaction.atomic("default"):
                invalidate(DeskContext, desk=1)
                self.assertEqual(targets, [])
            self.assertEqual(targets[-1], desk(1), "told, the last time after both were committed")
        with captured_invalidations() as targets:
            try:
                with transaction.atomic("other"):
                    with transaction.atomic("default"):
                        invalidate(DeskContext, desk=2)
                    raise LookupError
            except LookupError:
                pass
        self.assertEqual(targets, [desk(2)], "one of them was committed")
        with captured_invalidations() as targets:
            try:
                with transaction.atomic("other"), transaction.atomic("default"):
                    invalidate(DeskContext, desk=3)
                    raise LookupError
            except LookupError:
                pass
        self.assertEqual(targets, [])

    def test_calls_are_logged_on_one_line_and_without_a_value(self) -> None:
        with self.assertLogs("mizan.requests", "INFO") as logged:
            self.client.call("add_ticket", desk=1, title="canary")
            self.client.read("desk", desk=77_123)
            with self.assertRaises(DeskFull):
                self.client.call("add_ticket", desk=1, title="one too many")
        lines = [record.getMessage() for record in logged.records]
        self.assertRegex(lines[0], r"^POST call/add_ticket/ 200 in [\d.]+ ms, 1 target$")
        self.assertRegex(lines[1], r"^GET ctx/desk/ 200 in [\d.]+ ms$")
        self.assertRegex(lines[2], r"^POST call/add_ticket/ 409 in [\d.]+ ms, 1 target$")
        self.assertEqual([record.levelname for record in logged.records], ["INFO", "INFO", "WARNING"])
        self.assertEqual([record.__dict__["targets"] for record in logged.records], [1, 0, 1])
        self.assertEqual(logged.records[2].__dict__["status_code"], 409)
        told = json.dumps([{**record.__dict__, "args": str(record.args)} for record in logged.records], default=str)
        self.assertNotIn("canary", told)
        self.assertNotIn("77123", told.replace("_", ""))
