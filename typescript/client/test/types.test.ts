import { describe, expect, it } from "vitest";
import { dateTime, uuid } from "../src/index.ts";

describe("dateTime", () => {
  it("writes the canonical form", () => {
    const canonical = {
      "2026-11-23T09:30:00.000Z": "2026-11-23T09:30:00Z",
      "2026-11-23T09:30:00.120Z": "2026-11-23T09:30:00.12Z",
      "2026-11-23T09:30:00.001Z": "2026-11-23T09:30:00.001Z",
      "2026-11-23T09:30:10.100+02:00": "2026-11-23T07:30:10.1Z",
      "0001-01-01T00:00:00Z": "0001-01-01T00:00:00Z",
    };
    for (const [given, written] of Object.entries(canonical)) {
      expect(dateTime(new Date(given))).toBe(written);
    }
  });

  it("refuses what is no instant of the years 1 to 9999", () => {
    for (const given of [
      "never",
      "0000-12-31T23:59:59Z",
      "+010000-01-01T00:00:00Z",
      "-000001-01-01T00:00:00Z",
    ]) {
      expect(() => dateTime(new Date(given))).toThrow(RangeError);
    }
  });
});

describe("uuid", () => {
  it("writes lower case", () => {
    expect(uuid("0F8FAD5B-d9cb-469f-a165-70867728950e")).toBe("0f8fad5b-d9cb-469f-a165-70867728950e");
  });

  it("refuses other text", () => {
    for (const text of [
      "",
      "0f8fad5bd9cb469fa16570867728950e",
      "{0f8fad5b-d9cb-469f-a165-70867728950e}",
      "0f8fad5b-d9cb-469f-a165-70867728950g",
      "0f8fad5b-d9cb-469f-a165-70867728950e\n",
    ]) {
      expect(() => uuid(text)).toThrow(TypeError);
    }
  });
});
