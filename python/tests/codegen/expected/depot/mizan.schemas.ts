// Generated from the IR by `manage.py mizan_generate`. Do not edit.
import { inputSchema, type TypeDef } from "@mizan/client/schema";
import type * as api from "./mizan.ts";

const boxType: TypeDef = {
  kind: "struct",
  name: "Box",
  fields: [
    { name: "kind", type: { type: "enum", values: ["box"] } },
    { name: "barcode", type: { type: "bigint" } },
    { name: "colour", type: { type: "ref", name: "Colour" } },
    { name: "photo", type: { type: "optional", item: { type: "bytes", max_length: 65536 } } },
    { name: "inner-width", type: { type: "integer", minimum: 1, maximum: 9, multiple_of: 2 } },
  ],
};

const colourType: TypeDef = {
  kind: "alias",
  name: "Colour",
  type: { type: "enum", values: ["red", "green"] },
};

const palletType: TypeDef = {
  kind: "struct",
  name: "Pallet",
  fields: [
    { name: "kind", type: { type: "enum", values: ["pallet"] } },
    { name: "boxes", type: { type: "list", item: { type: "ref", name: "Parcel" }, min_length: 1 } },
    {
      name: "moved",
      type: { type: "tuple", items: [{ type: "datetime" }, { type: "duration" }] },
      omittable: true,
    },
  ],
};

const parcelType: TypeDef = {
  kind: "alias",
  name: "Parcel",
  type: {
    type: "union",
    of: [
      { type: "ref", name: "Box" },
      { type: "ref", name: "Pallet" },
    ],
    tag: "kind",
  },
};

/** What the context `depot` takes. */
export const depotInput = /* @__PURE__ */ inputSchema<api.DepotParams>(() => ({
  params: [
    { name: "code", type: { type: "bigint" } },
    { name: "day", type: { type: "datetime" } },
  ],
}));

/** What the function `label` takes. */
export const labelInput = /* @__PURE__ */ inputSchema<api.LabelArgs>(() => ({
  args: [
    { name: "of", type: { type: "ref", name: "Colour" } },
    { name: "text", type: { type: "string", pattern: "^[*]/$" } },
  ],
  types: [colourType],
}));

/** What the function `send` takes. */
export const sendInput = /* @__PURE__ */ inputSchema<api.SendArgs>(() => ({
  args: [
    { name: "note", type: { type: "string", max_length: 80 }, default: 'it\'s "here"' },
    { name: "parcel", type: { type: "ref", name: "Parcel" } },
  ],
  types: [boxType, colourType, palletType, parcelType],
}));
