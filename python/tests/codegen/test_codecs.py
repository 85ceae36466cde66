"""What a generated client makes of values that travel as others: Node runs it, with a transport that keeps the wire."""

import json
import subprocess
from pathlib import Path
from typing import Any

from codegen import shop
from codegen.toolchain import ROOT, node
from mizan.codegen import generate, write

SCRIPT = """
import { createClient, MizanError } from "@mizan/client";
import * as api from "./mizan.ts";

const sent: unknown[] = [];
const raw = { n: "5" };
const receipt = { number: "12345678901234567890", on: "2026-11-23", at: "09:30:00", sums: {}, size: -4, raw };
const box = { kind: "box", barcode: "9007199254740993", colour: "red", photo: "AAH_", "inner-width": 3 };
const pallet = { kind: "pallet", boxes: [box, { kind: "pallet", boxes: [] }], moved: ["2026-11-23T09:30:00Z", "PT5M"] };
const client = createClient({
  transport: {
    call: async (name, args) => {
      sent.push([name, args]);
      if (name === "send" && args["note"] === "too many") {
        const problem = { code: "OUT_OF_STOCK", title: "Out of stock", data: { pieces: "3" }, invalidate: [] };
        throw new MizanError(problem, 409);
      }
      return { result: name === "label" ? "_-8" : receipt, invalidate: [] };
    },
    read: async (context, params) => {
      sent.push([context, params]);
      return { depot_parcels: [pallet], depot_shelves: { a: { b: {} } } };
    },
  },
});

const bundle = await api.depot.fetch(client, { code: 5n, day: new Date("2026-11-23T09:30:00.000Z") });
const [parcel] = bundle.depotParcels;
const sold = await api.send(client, { parcel: parcel! });
const refused = await api.send.safe(client, { note: "too many", parcel: parcel! });
const label = await api.label(client, { of: "green", text: "*/" });
const error = refused.ok ? undefined : refused.error;
const inner = parcel?.kind === "pallet" ? parcel.boxes[0] : undefined;
const got = {
  moved: parcel?.kind === "pallet" ? parcel.moved?.[0] instanceof Date && parcel.moved : undefined,
  barcode: inner?.kind === "box" ? inner.barcode : undefined,
  photo: inner?.kind === "box" ? [...(inner.photo ?? [])] : undefined,
  number: sold.number,
  raw: sold.raw,
  label: label instanceof Uint8Array && [...label],
  pieces: error?.code === "OUT_OF_STOCK" ? error.data.pieces : undefined,
};
console.log(JSON.stringify({ sent, got }, (_, it) => (typeof it === "bigint" ? `${it}n` : it)));
"""


def test_values_that_travel_as_others(tmp_path: Path) -> None:
    write(generate(shop.DEPOT, ["typescript"], schema=shop.SCHEMA, dates="date"), tmp_path)
    (tmp_path / "run.ts").write_text(SCRIPT)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    done = subprocess.run(
        [node(), "--no-warnings", "run.ts"], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    seen: dict[str, Any] = json.loads(done.stdout)
    box = {"kind": "box", "barcode": "9007199254740993", "colour": "red", "photo": "AAH_", "inner-width": 3}
    moved = ["2026-11-23T09:30:00Z", "PT5M"]
    pallet = {"kind": "pallet", "boxes": [box, {"kind": "pallet", "boxes": []}], "moved": moved}
    assert seen["sent"] == [
        ["depot", {"code": "5", "day": "2026-11-23T09:30:00Z"}],
        ["send", {"parcel": pallet}],
        ["send", {"note": "too many", "parcel": pallet}],
        ["label", {"of": "green", "text": "*/"}],
    ]
    assert seen["got"] == {
        "moved": ["2026-11-23T09:30:00.000Z", "PT5M"],
        "barcode": "9007199254740993n",
        "photo": [0, 1, 255],
        # Of a plain union the first branch that fits.
        "number": "12345678901234567890n",
        "raw": {"n": "5"},
        "label": [255, 239],
        "pieces": "3n",
    }
