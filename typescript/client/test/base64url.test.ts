import { describe, expect, it } from "vitest";
import { fromBase64url, isBase64url, toBase64url } from "../src/base64url.ts";

/** Bytes that use every character, of a length beyond what an engine takes as arguments. */
const many = Uint8Array.from({ length: 200_003 }, (_, index) => (index * 7919) % 256);

describe("base64url", () => {
  it("is that of Node, both ways and at every length", () => {
    for (const bytes of [many, ...Array.from({ length: 70 }, (_, length) => many.subarray(0, length))]) {
      const text = Buffer.from(bytes).toString("base64url");
      expect(toBase64url(bytes)).toBe(text);
      expect(isBase64url(text)).toBe(true);
      expect(Buffer.compare(fromBase64url(text), bytes)).toBe(0);
    }
  });

  it("spells a part of a buffer alone", () => {
    expect(toBase64url(new Uint8Array([1, 2, 3, 4]).subarray(1, 3))).toBe("AgM");
  });

  it("has one spelling", () => {
    for (const text of [
      "A",
      "AAAAA",
      "AB",
      "AAB",
      "AA==",
      "AA=",
      "A+A_",
      "A/AA",
      " AAA",
      "AA A",
      "AAAA\n",
      "ÄAAA",
    ]) {
      expect(isBase64url(text), text).toBe(false);
    }
    for (const text of ["", "AA", "Ag", "AAE", "-_-_"]) {
      expect(isBase64url(text), text).toBe(true);
    }
  });
});
