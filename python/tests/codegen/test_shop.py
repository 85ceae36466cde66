"""The client of a shop: exactly the expected files, formatted, and of the types that its user needs."""

import copy
import random
import time
from pathlib import Path
from typing import Any

from codegen import shop
from codegen.toolchain import format_problems, type_problems
from mizan.codegen import generate, write
from mizan.ir import Ir

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
import { QueryClient } from "@tanstack/react-query";
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
      {/* @ts-expect-error A param is missing. */}
      <hooks.ProductContext />
      {/* @ts-expect-error Text is no uuid. */}
      <hooks.ProductContext productId="x" />
    </MizanProvider>
  );
}
"""


def test_expected_files() -> None:
    report = write(generate(shop.IR, schema=shop.SCHEMA), shop.EXPECTED, check=True)
    assert report.current, f"{report.stale} differ: `python -m codegen.shop` in python/tests, and read the difference"


def test_formatted_as_the_formatter_leaves_it(tmp_path: Path) -> None:
    write(generate(shop.IR, schema=shop.SCHEMA), tmp_path)
    assert format_problems(tmp_path) == ""


def test_types_of_functions_and_contexts(tmp_path: Path) -> None:
    write(generate(shop.IR, ["typescript"], schema=shop.SCHEMA), tmp_path)
    (tmp_path / "uses.ts").write_text(USES)
    assert type_problems(tmp_path) == ""


def test_types_of_providers_and_hooks(tmp_path: Path) -> None:
    write(generate(shop.IR, schema=shop.SCHEMA), tmp_path)
    (tmp_path / "screen.tsx").write_text(SCREEN)
    assert type_problems(tmp_path) == ""


def test_the_model_gives_what_its_json_gives() -> None:
    assert generate(Ir.model_validate(shop.IR), schema=shop.SCHEMA) == generate(shop.IR, schema=shop.SCHEMA)


def test_without_a_schema_there_is_no_constant() -> None:
    assert "schema" not in generate(shop.IR)["mizan.ts"]


def test_same_bytes_in_any_order_of_declaration() -> None:
    shuffled: dict[str, Any] = copy.deepcopy(shop.IR)
    for seed in range(20):
        for key in ("types", "contexts", "functions"):
            random.Random(seed).shuffle(shuffled[key])
        for function in shuffled["functions"]:
            random.Random(seed).shuffle(function["args"])
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
