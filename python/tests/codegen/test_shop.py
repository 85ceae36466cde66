"""The client of a shop: exactly the expected files, formatted, and of the types that its user needs."""

import copy
import json
import random
import time
from pathlib import Path
from typing import Any

import pytest

from codegen import shop
from codegen.shop import DATETIME, DECIMAL, INTEGER, STRING, field, function, listed, optional, ref, struct
from codegen.toolchain import format_problems, type_problems
from mizan.codegen import generate, write
from mizan.ir.document import decode

USES = """
import { createClient, dateTime, type DateTime, fetchTransport, uuid } from "@mizan/client";
import * as api from "./mizan.ts";

const client = createClient({ transport: fetchTransport({ schema: api.schema }) });
// @ts-expect-error The schema is not to be forgotten.
fetchTransport();
const id = uuid("00000000-0000-4000-8000-000000000001");

export async function uses(signal: AbortSignal): Promise<DateTime> {
  const product: api.Product = await api.renameProduct(client, { productId: id, name: "x" }, { signal });
  const bundle: api.CatalogBundle = await api.catalog.fetch(client);
  const { shopOpenedAt } = await api.shop.fetch(client, {}, { signal });
  const orders: api.Order[] = (await api.customer.fetch(client, { customerId: 5, page: 2 })).customerOrders;
  const nothing: null = await api.clearBasket(client);
  await api.placeOrder(client, { customerId: 5, lines: [{ product: id }, { product: id, note: null }] });
  const rating: number | null | undefined = product.ratings[0];

  // @ts-expect-error A required argument is missing.
  await api.renameProduct(client, { productId: id });
  // @ts-expect-error Arguments are missing.
  await api.renameProduct(client);
  // @ts-expect-error Text is no uuid.
  await api.renameProduct(client, { productId: "x", name: "x" });
  // @ts-expect-error Wire names are not the client's names.
  await api.renameProduct(client, { product_id: id, name: "x" });
  // @ts-expect-error A default does not make it nullable.
  await api.catalog.fetch(client, { page: null });
  // @ts-expect-error There is no such param.
  await api.shop.fetch(client, { page: 1 });
  // @ts-expect-error A field without a default is required.
  await api.placeOrder(client, { customerId: 5, lines: [{ amount: 1 }] });
  // @ts-expect-error Fields keep their names.
  product.inStock;
  // @ts-expect-error The product may be null.
  (await api.product.fetch(client, { productId: id })).productDetail.name;

  if (bundle.catalogSize === rating && nothing === null && orders.length > 0) {
    throw new Error(api.schema);
  }
  return product.in_stock ? shopOpenedAt : dateTime(new Date());
}
"""

SCREEN = """
import { createClient, fetchTransport, type Uuid } from "@mizan/client";
import { MizanProvider } from "@mizan/react";
import { MizanDevtools } from "@mizan/react/devtools";
import { QueryClient } from "@tanstack/react-query";
import { scopes } from "./mizan.devtools.ts";
import * as api from "./mizan.ts";
import * as hooks from "./mizan.react.ts";

const client = createClient({ transport: fetchTransport({ schema: api.schema }) });
const queryClient = new QueryClient();

function Detail() {
  const related: api.Product[] | undefined = hooks.useProductRelated().data;
  const name: string | undefined = hooks.useProductDetail({ select: (product) => product?.name ?? "" }).data;
  const { mutate } = hooks.useRenameProduct();
  const basket = hooks.useClearBasket();
  const first = related?.[0];
  // @ts-expect-error An argument is missing.
  const wrong = () => mutate({ name: "x" });
  // @ts-expect-error The hook gives products.
  const text: string | undefined = hooks.useProductRelated().data;
  const rename = () => first && mutate({ productId: first.id, name: "x" });
  return <p onClick={rename}>{[name, text, wrong, basket].length}</p>;
}

export function Screen({ productId }: { productId: Uuid }) {
  void queryClient.prefetchQuery(hooks.productOptions(client, { productId }));
  return (
    <MizanProvider client={client} queryClient={queryClient}>
      <hooks.ShopContext>
        <hooks.CatalogContext page={2}>
          <hooks.ProductContext productId={productId}>
            <Detail />
          </hooks.ProductContext>
        </hooks.CatalogContext>
      </hooks.ShopContext>
      <MizanDevtools scopes={scopes} />
      {/* @ts-expect-error A param is missing. */}
      <hooks.ProductContext />
      {/* @ts-expect-error Text is no uuid. */}
      <hooks.ProductContext productId="x" />
    </MizanProvider>
  );
}
"""


DOUBLES_USES = """
import { answer, mockSession, problem, refuse, target } from "@mizan/client/msw";
import { type HttpHandler, HttpResponse } from "msw";
import * as api from "./mizan.ts";
import { box, mockDepot, mockLabel, mockSend, receipt, stockLeft } from "./mizan.testing.ts";

const one: api.Box = box({ colour: "green", "inner-width": 3 });
const several: api.Box[] = box.list(3, (index) => ({ barcode: BigInt(index) }));
// @ts-expect-error It is painted in other colours.
box({ colour: "blue" });
// @ts-expect-error There is no such field.
box({ color: "red" });
// @ts-expect-error A bigint is no number.
box({ barcode: 5 });

export const handlers: HttpHandler[] = [
  mockSession(),
  mockDepot(({ code, day }) => {
    const known: [bigint, Date] = [code, day];
    return { depotParcels: known.length > 2 ? several : [one], depotShelves: {} };
  }),
  mockDepot(async () => refuse("SOLD_OUT")),
  mockSend(({ parcel, note }) => {
    // What may be left out has its default.
    const told: string = note;
    return parcel.kind === "box" && told ? receipt({ raw: parcel.barcode.toString() }) : problem("NOT_FOUND");
  }),
  mockSend(() => refuse("OUT_OF_STOCK", stockLeft({ pieces: 3n }))),
  mockSend(() => answer(receipt(), { invalidate: [target(api.depot, { code: 5n }), target(api.depot)] })),
  mockSend(() => HttpResponse.error(), { delay: 100, once: true, baseUrl: "https://depot.example/mizan/", caller: 5 }),
  mockLabel(() => new Uint8Array(2)),
  mockLabel(),
  // @ts-expect-error It is not an error of this function.
  mockDepot(() => refuse("OUT_OF_STOCK", stockLeft())),
  // @ts-expect-error It bears what is left.
  mockSend(() => refuse("OUT_OF_STOCK")),
  // @ts-expect-error It bears bigints.
  mockSend(() => refuse("OUT_OF_STOCK", { pieces: 3 })),
  // @ts-expect-error It answers a receipt.
  mockSend(() => answer(one, { invalidate: [] })),
  // @ts-expect-error A member is missing.
  mockDepot(() => ({ depotParcels: [] })),
  // @ts-expect-error It takes no such argument.
  mockLabel(({ parcel }) => parcel),
];
// @ts-expect-error There is no such code.
problem("OUT_OF_STOCK");
// @ts-expect-error There is no such param.
target(api.depot, { parcel: one });
"""

GALLERY_DOUBLES = """
import { mockAddPicture, picture } from "./mizan.testing.ts";

export const handler = mockAddPicture(async ({ picture: sent, thumb }) => {
  const told: string = sent instanceof File ? sent.name : await sent.text();
  const none: File | Blob | null = thumb;
  return picture({ name: none === null ? told : "thumb" });
});
"""

DEPOT_USES = """
import { createClient, dateTime, type DateTime, type Decimal, fetchTransport, MizanError } from "@mizan/client";
import * as api from "./mizan.ts";

const client = createClient({ transport: fetchTransport({ schema: api.schema }) });

export function content(parcel: api.Parcel): api.Parcel[] | bigint {
  // @ts-expect-error It is not known yet which one it is.
  parcel.boxes;
  if (parcel.kind === "pallet") {
    const moved: [DateTime, string] | undefined = parcel.moved;
    return moved ? parcel.boxes : [];
  }
  const colour: "red" | "green" = parcel.colour;
  const photo: Uint8Array | null = parcel.photo;
  const width: number = parcel["inner-width"];
  return colour === "red" && photo && width ? parcel.barcode : 0n;
}

export async function uses(parcel: api.Parcel): Promise<Decimal | undefined> {
  const outcome = await api.send.safe(client, { parcel });
  if (outcome.ok) {
    const { number, size, raw, sums } = outcome.data;
    const known: bigint | string = number;
    // @ts-expect-error Any JSON is nothing until it was looked at.
    raw.length;
    // @ts-expect-error It is 1, 2 or -4.
    size === 3;
    return known ? sums["x"] : undefined;
  }
  const { error } = outcome;
  if (error.code === "OUT_OF_STOCK") {
    const pieces: bigint = error.data.pieces;
    throw new Error(`${pieces}`);
  }
  if (error.code === "SOLD_OUT") {
    // @ts-expect-error It has no data.
    error.data.pieces;
  }
  // @ts-expect-error Nobody raises it.
  error.code === "TOO_HEAVY";
  if (error instanceof MizanError && error.code === "INVALID") {
    error.errors;
  }
  const answer = await api.depot.safe(client, { code: 5n, day: dateTime(new Date()) });
  if (!answer.ok && answer.error.code === "SOLD_OUT") {
    answer.error.title;
  }
  // @ts-expect-error A bigint is no number.
  await api.depot.fetch(client, { code: 5, day: dateTime(new Date()) });
  // @ts-expect-error There is no such colour.
  await api.label(client, { of: "blue", text: "" });
  const { depotShelves } = await api.depot.fetch(client, { code: 5n, day: dateTime(new Date()) });
  const shelves: api.Shelves | undefined = depotShelves["a"];
  const plain = await api.label.safe(client, { of: "red", text: "" });
  return plain.ok && shelves ? undefined : undefined;
}
"""

DEPOT_SCREEN = """
import * as hooks from "./mizan.react.ts";

export function Send() {
  const { error } = hooks.useSend();
  // @ts-expect-error Before the code is known there is no data.
  error?.data.pieces;
  const pieces: bigint | undefined = error?.code === "OUT_OF_STOCK" ? error.data.pieces : undefined;
  const gone: boolean = hooks.useDepotParcels().error?.code === "SOLD_OUT";
  return <p>{gone ? "" : `${pieces}`}</p>;
}
"""

GALLERY_USES = """
import { createClient, fetchTransport } from "@mizan/client";
import { useAddPicture } from "./mizan.react.ts";
import { addPictureInput } from "./mizan.schemas.ts";
import * as api from "./mizan.ts";

const client = createClient({ transport: fetchTransport({ schema: api.schema }) });

export async function send(file: File, blob: Blob): Promise<bigint> {
  const { id }: api.Picture = await api.addPicture(client, { albumId: 5n, picture: file });
  await api.addPicture(client, { albumId: 5n, picture: blob, thumb: file }, { signal: AbortSignal.timeout(9) });
  await api.addPicture(client, { albumId: 5n, picture: blob, thumb: null });
  await api.importAll(client, { archives: [file, blob] });
  await api.importAll.safe(client, { archives: [] });
  // @ts-expect-error A file is required.
  await api.addPicture(client, { albumId: 5n });
  // @ts-expect-error Text is no file.
  await api.addPicture(client, { albumId: 5n, picture: "x" });
  // @ts-expect-error One file is no list.
  await api.importAll(client, { archives: file });
  const checked = addPictureInput["~standard"].validate({ albumId: 5n, picture: blob });
  return checked.issues === undefined ? id : 0n;
}

export function Add({ file }: { file: File }) {
  const { mutate, data } = useAddPicture();
  const add = () => mutate({ albumId: 5n, picture: file });
  return <button onClick={add}>{data?.name}</button>;
}
"""

FORM = """
import { labelInput, sendInput } from "./mizan.schemas.ts";
import type { SendArgs } from "./mizan.ts";

export async function check(given: unknown): Promise<SendArgs | undefined> {
  const result = await sendInput["~standard"].validate(given);
  // @ts-expect-error It is for what another function takes.
  const other: SendArgs | undefined = labelInput["~standard"].types?.output;
  return result.issues ? other : result.value;
}
"""


def test_expected_files() -> None:
    report = write(shop.expected(), shop.EXPECTED, check=True)
    assert report.current, f"{report.stale} differ: `python -m codegen.shop` in python/tests, and read the difference"


def test_formatted_as_the_formatter_leaves_it(tmp_path: Path) -> None:
    for name, text in (shop.expected() | generate(shop.DEPOT)).items():
        (tmp_path / name.replace("/", ".")).write_text(text)
    assert format_problems(tmp_path) == ""


def test_types_of_fixtures_and_mocks(tmp_path: Path) -> None:
    write(generate(shop.DEPOT, ["testing"], schema=shop.SCHEMA, dates="date"), tmp_path)
    (tmp_path / "uses.ts").write_text(DOUBLES_USES)
    write(generate(shop.GALLERY, ["testing"]), tmp_path / "gallery")
    (tmp_path / "gallery" / "uses.ts").write_text(GALLERY_DOUBLES)
    assert type_problems(tmp_path) == ""


def test_types_of_what_narrows_and_of_errors(tmp_path: Path) -> None:
    write(generate(shop.DEPOT, schema=shop.SCHEMA, schemas=True), tmp_path)
    (tmp_path / "uses.ts").write_text(DEPOT_USES)
    (tmp_path / "form.ts").write_text(FORM)
    (tmp_path / "screen.tsx").write_text(DEPOT_SCREEN)
    assert type_problems(tmp_path) == ""


def test_types_of_uploads(tmp_path: Path) -> None:
    write(generate(shop.GALLERY, schema=shop.SCHEMA, schemas=True), tmp_path)
    (tmp_path / "uses.tsx").write_text(GALLERY_USES)
    assert type_problems(tmp_path) == ""


@pytest.mark.parametrize(
    ("dates", "moved", "day"),
    [
        ("branded", "[DateTime, Duration]", "PlainDate"),
        ("date", "[Date, Duration]", "PlainDate"),
        ("temporal", "[Temporal.Instant, Temporal.Duration]", "Temporal.PlainDate"),
    ],
)
def test_types_of_dates(dates: str, moved: str, day: str, tmp_path: Path) -> None:
    write(generate(shop.DEPOT, schema=shop.SCHEMA, schemas=True, dates=dates), tmp_path)
    (tmp_path / "uses.ts").write_text(
        f"""import type {{ DateTime, Duration, PlainDate }} from "@mizan/client";
import type {{ Pallet, Receipt }} from "./mizan.ts";
export const moved = (pallet: Pallet): {moved} | undefined => pallet.moved;
export const back = (moved: {moved}): Pallet => ({{ kind: "pallet", boxes: [], moved }});
export const day = (receipt: Receipt): {day} => receipt.on;
export type Used = [DateTime, Duration, PlainDate];
"""
    )
    assert type_problems(tmp_path) == ""


def test_types_of_functions_and_contexts(tmp_path: Path) -> None:
    write(generate(shop.IR, ["typescript"], schema=shop.SCHEMA), tmp_path)
    (tmp_path / "uses.ts").write_text(USES)
    assert type_problems(tmp_path) == ""


def test_types_of_providers_and_hooks(tmp_path: Path) -> None:
    write(generate(shop.IR, ["devtools"], schema=shop.SCHEMA), tmp_path)
    (tmp_path / "screen.tsx").write_text(SCREEN)
    assert type_problems(tmp_path) == ""


def test_the_model_gives_what_its_json_gives() -> None:
    for document in (shop.IR, shop.DEPOT, shop.GALLERY):
        assert generate(decode(json.dumps(document)), schemas=True) == generate(document, schemas=True)


def test_without_a_schema_there_is_no_constant() -> None:
    assert "schema" not in generate(shop.IR)["mizan.ts"]


def test_same_bytes_in_any_order_of_declaration() -> None:
    shuffled: dict[str, Any] = copy.deepcopy(shop.IR)
    for seed in range(20):
        for key in ("types", "contexts", "functions"):
            random.Random(seed).shuffle(shuffled[key])
        for declared in shuffled["functions"]:
            random.Random(seed).shuffle(declared["args"])
        assert generate(shuffled) == generate(shop.IR)


def test_a_thousand_functions_take_less_than_a_second_and_a_half_of_cpu() -> None:
    functions = []
    for index in range(1_000):
        origin = shop.IR["functions"][index % len(shop.IR["functions"])]
        functions.append(copy.deepcopy(origin) | {"name": f"{origin['name']}_{index}"})
    started = time.process_time()
    files = generate(shop.IR | {"functions": functions})
    took = time.process_time() - started
    assert files["mizan.ts"].count("defineFunction<") > 300
    assert took < 1.5, f"{took:.2f} s"


def test_a_thousand_functions_with_models_of_their_own_take_less_than_400_kib() -> None:
    types, functions = [], []
    for at in range(1_000):
        tags = field("tags", listed(STRING), default=[])
        types.append(struct(f"Fn{at}In", field("item_id", INTEGER), field("note", STRING), tags))
        told = [field("total", DECIMAL), field("placed_at", DATETIME), field("title", optional(STRING))]
        types.append(struct(f"Fn{at}Out", field("id", INTEGER), *told))
        functions.append(function(f"fn{at}", ref(f"Fn{at}Out"), field("args", ref(f"Fn{at}In"))))
    text = generate({"version": 1, "types": types, "functions": functions}, ["typescript"])["mizan.ts"]
    assert len(text) < 400 * 1024
