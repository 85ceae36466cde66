// What the functions answer. Twin: `../../store/answers.py`; the two make one client.

import { datetime } from "@mizan/server";
import { z } from "zod";

export const CategoryEntry = z
  .object({ slug: z.string(), name: z.string(), products: z.int() })
  .meta({ id: "CategoryEntry", description: "A department, and how much there is in it." });

export const ProductRow = z
  .object({
    id: z.int(),
    name: z.string(),
    category: z.string(),
    price_cents: z.int(),
    rating: z.number().nullable(),
  })
  .meta({ id: "ProductRow", description: "A product as the catalogue lists it." });

export const ProductPage = z
  .object({ items: z.array(ProductRow), page: z.int(), pages: z.int(), total: z.int() })
  .meta({
    id: "ProductPage",
    description: "One page of the catalogue. Pages count from 1; a page past the end is empty.",
  });

export const ProductDetail = z
  .object({
    id: z.int(),
    sku: z.string(),
    name: z.string(),
    category: z.string(),
    description: z.string(),
    price_cents: z.int(),
    weight_grams: z.int(),
    rating: z.number().nullable(),
    reviews: z.int(),
    changed_at: datetime(),
    picture: z.string().nullable(),
  })
  .meta({
    id: "ProductDetail",
    description: `All that the shop says about a product. \`rating\` is of 5, and null until three people have given one.

\`picture\` is the address of its picture, if it has one; another picture has another address.`,
  });
export type ProductDetail = z.infer<typeof ProductDetail>;

export const Stock = z
  .object({ pieces: z.int(), scarce: z.boolean() })
  .meta({ id: "Stock", description: "How many are left." });
export type Stock = z.infer<typeof Stock>;

export const StockLeft = z
  .object({ pieces: z.int() })
  .meta({ id: "StockLeft", description: "What is left of a product of which more was asked for." });

export const Profile = z
  .object({
    id: z.int(),
    name: z.string(),
    city: z.string(),
    country: z.string(),
    joined_at: datetime(),
  })
  .meta({ id: "Profile", description: "A customer. `country` is an ISO 3166 code." });
export type Profile = z.infer<typeof Profile>;

export const OrderLine = z.object({ name: z.string(), quantity: z.int(), unit_price_cents: z.int() }).meta({
  id: "OrderLine",
  description: "A line of a receipt, as the product was called and priced on that day.",
});
export type OrderLine = z.infer<typeof OrderLine>;

export const Order = z
  .object({ reference: z.uuid(), placed_at: datetime(), total_cents: z.int(), lines: z.array(OrderLine) })
  .meta({ id: "Order", description: "A receipt." });
export type Order = z.infer<typeof Order>;

export const OrderPage = z
  .object({ items: z.array(Order), page: z.int(), pages: z.int(), total: z.int() })
  .meta({
    id: "OrderPage",
    description:
      "One page of a customer's orders, the last first. Pages count from 1; a page past the end is empty.",
  });

export const Visitor = z
  .object({ id: z.int(), name: z.string(), staff: z.boolean() })
  .meta({ id: "Visitor", description: "Who is signed in." });
export type Visitor = z.infer<typeof Visitor>;
