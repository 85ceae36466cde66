"""Where the nearest systems fail, over HTTP on both servers: what was not shown elsewhere, and where the rest is.

What has to do with a store or an edge comes with them. Each other line, and the tests that hold it; the last test of
this module looks whether they are there.

- a purge before the commit, a transaction for each request
  test_http_transactions: test_result_is_committed_when_it_is_answered
  test_http_heard: test_result
- a commit that fails is answered as done
  test_http_transactions: test_database_that_refuses_to_commit
- junk params are entries of their own
  test_http_reads: test_query_that_does_not_fit
  test_attacks_names: test_attack_11_parameter_cloaking
- the guard is asked after the cache; the demoted user
  test_http_reads: test_condition_is_asked_after_the_guards
  test_peers: test_who_was_demoted_gets_nothing_by_a_condition
- answers that depend on a header or a session
  test_http_reads: test_cached_member_sees_nothing_but_its_caller
- `5`, `05`, `+5`, `5.0` are entries of their own
  test_attacks_names: test_attack_10_key_confusion
- a list param cannot be called
  test_http_reads: test_text_arrives_as_it_was_written
  test_peers: test_a_list_param_can_be_called
- every rich type is text
  test_every_type: test_every_type_comes_back_unchanged_and_stands_in_the_docs
- null, constraints, tags vanish; class names collide; generics
  test_peers: test_types_that_others_export_wrongly
- a body that is no object, bad UTF-8, surrogates, depth
  test_http_bodies: test_body_that_cannot_be_read
- a `fn` that is a list
  test_peers: test_the_function_is_in_the_path_alone
- a number of 5,000 digits
  test_http_bodies: test_five_thousand_digits
- NaN as invalid JSON with 200
  test_peers: test_results_that_json_does_not_have
- a missing token and a long body answer HTML
  test_http_site: test_a_session_needs_the_token
  test_http_secrets: test_debug_answers_no_pages
- 405 without `Allow`
  test_http_paths: test_method_that_the_path_does_not_have
- texts of exceptions leak
  test_http_secrets: test_text_of_an_exception_stays_inside
  test_peers: test_paths_in_exceptions_stay_inside
- leaks over WebSocket
  test_http_slow: test_websocket_is_refused_before_it_opens
- async functions fail
  test_http_async: test_async_function_runs_on_the_servers_loop
  test_peers: test_async_functions_answer_and_refuse
- a client with a token is refused by CSRF
  test_http_identity: test_token_decides_alone_and_none_holds_yet
- privacy is guessed from names
  test_peers: test_privacy_is_declared_not_guessed
- the README's own example registers nothing
  test_readme: test_the_first_five_minutes_end_in_a_typed_call_that_refreshes_the_screen
- `route=` is declared and does nothing
  test_http_views: test_converters_give_values_of_the_arguments_types
"""

import re
from pathlib import Path

import pytest
from serving import Server, Start
from wire import BASE, Browser

SETTINGS = {
    "INSTALLED_APPS": [
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "mizan.django",
        "testsite.ledger",
        "testsite.rivals",
    ],
    "DEBUG": True,
}
SITE = Path(__file__).parent
SUITES = (SITE, SITE.parents[2] / "tests/afi")


@pytest.fixture
def server(kind: str, start: Start) -> Server:
    return start(kind, **SETTINGS)


def test_who_was_demoted_gets_nothing_by_a_condition(server: Server, nobody: Browser) -> None:
    cleo = Browser(server.port).sign_in("root")
    read = cleo.read("seen", user_id=7)
    assert (read.status, read.json) == (200, {"seen_by_staff": "4 sees 7"})
    condition = {"If-None-Match": read.header("etag")}
    assert cleo.read("seen", headers=condition, user_id=7).status == 304
    nobody.read("seen", headers=condition, user_id=7).problem(401, "UNAUTHENTICATED")
    assert nobody.call("demote", user_id=4).json["invalidate"] == ["seen"]
    for headers in (condition, {}, {"If-None-Match": "*"}):
        cleo.read("seen", headers=headers, user_id=7).problem(403, "FORBIDDEN")


def test_a_list_param_can_be_called(nobody: Browser) -> None:
    assert nobody.read("open", "kinds=a&kinds=b").json["open_count"] == nobody.read("open").json["open_count"] + 2
    nobody.read("open", "kinds[]=a").problem(400, "BAD_REQUEST")


def test_types_that_others_export_wrongly(nobody: Browser) -> None:
    text = nobody.get(f"{BASE}ir/").body.decode()
    names = set(re.findall(r'^struct "([^"]+)"', text, re.MULTILINE))
    mine, theirs = sorted(name for name in names if name.endswith("Item") and "Listed" not in name)
    assert mine != theirs
    assert [name for name in names if re.fullmatch(r"\w+", name)] == list(names), "every name is one that a client has"
    result = nobody.call("both_items", mine={"name": "a"}, theirs={"title": "b"}).json["result"]
    assert result == {"items": [{"name": "a"}, {"name": "b"}]}
    refused = nobody.call("both_items", mine={"title": "a"}, theirs={"name": "b"}).faults(422, "INVALID")
    assert {code for _, code in refused} == {"missing", "unknown"}
    for value in (5, "5", None):
        assert nobody.call("number_text_or_nothing", value=value).json["result"] == value
    nobody.call("number_text_or_nothing", value=[]).problem(422, "INVALID")
    assert nobody.call("at_most_ten", value=10).json["result"] == 10
    assert nobody.call("at_most_ten", value=11).faults(422, "INVALID") == [(["args", "value"], "range")]
    assert nobody.call("animal", value={"kind": "dog", "name": "x"}).json["result"] == "Dog"
    for value in ({"kind": "cow"}, {"name": "x"}, {"kind": "cat", "name": "x"}):
        nobody.call("animal", value=value).problem(422, "INVALID")


def test_the_function_is_in_the_path_alone(nobody: Browser) -> None:
    for body in (b'{"fn":["echo"],"args":{}}', b'{"fn":"echo","args":{}}', b'{"fn":{"a":1}}'):
        answer = nobody.post("echo_async", body)
        assert (["fn"], "unknown") in answer.faults(422, "INVALID")
    nobody.send("POST", f"{BASE}call/", b'{"fn":"echo"}', {"Content-Type": "application/json"}).problem(
        404, "NOT_FOUND"
    )


def test_results_that_json_does_not_have(server: Server, nobody: Browser) -> None:
    for function in ("no_number", "bytes_as_text"):
        seen = server.mark()
        assert nobody.call(function).problem(500, "INTERNAL")["invalidate"] == []
        server.wait_for("the result does not fit", seen)


@pytest.mark.parametrize("name", ["denied", "missing"])
def test_paths_in_exceptions_stay_inside(server: Server, nobody: Browser, name: str) -> None:
    """With debug on as well: who did not ask for a page is told nothing."""
    seen = server.mark()
    answer = nobody.call("open_secret", name=name)
    assert "detail" not in answer.problem(500, "INTERNAL")
    assert b"secret.key" not in answer.body
    assert "secret.key" in server.wait_for("secret.key", seen)


def test_async_functions_answer_and_refuse(nobody: Browser) -> None:
    assert nobody.call("buy", pieces=3).json == {"result": 3, "invalidate": []}
    refused = nobody.call("buy", pieces=4).problem(409, "SOLD_OUT")
    assert refused["data"] == {"pieces": 3}


def test_privacy_is_declared_not_guessed(nobody: Browser, server: Server) -> None:
    """A context with a guard, whatever its params are called, is nobody else's to keep."""
    cleo = Browser(server.port).sign_in("cleo")
    assert cleo.read("seen").header("cache-control") == "private, no-cache"
    assert nobody.read("open").header("cache-control") == "private, no-cache"


def test_every_line_of_the_table_names_tests_that_are_there() -> None:
    sources = {path.stem: path.read_text() for suite in SUITES for path in suite.rglob("test_*.py")}
    named = re.findall(r"^  (test_\w+): (test_\w+)$", __doc__ or "", re.MULTILINE)
    assert len(named) > 25
    assert [each for each in named if f"def {each[1]}(" not in sources[each[0]]] == []
