// Generated from the IR by `manage.py mizan_generate`. Do not edit.
import { contextOptions, contextProvider, memberHook, mutationHook, mutationOptionsFor } from "@mizan/react";
import * as api from "./mizan.ts";

/** Reads the context `assortment` for the hooks below it. */
export const AssortmentContext = /* @__PURE__ */ contextProvider(api.assortment);

/** The options of a query for the context `assortment`. */
export const assortmentOptions = /* @__PURE__ */ contextOptions(api.assortment);

/**
 * The departments, in the order of the shop. A context of its own: a product's new name changes nothing here.
 */
export const useCategories = /* @__PURE__ */ memberHook(api.assortment, "categories");

/** Reads the context `catalog` for the hooks below it. */
export const CatalogContext = /* @__PURE__ */ contextProvider(api.catalog);

/** The options of a query for the context `catalog`. */
export const catalogOptions = /* @__PURE__ */ contextOptions(api.catalog);

/**
 * A page of the catalogue, the best known first.
 *
 * `category` is a department's slug; without one, everything.
 */
export const useProducts = /* @__PURE__ */ memberHook(api.catalog, "products");

/** Reads the context `customer` for the hooks below it. */
export const CustomerContext = /* @__PURE__ */ contextProvider(api.customer);

/** The options of a query for the context `customer`. */
export const customerOptions = /* @__PURE__ */ contextOptions(api.customer);

/** A customer's receipts, the last first. */
export const useCustomerOrders = /* @__PURE__ */ memberHook(api.customer, "customerOrders");

/** A customer, to herself and to staff. */
export const useCustomerProfile = /* @__PURE__ */ memberHook(api.customer, "customerProfile");

/** Reads the context `product` for the hooks below it. */
export const ProductContext = /* @__PURE__ */ contextProvider(api.product);

/** The options of a query for the context `product`. */
export const productOptions = /* @__PURE__ */ contextOptions(api.product);

/** All about one product. */
export const useProductDetail = /* @__PURE__ */ memberHook(api.product, "productDetail");

/** How many of a product are left. */
export const useProductStock = /* @__PURE__ */ memberHook(api.product, "productStock");

/** Reads the context `session` for the hooks below it. */
export const SessionContext = /* @__PURE__ */ contextProvider(api.session);

/** The options of a query for the context `session`. */
export const sessionOptions = /* @__PURE__ */ contextOptions(api.session);

/** Who is signed in, or null. It depends on the caller alone, and so may be kept for each caller. */
export const useWhoami = /* @__PURE__ */ memberHook(api.session, "whoami");

/** The options of a mutation for `delivery_estimate`. */
export const deliveryEstimateOptions = /* @__PURE__ */ mutationOptionsFor(api.deliveryEstimate);

/** When a parcel arrives, and what it costs to send. */
export const useDeliveryEstimate = /* @__PURE__ */ mutationHook(api.deliveryEstimate);

/** The options of a mutation for `exchange_quote`. */
export const exchangeQuoteOptions = /* @__PURE__ */ mutationOptionsFor(api.exchangeQuote);

/** What an amount of euros is in another currency. */
export const useExchangeQuote = /* @__PURE__ */ mutationHook(api.exchangeQuote);

/** The options of a mutation for `place_order`. */
export const placeOrderOptions = /* @__PURE__ */ mutationOptionsFor(api.placeOrder);

/**
 * Buys a product.
 *
 * Drops the stock of the product that `product_id` names, and, since no argument names a customer, the caller's own
 * orders.
 */
export const usePlaceOrder = /* @__PURE__ */ mutationHook(api.placeOrder);

/** The options of a mutation for `rename_product`. */
export const renameProductOptions = /* @__PURE__ */ mutationOptionsFor(api.renameProduct);

/**
 * Gives a product another name. Staff only; receipts keep the name of their day.
 *
 * Of the products it drops the one that `product_id` names, since the argument bears the param's name; of the
 * catalogue, which has no such param, every page.
 */
export const useRenameProduct = /* @__PURE__ */ mutationHook(api.renameProduct);

/** The options of a mutation for `restock`. */
export const restockOptions = /* @__PURE__ */ mutationOptionsFor(api.restock);

/**
 * Puts pieces of a product on the shelf. Staff only.
 *
 * Its argument is called `item`, so the declaration says which param that is.
 */
export const useRestock = /* @__PURE__ */ mutationHook(api.restock);

/** The options of a mutation for `sign_in`. */
export const signInOptions = /* @__PURE__ */ mutationOptionsFor(api.signIn);

/** Begins a session. The client then calls `client.clear()`: what others saw is not kept. */
export const useSignIn = /* @__PURE__ */ mutationHook(api.signIn);

/** The options of a mutation for `sign_out`. */
export const signOutOptions = /* @__PURE__ */ mutationOptionsFor(api.signOut);

/** Ends the session. */
export const useSignOut = /* @__PURE__ */ mutationHook(api.signOut);

/** The options of a mutation for `update_my_name`. */
export const updateMyNameOptions = /* @__PURE__ */ mutationOptionsFor(api.updateMyName);

/**
 * Changes the caller's own name.
 *
 * No argument names a customer, so the caller's id does: of the customers it drops the caller's entries alone.
 */
export const useUpdateMyName = /* @__PURE__ */ mutationHook(api.updateMyName);
