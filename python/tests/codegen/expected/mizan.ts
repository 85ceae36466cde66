// Generated from the IR by `manage.py mizan_generate`. Do not edit.
import { type DateTime, defineContext, defineFunction, type Uuid } from "@mizan/client";

/** The schema that this client was generated from. */
export const schema = "1c9a5b7e0d3f2468";

/** A shelf of the shop. */
export interface Category {
  id: number;
  /** As it stands over the shelf. */
  name: string;
  /** The category that it is a part of. */
  parent: Category | null;
}

export interface Customer {
  id: number;
  name: string;
  since: DateTime;
}

/** What a customer asks for. */
export interface LineInput {
  product: Uuid;
  /** @defaultValue 1 */
  amount?: number;
  /**
   * For the packer.
   * @defaultValue null
   */
  note?: string | null;
}

export interface Money {
  amount: number;
  currency: string;
}

export interface Order {
  id: Uuid;
  placed_at: DateTime;
  lines: OrderLine[];
  total: Money;
}

export interface OrderLine {
  product: Product;
  amount: number;
  note: string | null;
}

/**
 * What is sold.
 *
 * A product keeps its id for good; its name and price may change.
 */
export interface Product {
  id: Uuid;
  name: string;
  price: Money;
  categories: Category[];
  in_stock: boolean;
  /** Null where a customer gave words alone. */
  ratings: (number | null)[];
}

/** The params of the context `catalog`. */
export interface CatalogParams {
  /**
   * From 1 on.
   * @defaultValue 1
   */
  page?: number;
  /** @defaultValue null */
  query?: string | null;
}

/** What the context `catalog` answers. */
export interface CatalogBundle {
  /** One page of products. */
  catalogProducts: Product[];
  catalogSize: number;
}

/** The context `catalog`. */
export const catalog = /* @__PURE__ */ defineContext<CatalogParams, CatalogBundle>(
  "catalog",
  ["page=1", "query"],
  ["catalog_products", "catalog_size"],
);

/** The params of the context `customer`. */
export interface CustomerParams {
  customerId: number;
  /**
   * From 1 on.
   * @defaultValue 1
   */
  page?: number;
}

/** What the context `customer` answers. */
export interface CustomerBundle {
  customerOrders: Order[];
  customerProfile: Customer;
}

/** The context `customer`. */
export const customer = /* @__PURE__ */ defineContext<CustomerParams, CustomerBundle>(
  "customer",
  ["customer_id", "page=1"],
  ["customer_orders", "customer_profile"],
);

/** The params of the context `product`. */
export interface ProductParams {
  productId: Uuid;
}

/** What the context `product` answers. */
export interface ProductBundle {
  productDetail: Product | null;
  /** Bought together with it. */
  productRelated: Product[];
}

/** The context `product`. */
export const product = /* @__PURE__ */ defineContext<ProductParams, ProductBundle>(
  "product",
  ["product_id"],
  ["product_detail", "product_related"],
);

/** What the context `shop` answers. */
export interface ShopBundle {
  shopOpenedAt: DateTime;
}

/** The context `shop`. */
export const shop = /* @__PURE__ */ defineContext<Record<string, never>, ShopBundle>(
  "shop",
  [],
  ["shop_opened_at"],
);

/** Empties the caller's basket. */
export const clearBasket = /* @__PURE__ */ defineFunction<Record<string, never>, null>("clear_basket", []);

/** The arguments of `place_order`. */
export interface PlaceOrderArgs {
  customerId: number;
  /** @defaultValue false */
  gift?: boolean;
  lines: LineInput[];
}

/**
 * Places an order.
 *
 * The stock of all its products goes down with it.
 */
export const placeOrder = /* @__PURE__ */ defineFunction<PlaceOrderArgs, Order>("place_order", [
  "customer_id",
  "gift",
  "lines",
]);

/** The arguments of `rename_product`. */
export interface RenameProductArgs {
  /** 1 to 80 characters. */
  name: string;
  productId: Uuid;
}

/** Gives a product another name. */
export const renameProduct = /* @__PURE__ */ defineFunction<RenameProductArgs, Product>("rename_product", [
  "name",
  "product_id",
]);

/** The arguments of `search_products`. */
export interface SearchProductsArgs {
  /** @defaultValue 20 */
  limit?: number;
  text: string;
}

export const searchProducts = /* @__PURE__ */ defineFunction<SearchProductsArgs, Product[]>(
  "search_products",
  ["limit", "text"],
);
