"""What is dropped outside of calls: the guide's signals, driven by the real admin over HTTP, told after the commit."""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlencode

import pytest
import serving
from serving import KINDS, Server
from testsite.desk import SETTINGS
from wire import Answer, Browser

ROOT = "from django.contrib.auth.models import User; User.objects.create_superuser('root', password='admin of tests')"


@pytest.fixture(scope="module", params=KINDS)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    database = tmp_path_factory.mktemp("desk") / "db.sqlite3"
    for args in (["migrate", "--run-syncdb", "-v", "0"], ["shell", "-v", "0", "-c", ROOT]):
        done = serving.manage(*args, settings=SETTINGS, database=database)
        assert done.returncode == 0, done.stderr
    server = serving.start(request.param, database, SETTINGS)
    yield server
    server.stop()


class Admin(Browser):
    """A person at the admin's forms, with the token that each of them has."""

    def submit(self, path: str, **fields: str) -> Answer:
        page = self.get(path)
        assert page.status == 200, page.body
        token = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', page.body)
        assert token
        body = urlencode({"csrfmiddlewaretoken": token[1].decode(), **fields}).encode()
        return self.send("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})


@pytest.fixture
def admin(server: Server) -> Admin:
    admin = Admin(server.port)
    signed_in = admin.submit("/admin/login/", username="root", password="admin of tests", next="/admin/")
    assert signed_in.status == 302
    return admin


def told(log: str) -> list[tuple[list[object], int]]:
    """What the project's receiver heard of: targets, and how many tickets were committed by then."""
    lines = re.findall(r"INFO mizan.tests dropped (.*) of (-?\d+) tickets", log)
    return [(json.loads(targets), int(seen)) for targets, seen in lines]


def tickets(server: Server, title: str = "%") -> list[int]:
    with closing(sqlite3.connect(server.database, timeout=20)) as connection:
        rows = connection.execute("SELECT id FROM desk_ticket WHERE title LIKE ? ORDER BY id", [title])
        return [row[0] for row in rows]


def desk(number: int) -> dict[str, object]:
    return {"context": "desk", "params": {"desk": number}}


def test_the_admin_drops_what_it_saves_and_deletes(server: Server, admin: Admin) -> None:
    seen, before = server.mark(), len(tickets(server))
    assert admin.submit("/admin/desk/ticket/add/", desk="7", title="new").status == 302
    server.wait_for("of " + str(before + 1), seen)
    number = tickets(server, "new")[-1]
    seen = server.mark()
    assert admin.submit(f"/admin/desk/ticket/{number}/change/", desk="8", title="newer").status == 302
    assert told(server.wait_for("dropped", seen)) == [([desk(8)], before + 1)]
    seen = server.mark()
    assert admin.submit(f"/admin/desk/ticket/{number}/delete/", post="yes").status == 302
    assert told(server.wait_for("dropped", seen)) == [([desk(8)], before)]


def test_what_the_admin_deletes_in_one_go_is_told_of_each(server: Server, admin: Admin) -> None:
    for number in (21, 22):
        assert admin.submit("/admin/desk/ticket/add/", desk=str(number), title="gone soon").status == 302
    first, second = tickets(server, "gone soon")
    fields = [("action", "delete_selected"), ("_selected_action", first), ("_selected_action", second), ("post", "yes")]
    page = admin.get("/admin/desk/ticket/")
    token = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', page.body)
    assert token
    seen = server.mark()
    body = urlencode([*fields, ("csrfmiddlewaretoken", token[1].decode())]).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert admin.send("POST", "/admin/desk/ticket/", body, headers).status == 302
    log = server.wait_for('"desk": 22', seen)
    log = server.wait_for('"desk": 21', seen)
    assert sorted(targets[0]["params"]["desk"] for targets, _ in told(log)) == [21, 22]
    assert not tickets(server, "gone soon")


def test_what_is_rolled_back_drops_nothing(server: Server, admin: Admin) -> None:
    seen = server.mark()
    assert admin.submit("/admin/desk/ticket/add/", desk="9", title="refused").status == 500
    assert not tickets(server, "refused")
    assert admin.submit("/admin/desk/ticket/add/", desk="10", title="kept").status == 302
    assert [targets for targets, _ in told(server.wait_for("dropped", seen))] == [[desk(10)]]


def test_a_hook_of_somebody_elses_that_raises_does_not_lose_ours(server: Server, admin: Admin) -> None:
    seen = server.mark()
    assert admin.submit("/admin/desk/ticket/add/", desk="11", title="hooked").status == 500
    assert tickets(server, "hooked"), "the hook raises after the commit"
    assert [targets for targets, _ in told(server.wait_for("dropped", seen))] == [[desk(11)]]


@pytest.mark.parametrize("function", ["add_ticket", "add_ticket_async"])
def test_within_a_call_a_signal_adds_to_what_the_call_drops(server: Server, function: str) -> None:
    seen, before = server.mark(), len(tickets(server))
    answer = Browser(server.port).call(function, desk=12, title="called")
    assert answer.json["invalidate"] == [desk(12)], "the same target twice is one"
    assert told(server.wait_for("dropped", seen)) == [([desk(12)], before + 1)]
    assert re.search(rf"INFO mizan.requests POST call/{function}/ 200 in [\d.]+ ms, 1 target\n", server.log[seen:])


@pytest.mark.parametrize(("title", "status"), [("broken", 500), ("taken", 409), ("one too many", 409)])
def test_a_call_that_fails_is_told_all_the_same(server: Server, title: str, status: int) -> None:
    seen, before = server.mark(), len(tickets(server))
    answer = Browser(server.port).call("add_ticket", desk=14, title=title)
    assert answer.status == status and answer.json["invalidate"] == [desk(14)]
    assert told(server.wait_for("dropped", seen)) == [([desk(14)], before)]


def test_a_view_of_the_projects_own_drops_at_once_and_its_receivers_may_query(server: Server) -> None:
    for number in (15, 16):
        seen = server.mark()
        assert Browser(server.port).get(f"/drop/?desk={number}").status == 200
        log = server.wait_for("dropped", seen)
        assert [targets for targets, _ in told(log)] == [[desk(number)]]
        assert "by an own connection" in log, "the thread that tells keeps none"
