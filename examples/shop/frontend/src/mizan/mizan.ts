// Generated from the IR by `manage.py mizan_generate`. Do not edit.
import { type DateTime, type Decimal, defineContext, defineFunction, type Uuid } from "@mizan/client";

/** The schema that this client was generated from. */
export const schema = "7c7bd33382263a66";

/** A department, and how much there is in it. */
export interface CategoryEntry {
  slug: string;
  name: string;
  products: number;
}

/** What the carrier says. */
export interface DeliveryEstimate {
  /** ISO 3166 code of the country. */
  country: string;
  /** Working days, at best. */
  days_min: number;
  /** Working days, at worst. */
  days_max: number;
  /** The postage, in euro cents. */
  cost_cents: number;
}

/** A receipt. */
export interface Order {
  reference: Uuid;
  placed_at: DateTime;
  total_cents: number;
  lines: OrderLine[];
}

/** A line of a receipt, as the product was called and priced on that day. */
export interface OrderLine {
  name: string;
  quantity: number;
  unit_price_cents: number;
}

/** One page of a customer's orders, the last first. Pages count from 1; a page past the end is empty. */
export interface OrderPage {
  items: Order[];
  page: number;
  pages: number;
  total: number;
}

/** All that the shop says about a product. `rating` is of 5, and null until three people have given one. */
export interface ProductDetail {
  id: number;
  sku: string;
  name: string;
  category: string;
  description: string;
  price_cents: number;
  weight_grams: number;
  rating: number | null;
  reviews: number;
  changed_at: DateTime;
}

/** One page of the catalogue. Pages count from 1; a page past the end is empty. */
export interface ProductPage {
  items: ProductRow[];
  page: number;
  pages: number;
  total: number;
}

/** A product as the catalogue lists it. */
export interface ProductRow {
  id: number;
  name: string;
  category: string;
  price_cents: number;
  rating: number | null;
}

/** A customer. `country` is an ISO 3166 code. */
export interface Profile {
  id: number;
  name: string;
  city: string;
  country: string;
  joined_at: DateTime;
}

/** An amount in another currency. */
export interface Quote {
  /** ISO 4217 code of the currency. */
  currency: string;
  /** In hundredths of the currency's unit, rounded half up. */
  amount_cents: number;
  /** What one euro is, in the currency's unit: exact, and therefore no float. */
  rate: Decimal;
}

/** How many are left. */
export interface Stock {
  pieces: number;
  scarce: boolean;
}

/** Who is signed in. */
export interface Visitor {
  id: number;
  name: string;
  staff: boolean;
}

/** What the context `assortment` answers. */
export interface AssortmentBundle {
  /**
   * The departments, in the order of the shop. A context of its own: a product's new name changes nothing here.
   */
  categories: CategoryEntry[];
}

/** The context `assortment`. */
export const assortment = /* @__PURE__ */ defineContext<Record<string, never>, AssortmentBundle>(
  "assortment",
  [],
  ["categories"],
);

/** The params of the context `catalog`. */
export interface CatalogParams {
  /** @defaultValue null */
  category?: string | null;
  /** @defaultValue 1 */
  page?: number;
}

/** What the context `catalog` answers. */
export interface CatalogBundle {
  /**
   * A page of the catalogue, the best known first.
   *
   * `category` is a department's slug; without one, everything.
   */
  products: ProductPage;
}

/** The context `catalog`. */
export const catalog = /* @__PURE__ */ defineContext<CatalogParams, CatalogBundle>(
  "catalog",
  ["category", "page=1"],
  ["products"],
);

/** The params of the context `customer`. */
export interface CustomerParams {
  customerId: number;
  /** @defaultValue 1 */
  page?: number;
}

/** What the context `customer` answers. */
export interface CustomerBundle {
  /** A customer's receipts, the last first. */
  customerOrders: OrderPage;
  /** A customer, to herself and to staff. */
  customerProfile: Profile;
}

/** The context `customer`. */
export const customer = /* @__PURE__ */ defineContext<CustomerParams, CustomerBundle>(
  "customer",
  ["customer_id", "page=1"],
  ["customer_orders", "customer_profile"],
);

/** The params of the context `product`. */
export interface ProductParams {
  productId: number;
}

/** What the context `product` answers. */
export interface ProductBundle {
  /** All about one product. */
  productDetail: ProductDetail;
  /** How many of a product are left. */
  productStock: Stock;
}

/** The context `product`. */
export const product = /* @__PURE__ */ defineContext<ProductParams, ProductBundle>(
  "product",
  ["product_id"],
  ["product_detail", "product_stock"],
);

/** What the context `session` answers. */
export interface SessionBundle {
  /** Who is signed in, or null. It depends on the caller alone, and so may be kept for each caller. */
  whoami: Visitor | null;
}

/** The context `session`. */
export const session = /* @__PURE__ */ defineContext<Record<string, never>, SessionBundle>(
  "session",
  [],
  ["whoami"],
);

/** The arguments of `delivery_estimate`. */
export interface DeliveryEstimateArgs {
  /**
   * ISO 3166 code of the country, in capitals.
   * @pattern ^[A-Z]{2}$
   */
  country: string;
  /**
   * The parcel's weight, in grams: between 1 gram and 30 kilograms.
   * @minimum 1
   * @maximum 30000
   */
  weightGrams: number;
}

/** When a parcel arrives, and what it costs to send. */
export const deliveryEstimate = /* @__PURE__ */ defineFunction<DeliveryEstimateArgs, DeliveryEstimate>(
  "delivery_estimate",
  ["country", "weight_grams"],
);

/** The arguments of `exchange_quote`. */
export interface ExchangeQuoteArgs {
  /** In euro cents. */
  amountCents: number;
  /**
   * ISO 4217 code of the currency, in capitals.
   * @pattern ^[A-Z]{3}$
   */
  currency: string;
}

/** What an amount of euros is in another currency. */
export const exchangeQuote = /* @__PURE__ */ defineFunction<ExchangeQuoteArgs, Quote>("exchange_quote", [
  "amount_cents",
  "currency",
]);

/** The arguments of `place_order`. */
export interface PlaceOrderArgs {
  productId: number;
  /** @defaultValue 1 */
  quantity?: number;
}

/**
 * Buys a product.
 *
 * Drops the stock of the product that `product_id` names, and, since no argument names a customer, the caller's own
 * orders.
 */
export const placeOrder = /* @__PURE__ */ defineFunction<PlaceOrderArgs, Order>("place_order", [
  "product_id",
  "quantity",
]);

/** The arguments of `rename_product`. */
export interface RenameProductArgs {
  name: string;
  productId: number;
}

/**
 * Gives a product another name. Staff only; receipts keep the name of their day.
 *
 * Of the products it drops the one that `product_id` names, since the argument bears the param's name; of the
 * catalogue, which has no such param, every page.
 */
export const renameProduct = /* @__PURE__ */ defineFunction<RenameProductArgs, ProductDetail>(
  "rename_product",
  ["name", "product_id"],
);

/** The arguments of `restock`. */
export interface RestockArgs {
  item: number;
  pieces: number;
}

/**
 * Puts pieces of a product on the shelf. Staff only.
 *
 * Its argument is called `item`, so the declaration says which param that is.
 */
export const restock = /* @__PURE__ */ defineFunction<RestockArgs, Stock>("restock", ["item", "pieces"]);

/** The arguments of `sign_in`. */
export interface SignInArgs {
  password: string;
  username: string;
}

/** Begins a session. The client then calls `client.clear()`: what others saw is not kept. */
export const signIn = /* @__PURE__ */ defineFunction<SignInArgs, Visitor>("sign_in", [
  "password",
  "username",
]);

/** Ends the session. */
export const signOut = /* @__PURE__ */ defineFunction<Record<string, never>, null>("sign_out", []);

/** The arguments of `update_my_name`. */
export interface UpdateMyNameArgs {
  name: string;
}

/**
 * Changes the caller's own name.
 *
 * No argument names a customer, so the caller's id does: of the customers it drops the caller's entries alone.
 */
export const updateMyName = /* @__PURE__ */ defineFunction<UpdateMyNameArgs, Profile>("update_my_name", [
  "name",
]);
