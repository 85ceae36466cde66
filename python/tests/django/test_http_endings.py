"""Functions that raise what ends a loop, a generator or a process: they have failed, and the server goes on."""

import pytest
from serving import Server, Start
from test_http_transactions import rows
from wire import Browser

ENDINGS = ("StopIteration", "StopAsyncIteration", "GeneratorExit", "SystemExit")


@pytest.fixture
def server(kind: str, store: str, start: Start) -> Server:
    return start(kind, store)


@pytest.mark.parametrize("ending", range(len(ENDINGS)), ids=ENDINGS)
def test_ending_is_a_failure_of_the_function(server: Server, nobody: Browser, ending: int) -> None:
    for function in ("end_mutation", "end_mutation_async"):
        answer = nobody.call(function, owner=2, ending=ending)
        problem = answer.problem(500, "INTERNAL")
        assert problem["invalidate"] == [{"context": "ledger", "params": {"owner_id": 2}}]
        assert rows(server, "rolled back") == 0
    problem = nobody.call("end_in_commit", owner=2, ending=ending).problem(500, "INTERNAL")
    assert problem["invalidate"] == [{"context": "ledger", "params": {"owner_id": 2}}]
    for function in ("end_call", "end_call_async"):
        log = server.mark()
        nobody.call(function, ending=ending).problem(500, "INTERNAL")
        server.wait_for(ENDINGS[ending], log)
    # The process is the same one, and nothing of the transactions is left open.
    assert server.process.poll() is None
    assert nobody.call("add_for", owner=2, amount=1).status == 200
