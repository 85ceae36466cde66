"""`manage.py mizan_routes`: what is exposed, with guards and what it drops, as a table and as JSON."""

import json
import os
import pty
import subprocess
import sys
from typing import Any

import pytest
from serving import HERE, environment, manage
from testsite.desk import SETTINGS


@pytest.fixture(scope="module")
def table() -> str:
    done = manage("mizan_routes", settings=SETTINGS)
    assert done.returncode == 0, done.stderr
    return str(done.stdout)


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    done = manage("mizan_routes", "--json", settings=SETTINGS)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_table_names_everything_with_its_guard_and_what_it_drops(table: str) -> None:
    for line in (
        "Functions  POST /api/mizan/call/…/",
        "  add_entry(amount, note, owner_id)          own data   drops ledger by owner_id (argument)",
        "  add_for(amount, owner)                     anybody    drops ledger by owner_id = owner (explicit)",
        "  add_mine(amount)                           signed in  drops ledger by owner_id = the caller (identity)",
        "  echo_async(text)                           anybody",
        "  sign_in(name)                              anybody    drops all of late",
        "                                                        drops open by note (argument)",
        "Context desk  GET /api/mizan/ctx/desk/, the caller is `desk`, never scoped by `page`",
        "  desk_failure(desk)          anybody  never cached",
        "  tickets(desk, page, since)  anybody  cached per caller",
        "  POST /pages/desks/<int:desk>/close/     close_desk(desk)     role keeper  drops desk by desk (argument)",
        "  POST /pages/hooks/ticket/<int:number>/  ticket_hook(number)  private      "
        "drops desk by desk = number (explicit)",
        "Private  Python code alone calls these",
        "  clear_desks()  private  drops desk by desk = the caller (identity)",
        "Transactions  on default: of every mutation, and of every bundle of reads",
    ):
        assert f"{line}\n" in table, line
    assert "\x1b" not in table, "there are no colours in a pipe"


def test_the_json_has_the_same_for_tools(told: dict[str, Any]) -> None:
    assert (told["base"], told["routes"], told["databases"]) == ("/api/mizan/", "/pages/", ["default"])
    functions = {each["name"]: each for each in told["functions"]}
    place = functions["add_ticket"].pop("place")
    assert "testsite/desk/clients.py:" in place
    assert functions["add_ticket"] == {
        "name": "add_ticket",
        "path": "/api/mizan/call/add_ticket/",
        "auth": None,
        "args": {"desk": "integer", "title": "string"},
        "raises": ["DESK_FULL"],
        "drops": [{"context": "desk", "member": None, "tier": "argument", "params": {"desk": "desk"}}],
    }
    assert functions["priced"]["args"] == {"count": "bigint", "day": "date", "price": "decimal", "row": "TicketRow"}
    desk = next(each for each in told["contexts"] if each["name"] == "desk")
    assert (desk["path"], desk["identity"], desk["view"]) == ("/api/mizan/ctx/desk/", "desk", ["page"])
    assert [member["name"] for member in desk["members"]] == ["desk_failure", "ticket_count", "tickets"]
    assert desk["members"][2]["args"] == {"desk": "integer", "page": "integer", "since": "date or null"}
    views = {each["name"]: each for each in told["views"]}
    assert views["ticket_hook"]["private"] and not views["close_desk"]["private"]
    assert views["close_desk"]["methods"] == ["POST"] and views["close_desk"]["auth"] == "role:keeper"
    assert [target["member"] for target in views["close_desk"]["drops"]] == [None, "tickets"]
    assert [each["name"] for each in told["private"]] == ["clear_desks"]
    assert told["private"][0]["path"] is None


def on_a_terminal(**variables: str) -> str:
    """What the command writes to a terminal of its own, whatever the tests' own surroundings say of colours."""
    bare = {name: text for name, text in environment(SETTINGS, ":memory:").items() if name != "NO_COLOR"}
    ours, theirs = pty.openpty()
    with open(theirs, "wb", buffering=0) as terminal:  # noqa: PTH123 - a descriptor has no path
        process = subprocess.Popen(
            [sys.executable, str(HERE / "manage.py"), "mizan_routes"],
            env=bare | {"TERM": "xterm", **variables},
            stdout=terminal,
            stderr=terminal,
        )
    written = b""
    try:
        while chunk := os.read(ours, 65536):
            written += chunk
    except OSError:
        pass  # So a terminal ends on Linux, whose other end is closed.
    finally:
        os.close(ours)
    assert process.wait(60) == 0, written
    return written.decode()


def test_addresses_are_below_the_prefix_of_the_whole_project() -> None:
    done = manage("mizan_routes", "--json", settings={**SETTINGS, "FORCE_SCRIPT_NAME": "/office"})
    found = json.loads(done.stdout)
    assert (found["base"], found["routes"]) == ("/office/api/mizan/", "/office/pages/")


def test_colours_are_for_terminals() -> None:
    assert "\x1b[" in on_a_terminal()
    assert "\x1b[" not in on_a_terminal(NO_COLOR="1")
    assert "\x1b[" in manage("mizan_routes", "--force-color", settings=SETTINGS).stdout


def test_what_no_address_leads_to_is_said() -> None:
    bare = {**SETTINGS, "ROOT_URLCONF": "testsite.bare_urls"}
    table = manage("mizan_routes", settings=bare).stdout
    assert 'Functions  no address leads here: add `path("api/mizan/", include("mizan.django.urls"))`' in table
    assert 'Views  no address leads here: add `path("", include("mizan.django.routes"))`' in table
    assert "  POST desks/<int:desk>/close/ " in table
    checked = manage("check", settings=bare).stderr
    assert "(mizan.W002)" in checked
    assert "(mizan.W005) no address leads to `close_desk` and 1 more, declared with `route`" in checked
    assert "(mizan.W005)" not in manage("check", settings=SETTINGS).stderr


def test_a_broken_graph_has_no_table() -> None:
    broken = {
        "INSTALLED_APPS": ["django.contrib.auth", "django.contrib.contenttypes", "mizan.django", "testsite.broken"]
    }
    done = manage("mizan_routes", settings=broken)
    assert done.returncode == 1 and "Traceback" not in done.stderr and "(mizan.E002)" in done.stderr
