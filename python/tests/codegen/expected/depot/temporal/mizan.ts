// Generated from the IR by `manage.py mizan_generate`. Do not edit.
import { type Decimal, type DomainError, defineContext, defineFunction } from "@mizan/client";
import * as codec from "@mizan/client/codec";
import * as temporal from "@mizan/client/temporal";

/** The schema that this client was generated from. */
export const schema = "1c9a5b7e0d3f2468";

export interface Box {
  kind: "box";
  barcode: bigint;
  colour: Colour;
  /** @maxLength 65536 */
  photo: Uint8Array | null;
  /**
   * In inches.
   * @minimum 1
   * @maximum 9
   * @multipleOf 2
   */
  "inner-width": number;
}

/** What it may be painted in. */
export type Colour = "red" | "green";

export interface Pallet {
  kind: "pallet";
  /** @minLength 1 */
  boxes: Parcel[];
  moved?: [Temporal.Instant, Temporal.Duration];
}

/** It narrows by its `kind`. */
export type Parcel = Box | Pallet;

/**
 * @minimum 0
 * @decimalPlaces 2
 */
export type Price = Decimal;

export interface Receipt {
  /** Old ones have letters. */
  number: bigint | string;
  on: Temporal.PlainDate;
  at: Temporal.PlainTime;
  sums: Record<string, Price>;
  size: 1 | 2 | -4;
  raw: unknown;
}

/** Shelves stand on shelves. */
export type Shelves = { [key: string]: Shelves };

export interface StockLeft {
  pieces: bigint;
}

/** Fewer are left than were asked for. */
export type OutOfStock = DomainError<"OUT_OF_STOCK", StockLeft>;

export type SoldOut = DomainError<"SOLD_OUT">;

const boxCodec: codec.Codec<Box> = /* @__PURE__ */ codec.struct(() => ({
  barcode: codec.bigint,
  photo: codec.optional(codec.bytes),
}));

const palletCodec: codec.Codec<Pallet> = /* @__PURE__ */ codec.struct(() => ({
  boxes: codec.list(parcelCodec),
  moved: codec.tuple(temporal.instant, temporal.duration),
}));

const parcelCodec: codec.Codec<Parcel> = /* @__PURE__ */ codec.alias(() =>
  codec.tagged("kind", () => [
    [["box"], boxCodec],
    [["pallet"], palletCodec],
  ]),
);

const receiptCodec: codec.Codec<Receipt> = /* @__PURE__ */ codec.struct(() => ({
  number: codec.union(
    { of: [{ type: "bigint" }, { type: "string" }], dates: "temporal" },
    codec.bigint,
    codec.same,
  ),
  on: temporal.plainDate,
  at: temporal.plainTime,
}));

const stockLeftCodec: codec.Codec<StockLeft> = /* @__PURE__ */ codec.struct(() => ({ pieces: codec.bigint }));

/** The params of the context `depot`. */
export interface DepotParams {
  code: bigint;
  day: Temporal.Instant;
}

/** What the context `depot` answers. */
export interface DepotBundle {
  depotParcels: Parcel[];
  depotShelves: Shelves;
}

/** The context `depot`. */
export const depot = /* @__PURE__ */ defineContext<DepotParams, DepotBundle, SoldOut>(
  "depot",
  ["code", "day"],
  ["depot_parcels", "depot_shelves"],
  () => ({
    params: { code: codec.bigint, day: temporal.instant },
    members: { depot_parcels: codec.list(parcelCodec) },
  }),
);

/** The arguments of `label`. */
export interface LabelArgs {
  of: Colour;
  /** @pattern ^[*]/$ */
  text: string;
}

export const label = /* @__PURE__ */ defineFunction<LabelArgs, Uint8Array>("label", ["of", "text"], () => ({
  result: codec.bytes,
}));

/** The arguments of `send`. */
export interface SendArgs {
  /**
   * @defaultValue "it's \"here\""
   * @maxLength 80
   */
  note?: string;
  parcel: Parcel;
}

/** Sends a parcel. */
export const send = /* @__PURE__ */ defineFunction<SendArgs, Receipt, OutOfStock | SoldOut>(
  "send",
  ["note", "parcel"],
  () => ({ args: { parcel: parcelCodec }, result: receiptCodec, errors: { OUT_OF_STOCK: stockLeftCodec } }),
);
