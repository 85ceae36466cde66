// Generated from the IR by `manage.py mizan_generate`. Do not edit.
import { contextOptions, contextProvider, memberHook, mutationHook, mutationOptionsFor } from "@mizan/react";
import * as api from "./mizan.ts";

/** Reads the context `catalog` for the hooks below it. */
export const CatalogContext = /* @__PURE__ */ contextProvider(api.catalog);

/** The options of a query for the context `catalog`. */
export const catalogOptions = /* @__PURE__ */ contextOptions(api.catalog);

/** One page of products. */
export const useCatalogProducts = /* @__PURE__ */ memberHook(api.catalog, "catalogProducts");

export const useCatalogSize = /* @__PURE__ */ memberHook(api.catalog, "catalogSize");

/** Reads the context `customer` for the hooks below it. */
export const CustomerContext = /* @__PURE__ */ contextProvider(api.customer);

/** The options of a query for the context `customer`. */
export const customerOptions = /* @__PURE__ */ contextOptions(api.customer);

export const useCustomerOrders = /* @__PURE__ */ memberHook(api.customer, "customerOrders");

export const useCustomerProfile = /* @__PURE__ */ memberHook(api.customer, "customerProfile");

/** Reads the context `product` for the hooks below it. */
export const ProductContext = /* @__PURE__ */ contextProvider(api.product);

/** The options of a query for the context `product`. */
export const productOptions = /* @__PURE__ */ contextOptions(api.product);

export const useProductDetail = /* @__PURE__ */ memberHook(api.product, "productDetail");

/** Bought together with it. */
export const useProductRelated = /* @__PURE__ */ memberHook(api.product, "productRelated");

/** Reads the context `shop` for the hooks below it. */
export const ShopContext = /* @__PURE__ */ contextProvider(api.shop);

/** The options of a query for the context `shop`. */
export const shopOptions = /* @__PURE__ */ contextOptions(api.shop);

export const useShopOpenedAt = /* @__PURE__ */ memberHook(api.shop, "shopOpenedAt");

/** The options of a mutation for `clear_basket`. */
export const clearBasketOptions = /* @__PURE__ */ mutationOptionsFor(api.clearBasket);

/** Empties the caller's basket. */
export const useClearBasket = /* @__PURE__ */ mutationHook(api.clearBasket);

/** The options of a mutation for `place_order`. */
export const placeOrderOptions = /* @__PURE__ */ mutationOptionsFor(api.placeOrder);

/**
 * Places an order.
 *
 * The stock of all its products goes down with it.
 */
export const usePlaceOrder = /* @__PURE__ */ mutationHook(api.placeOrder);

/** The options of a mutation for `rename_product`. */
export const renameProductOptions = /* @__PURE__ */ mutationOptionsFor(api.renameProduct);

/** Gives a product another name. */
export const useRenameProduct = /* @__PURE__ */ mutationHook(api.renameProduct);

/** The options of a mutation for `search_products`. */
export const searchProductsOptions = /* @__PURE__ */ mutationOptionsFor(api.searchProducts);

export const useSearchProducts = /* @__PURE__ */ mutationHook(api.searchProducts);
