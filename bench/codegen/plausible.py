"""Writes the IR and the client of an API that somebody could have written, for what each of its functions costs a page.

    python plausible.py FOLDER FUNCTIONS

Names are a verb and a thing, arguments bear names that recur as they do in an API; some are of a type that needs a
codec, some are files. All is drawn from a seed: the same number gives the same client, and a larger one begins with it.
"""

import json
import subprocess
import sys
from itertools import islice, product
from pathlib import Path
from random import Random
from typing import Any

from mizan import _native

VERBS = (
    "add accept approve archive assign attach book cancel change check claim close confirm convert copy create delete "
    "detach edit export find forward freeze grant hide import invite join leave list lock mark merge move notify open "
    "pay print publish reject remind remove rename reopen replace request reserve reset restore revoke schedule send "
    "set share sort split start stop submit transfer unlock update verify"
)
THINGS = (
    "account activity address agreement allowance article asset attendee badge balance bank banner batch booking "
    "branch budget bundle calendar campaign candidate category channel charge claim comment commission company "
    "consent contact contract country coupon course credit currency customer dashboard deadline delivery department "
    "deposit discount document domain donation draft email employee entry event expense feature feedback field filter "
    "folder forecast gateway goal group guest holiday image import invoice issue item journal keyword language ledger "
    "lesson license limit location machine mailbox manual meeting member menu message milestone mission newsletter "
    "note number offer office order outlet owner package page parcel partner password payment payout permission "
    "person phone picture plan playlist policy position post price product profile project provider quota quote "
    "rating reading receipt recipe record refund region reminder report reservation resource review reward role room "
    "rota route rule salary sample schedule season section session shift shipment signature site skill slot snapshot "
    "source stage stock store style subscription supplier survey table target task tax team template tenant term "
    "theme thread ticket timesheet token tour transaction translation trip unit vacancy variant vehicle vendor venue "
    "version visit volume voucher wallet warehouse webhook widget window workflow zone"
)
ARGUMENTS: dict[str, dict[str, Any]] = {
    "body city code color email label locale name query reason slug summary": {"type": "string"},
    "count height limit offset parent_id quantity rank user_id width": {"type": "integer"},
    "draft dry_run force is_public notify recursive": {"type": "boolean"},
    "birthday ends_on starts_on": {"type": "date"},
    "expires_at remind_at": {"type": "datetime"},
    "amount share": {"type": "decimal"},
    "comment phone": {"type": "optional", "item": {"type": "string"}},
    "member_ids tag_ids": {"type": "list", "item": {"type": "integer"}},
    "serial_number": {"type": "bigint"},
    "attachment": {"type": "file"},
}
"""Types by the names of the arguments that have them."""


def document(functions: int) -> str:
    """The IR's text."""
    random = Random(1)
    names = list(product(VERBS.split(), THINGS.split()))
    random.shuffle(names)
    arguments = [(name, of) for several, of in ARGUMENTS.items() for name in several.split()]
    made: list[dict[str, Any]] = []
    for verb, thing in islice(names, functions):
        args = [(f"{thing}_id", {"type": "integer"}), *random.sample(arguments, random.randrange(5))]
        result = {"type": "ref", "name": thing.title()}
        made.append(
            {"name": f"{verb}_{thing}", "args": [{"name": name, "type": of} for name, of in args], "result": result}
        )
    results = sorted({each["result"]["name"] for each in made})
    fields = [{"name": "id", "type": {"type": "integer"}}]
    types = [{"kind": "struct", "name": name, "fields": fields} for name in results]
    return _native.Graph(json.dumps({"version": 1, "types": types, "functions": made}).encode()).text()


def main(folder: Path, functions: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    ir = folder / "api.kdl"
    ir.write_text(document(functions))
    command = [sys.executable, "-m", "mizan.cli", "generate", str(ir), str(folder), "--target", "react"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
