// What a parcel costs, and what a price is elsewhere. Twin: `../../../native/functions`, in Rust.

import { decimal, problem } from "@mizan/server";
import { z } from "zod";
import { mizan } from "./app.ts";

const DeliveryEstimate = z
  .object({
    country: z.string().meta({ description: "ISO 3166 code of the country." }),
    days_min: z.int().meta({ description: "Working days, at best." }),
    days_max: z.int().meta({ description: "Working days, at worst." }),
    cost_cents: z.int().meta({ description: "The postage, in euro cents." }),
  })
  .meta({ id: "DeliveryEstimate", description: "What the carrier says." });

const Quote = z
  .object({
    currency: z.string().meta({ description: "ISO 4217 code of the currency." }),
    amount_cents: z.int().meta({ description: "In hundredths of the currency's unit, rounded half up." }),
    rate: decimal().meta({
      description: "What one euro is, in the currency's unit: exact, and therefore no float.",
    }),
  })
  .meta({ id: "Quote", description: "An amount in another currency." });

/** Zones of the carrier: countries, working days, postage in cents for the first kilogram and for each further one. */
const ZONES: readonly [string[], [number, number], [number, number]][] = [
  [
    ["BE", "DE", "NL"],
    [1, 2],
    [495, 60],
  ],
  [
    ["AT", "DK", "ES", "FI", "FR", "IT", "PT", "SE"],
    [2, 4],
    [990, 140],
  ],
  [
    ["CH", "GB", "NO"],
    [3, 6],
    [1_690, 260],
  ],
];

export const deliveryEstimate = mizan.client({
  name: "deliveryEstimate",
  doc: "When a parcel arrives, and what it costs to send.",
  args: {
    country: z
      .string()
      .regex(/^[A-Z]{2}$/)
      .meta({ description: "ISO 3166 code of the country, in capitals." }),
    weightGrams: z
      .int()
      .min(1)
      .max(30_000)
      .meta({ description: "The parcel's weight, in grams: between 1 gram and 30 kilograms." }),
  },
  result: DeliveryEstimate,
  run: ({ country, weightGrams }) => {
    const zone = ZONES.find(([countries]) => countries.includes(country));
    if (zone === undefined) {
      throw problem("NOT_FOUND", { detail: "the carrier does not deliver to that country" });
    }
    const [, [days_min, days_max], [first, further]] = zone;
    const cost_cents = first + further * (Math.ceil(weightGrams / 1000) - 1);
    return { country, days_min, days_max, cost_cents };
  },
});

/** What one euro is, in each currency's unit; and how many ten-thousandths that is, for amounts are exact. */
const RATES: Readonly<Record<string, [string, bigint]>> = {
  CHF: ["0.9312", 9_312n],
  DKK: ["7.4615", 74_615n],
  GBP: ["0.8469", 8_469n],
  JPY: ["163.42", 1_634_200n],
  NOK: ["11.687", 116_870n],
  SEK: ["11.253", 112_530n],
  USD: ["1.0914", 10_914n],
};

export const exchangeQuote = mizan.client({
  name: "exchangeQuote",
  doc: "What an amount of euros is in another currency.",
  args: {
    amountCents: z.int().meta({ description: "In euro cents." }),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .meta({ description: "ISO 4217 code of the currency, in capitals." }),
  },
  result: Quote,
  run: ({ amountCents, currency }) => {
    const found = Object.hasOwn(RATES, currency) ? RATES[currency] : undefined;
    if (found === undefined) {
      throw problem("NOT_FOUND", { detail: "no rate for that currency" });
    }
    const [rate, tenThousandths] = found;
    const amount_cents = Number(floored(BigInt(amountCents) * tenThousandths + 5_000n, 10_000n));
    if (!Number.isSafeInteger(amount_cents)) {
      throw problem("INVALID", { detail: "that is too much money" });
    }
    return { currency, amount_cents, rate };
  },
});

/** Division towards minus infinity, where JavaScript's is towards zero. */
function floored(of: bigint, by: bigint): bigint {
  return of / by - (of % by < 0n ? 1n : 0n);
}
