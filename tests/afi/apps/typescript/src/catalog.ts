// The context `catalog` and what drops parts of it.

import { problem } from "@mizan/server";
import { z } from "zod";
import { mizan } from "./app.ts";
import { type Database, first } from "./database.ts";
import { storable } from "./text.ts";

/** What is for sale; the same for everybody. */
export const CatalogContext = mizan.context("catalog", { view: ["page"] });

const PRODUCTS_A_PAGE = 10;
const COLUMNS = "sku, category, price_cents AS price";

const Product = z
  .object({
    sku: z.string().meta({ description: "What it is ordered by." }),
    category: z.string().meta({ description: "The shelf that it stands on." }),
    price: z.int().meta({ description: "In cents." }),
  })
  .meta({ id: "Product", description: "Something for sale." });
type Product = z.infer<typeof Product>;

// ---------------------------------------------------------------- reads

export const products = mizan.client({
  name: "products",
  doc: "Products by sku, ten a page; of one category, or of all.",
  context: CatalogContext,
  args: { category: z.string().nullable().default(null), page: z.int().default(1) },
  result: z.array(Product),
  run: ({ category, page }, { state }) => {
    const wanted = category === null ? null : storable(category, "params", "category");
    return state.all<Product>(
      `SELECT ${COLUMNS} FROM products WHERE ?1 IS NULL OR category = ?1 ORDER BY sku LIMIT ?2 OFFSET ?3`,
      wanted,
      PRODUCTS_A_PAGE,
      before(page, PRODUCTS_A_PAGE),
    );
  },
});

export const product = mizan.client({
  name: "product",
  doc: "One product.",
  context: CatalogContext,
  args: { sku: z.string() },
  result: Product,
  run: ({ sku }, { state }) => productOf(state, storable(sku, "params", "sku")),
});

export const compare = mizan.client({
  name: "compare",
  doc: "Some products of one category, in the order asked for.",
  context: CatalogContext,
  args: { category: z.string(), skus: z.array(z.string()) },
  result: z.array(Product),
  run: ({ category, skus }, { state }) => {
    storable(category, "params", "category");
    const asked = skus.map((sku) => storable(sku, "params", "skus"));
    const rows = state.all<Product>(`SELECT ${COLUMNS} FROM products WHERE category = ?`, category);
    const found = new Map(rows.map((row) => [row.sku, row]));
    return asked.flatMap((sku) => found.get(sku) ?? []);
  },
});

// ---------------------------------------------------------------- mutations

export const reprice = mizan.client({
  name: "reprice",
  doc: "Gives a product another price, in cents.",
  affects: [product, CatalogContext.all()],
  auth: true,
  args: { sku: z.string(), price: z.int() },
  result: Product,
  run: ({ sku, price }, { state }) => {
    const found = productOf(state, storable(sku, "args", "sku"));
    state.all("UPDATE products SET price_cents = ? WHERE sku = ?", price, sku);
    return { ...found, price };
  },
});

export const recategorise = mizan.client({
  name: "recategorise",
  doc: "Puts a product on another shelf.",
  affects: CatalogContext,
  auth: true,
  args: { sku: z.string(), category: z.string() },
  result: Product,
  run: ({ sku, category }, { state }) => {
    const found = productOf(state, storable(sku, "args", "sku"));
    state.all("UPDATE products SET category = ? WHERE sku = ?", storable(category, "args", "category"), sku);
    return { ...found, category };
  },
});

// ---------------------------------------------------------------- rows

function productOf(database: Database, sku: string): Product {
  const found = first<Product>(database, `SELECT ${COLUMNS} FROM products WHERE sku = ?`, sku);
  if (found === undefined) {
    throw problem("NOT_FOUND", { detail: "no such product" });
  }
  return found;
}

/** How many rows are before a page's first; below the first page is the first. */
export function before(page: number, size: number): number {
  return Math.max(page - 1, 0) * size;
}
