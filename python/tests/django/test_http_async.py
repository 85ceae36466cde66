"""Where functions run: async ones on the event loop of the server, with their queries in the transaction; the others
where they block nobody. Under WSGI async functions have a loop for the occasion.
"""

import threading
from collections.abc import Callable

import pytest
from serving import Server, Start, until
from test_http_transactions import RUNNING, rows
from wire import Answer, Browser


@pytest.fixture
def server(kind: str, store: str, start: Start) -> Server:
    return start(kind, store, INSTALLED_APPS=RUNNING)


def in_another_thread(call: Callable[[], Answer]) -> tuple[threading.Thread, list[Answer]]:
    answers: list[Answer] = []
    thread = threading.Thread(target=lambda: answers.append(call()))
    thread.start()
    return thread, answers


def test_async_function_runs_on_the_servers_loop(server: Server, nobody: Browser) -> None:
    native = server.kind == "uvicorn"
    assert (nobody.call("where_async").json["result"] == "MainThread") == native
    thread, in_transaction = nobody.call("where_async_mutation").json["result"]
    assert (thread == "MainThread") == native
    assert in_transaction is True


def test_members_of_both_kinds_are_read_together(server: Server, nobody: Browser) -> None:
    bundle = nobody.read("running").json
    assert bundle["running_sync"] != "MainThread"
    assert (bundle["running_async"] == "MainThread") == (server.kind == "uvicorn")


def test_sync_function_runs_in_the_requests_own_thread(kind: str, start: Start) -> None:
    server = start(kind, INSTALLED_APPS=RUNNING, MIDDLEWARE=["testsite.middleware.TellsItsThread"])
    assert Browser(server.port).call("beside_the_middleware").json["result"] is True


@pytest.mark.parametrize("kind", ["uvicorn"])
def test_only_a_transaction_around_an_async_function_has_a_thread_of_its_own(server: Server, nobody: Browser) -> None:
    assert nobody.call("threads_around_a_transaction").json["result"] == 1
    # It ends with its call.
    until(lambda: nobody.call("threads_around_a_call").json["result"] == 0)


@pytest.mark.parametrize("kind", ["uvicorn"])
def test_async_mutation_does_not_hold_the_loop(server: Server) -> None:
    thread, answers = in_another_thread(lambda: Browser(server.port).call("wait_on_the_loop"))
    while thread.is_alive():
        # It may not have begun to wait; then this one is heard all the same.
        assert Browser(server.port).call("meet_on_the_loop").status == 200
        thread.join(0.1)
    assert answers[0].status == 200
    assert rows(server, "met") > 0


def test_function_that_waits_does_not_hold_the_loop(server: Server) -> None:
    thread, answers = in_another_thread(lambda: Browser(server.port).call("wait_in_a_thread"))
    assert Browser(server.port).call("meet_in_threads").status == 200
    thread.join(30)
    assert answers[0].json["result"] is True


def test_rows_of_gathered_tasks_are_one_transaction(server: Server, nobody: Browser) -> None:
    before = rows(server, "gathered")
    assert nobody.call("gather", note="gathered", fails=False).status == 200
    assert rows(server, "gathered") == before + 5
    nobody.call("gather", note="undone", fails=True).problem(500, "INTERNAL")
    assert rows(server, "undone") == 0


def test_async_mutations_at_once_stay_apart(server: Server) -> None:
    """Each has a thread and a transaction of its own, on the one loop: what fails undoes nobody else's rows."""
    before, calls = rows(server, "apart"), []
    for number in range(8):
        fails = number % 2 == 0
        note = "fallen" if fails else "apart"
        calls.append(in_another_thread(lambda n=note, f=fails: Browser(server.port).call("gather", note=n, fails=f)))
    for thread, _ in calls:
        thread.join(60)
    assert [answers[0].status for _, answers in calls] == [500, 200] * 4
    assert rows(server, "apart") == before + 20
    assert rows(server, "fallen") == 0
