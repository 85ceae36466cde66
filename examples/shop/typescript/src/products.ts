// What is for sale: reads, and what changes a product. Twin: `../../store/clients.py`, to the letter of what is declared.

import { createHash } from "node:crypto";
import { problem, upload } from "@mizan/server";
import { z } from "zod";
import { CategoryEntry, ProductDetail, ProductPage, type ProductRow, Stock } from "./answers.ts";
import { mizan } from "./app.ts";
import { moment, now, type Shop } from "./database.ts";
import { before, checkedName } from "./given.ts";
import { addressOf, KINDS, kindOf } from "./pictures.ts";

const PRODUCTS_PER_PAGE = 12;
const SCARCE = 5;

export const AssortmentContext = mizan.context("assortment");
export const CatalogContext = mizan.context("catalog", { view: ["page"] });
export const ProductContext = mizan.context("product");

/** A row of the table of products, and the name of its department. */
export type Product = Omit<ProductDetail, "picture"> & { stock: number };

// ---- reads

export const categories = mizan.client({
  name: "categories",
  doc: "The departments, in the order of the shop. A context of its own: a product's new name changes nothing here.",
  context: AssortmentContext,
  result: z.array(CategoryEntry),
  run: (_, { state }) =>
    state.all<z.infer<typeof CategoryEntry>>(
      `SELECT slug, name, (SELECT count(*) FROM store_product WHERE category_id = c.id) AS products
       FROM store_category c ORDER BY position`,
    ),
});

export const products = mizan.client({
  name: "products",
  doc: `A page of the catalogue, the best known first.

\`category\` is a department's slug; without one, everything.`,
  context: CatalogContext,
  args: { category: z.string().nullable().default(null), page: z.int().default(1) },
  result: ProductPage,
  run: ({ category, page }, { state }) => {
    const offset = before(page, PRODUCTS_PER_PAGE);
    const chosen =
      "FROM store_product p JOIN store_category c ON c.id = category_id WHERE ?1 IS NULL OR slug = ?1";
    return state.read(() => {
      const total =
        state.first<{ total: number }>(`SELECT count(*) AS total ${chosen}`, category)?.total ?? 0;
      const items = state.all<z.infer<typeof ProductRow>>(
        `SELECT p.id, p.name, c.name AS category, price_cents, rating ${chosen}
         ORDER BY reviews DESC, p.id LIMIT ?2 OFFSET ?3`,
        category,
        PRODUCTS_PER_PAGE,
        offset,
      );
      return { items, page, pages: Math.ceil(total / PRODUCTS_PER_PAGE), total };
    });
  },
});

export const productDetail = mizan.client({
  name: "productDetail",
  doc: "All about one product.",
  context: ProductContext,
  args: { productId: z.int() },
  result: ProductDetail,
  run: ({ productId }, { state }) => state.read(() => detailOf(state, productId)),
});

export const productStock = mizan.client({
  name: "productStock",
  doc: "How many of a product are left.",
  context: ProductContext,
  args: { productId: z.int() },
  result: Stock,
  run: ({ productId }, { state }) => stockOf(productRow(state, productId).stock),
});

// ---- mutations

export const renameProduct = mizan.client({
  name: "renameProduct",
  doc: `Gives a product another name; receipts keep the name of their day.

Of the products it drops the one that \`product_id\` names, since the argument bears the param's name; of the
catalogue, which has no such param, every page.`,
  affects: [ProductContext, CatalogContext],
  auth: "staff",
  args: { productId: z.int(), name: z.string() },
  result: ProductDetail,
  run: ({ productId, name }, { state }) =>
    state.write(() => {
      productRow(state, productId);
      const statement = "UPDATE store_product SET name = ?, changed_at = ? WHERE id = ?";
      state.all(statement, checkedName(name), now(), productId);
      return detailOf(state, productId);
    }),
});

export const setPicture = mizan.client({
  name: "setPicture",
  doc: "Shows a product in a picture, in place of the one that it had. Drops the product that `product_id` names.",
  affects: ProductContext,
  auth: "staff",
  args: { productId: z.int(), picture: upload({ maxSize: "2 MB", accept: Object.keys(KINDS) }) },
  result: ProductDetail,
  run: ({ productId, picture: { bytes } }, { state }) =>
    state.write(() => {
      productRow(state, productId);
      const kind = kindOf(bytes);
      if (kind === undefined) {
        const errors = [{ path: ["args", "picture"], code: "enum" } as const];
        throw problem("INVALID", { detail: "this is no picture, whatever it is called", errors });
      }
      state.all(
        "INSERT OR REPLACE INTO store_picture (product_id, kind, digest, content) VALUES (?, ?, ?, ?)",
        productId,
        kind,
        createHash("sha256").update(bytes).digest("hex"),
        bytes,
      );
      return detailOf(state, productId);
    }),
});

export const restock = mizan.client({
  name: "restock",
  doc: `Puts pieces of a product on the shelf.

Its argument is called \`item\`, so the declaration says which param that is.`,
  affects: ProductContext.scope({ productId: "item" }),
  auth: "staff",
  args: { item: z.int(), pieces: z.int() },
  result: Stock,
  run: ({ item, pieces }, { state }) => {
    if (pieces < 1 || pieces > 1000) {
      const errors = [{ path: ["args", "pieces"], code: "range" } as const];
      throw problem("INVALID", { detail: "between 1 and 1000 pieces", errors });
    }
    const statement = "UPDATE store_product SET stock = stock + ? WHERE id = ? RETURNING stock";
    const changed = state.first<{ stock: number }>(statement, pieces, item);
    if (changed === undefined) {
      throw noProduct();
    }
    return stockOf(changed.stock);
  },
});

// ---- what they are made of

/** The product, or a problem that the client's types know. */
export function productRow(shop: Shop, id: number): Product {
  const found = shop.first<Product>(
    `SELECT p.id, sku, p.name, c.name AS category, description, price_cents, weight_grams, rating, reviews, changed_at,
       stock FROM store_product p JOIN store_category c ON c.id = category_id WHERE p.id = ?`,
    id,
  );
  if (found === undefined) {
    throw noProduct();
  }
  return found;
}

function noProduct() {
  return problem("NOT_FOUND", { detail: "there is no such product" });
}

function detailOf(shop: Shop, id: number): ProductDetail {
  const { stock: _, ...product } = productRow(shop, id);
  return { ...product, changed_at: moment(product.changed_at), picture: addressOf(shop, id) };
}

function stockOf(pieces: number): Stock {
  return { pieces, scarce: pieces <= SCARCE };
}
