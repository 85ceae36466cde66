import { describe, expect, it } from "vitest";
import { dateTime, decimal, duration, plainDate, plainTime, uuid } from "../src/index.ts";
import { instant } from "../src/text.ts";

/** Checks a maker: what it writes, what is another grammar, what is no value. */
function check(
  maker: (text: string) => string,
  canonical: Readonly<Record<string, string>>,
  otherGrammar: readonly string[],
  noValue: readonly string[],
): void {
  for (const [given, written] of Object.entries(canonical)) {
    expect(maker(given)).toBe(written);
    expect(maker(written)).toBe(written);
  }
  for (const text of otherGrammar) {
    expect(() => maker(text), text).toThrow(TypeError);
  }
  for (const text of noValue) {
    expect(() => maker(text), text).toThrow(RangeError);
  }
}

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

it("a datetime's text is judged to the microsecond and at both ends of time", () => {
  check(
    instant,
    {
      "2026-11-23t09:30:00.123456z": "2026-11-23T09:30:00.123456Z",
      "2026-11-23T00:30:00.500-23:59": "2026-11-24T00:29:00.5Z",
      "2026-01-01T00:00:00+00:01": "2025-12-31T23:59:00Z",
      "2024-02-29T00:00:00-00:00": "2024-02-29T00:00:00Z",
      "0026-01-01T00:00:00Z": "0026-01-01T00:00:00Z",
      "0001-01-01T23:59:59-00:01": "0001-01-02T00:00:59Z",
      "9999-12-31T23:59:59.999999Z": "9999-12-31T23:59:59.999999Z",
    },
    [
      "2026-11-23T09:30:00",
      "2026-11-23 09:30:00Z",
      "2026-11-23T09:30:00.Z",
      "2026-11-23T09:30:00.1234567Z",
      "",
      "x",
    ],
    [
      "2026-02-29T00:00:00Z",
      "2026-13-01T00:00:00Z",
      "2026-00-01T00:00:00Z",
      "2026-01-00T00:00:00Z",
      "2026-01-01T24:00:00Z",
      "2026-01-01T23:60:00Z",
      "2026-06-30T23:59:60Z",
      "2026-01-01T00:00:00+24:00",
      "2026-01-01T00:00:00+00:60",
      "0000-12-31T00:00:00Z",
      "0001-01-01T00:00:00+00:01",
      "9999-12-31T23:59:59-00:01",
    ],
  );
});

it("a decimal says nothing twice", () => {
  check(
    decimal,
    {
      "0": "0",
      "-0": "0",
      "-0.000e999999999999": "0",
      "1.50": "1.5",
      "15e-1": "1.5",
      "-0.05E+1": "-0.5",
      "100": "100",
      "1e2": "100",
      "1.0": "1",
      "0.0010": "0.001",
      "10.01": "10.01",
      "1e63": `1${"0".repeat(63)}`,
      "1e-64": `0.${"0".repeat(63)}1`,
      [`${"9".repeat(64)}.${"0".repeat(1000)}`]: "9".repeat(64),
    },
    ["", "1.", ".5", "+1", "01", "1e", "0x1", "NaN", "Infinity", " 1", "1\n", "1_0", "٣"],
    [
      "1e64",
      "1e-65",
      `1${"0".repeat(63)}.1`,
      "9".repeat(65),
      "1e999999999999999999999999",
      "1e-999999999999999999999",
    ],
  );
});

it("a decimal of many zeros takes no time", () => {
  const zeros = "0".repeat(1_000_000);
  expect(() => decimal(`1${zeros}1`)).toThrow(RangeError);
  expect(decimal(`0.${"0".repeat(60)}1${zeros}`)).toBe(`0.${"0".repeat(60)}1`);
});

it("a date is a day that there is", () => {
  check(
    plainDate,
    { "2024-02-29": "2024-02-29", "0001-01-01": "0001-01-01", "9999-12-31": "9999-12-31" },
    ["2024-2-29", "20240229", "2024-02-29T00:00:00Z", "+002024-02-29", ""],
    ["2023-02-29", "1900-02-29", "2026-04-31", "2026-13-01", "2026-00-10", "2026-01-00", "0000-01-01"],
  );
});

it("a time of day has no offset", () => {
  check(
    plainTime,
    {
      "00:00:00": "00:00:00",
      "23:59:59.999999": "23:59:59.999999",
      "09:30:00.100": "09:30:00.1",
      "09:30:10.0": "09:30:10",
    },
    ["9:30:00", "09:30", "09:30:00Z", "09:30:00.", "09:30:00.1234567", ""],
    ["24:00:00", "09:60:00", "09:30:60"],
  );
});

it("a duration is carried over", () => {
  check(
    duration,
    {
      PT0S: "PT0S",
      "-PT0.000S": "PT0S",
      P2W: "P14D",
      PT90M: "PT1H30M",
      PT86400S: "P1D",
      "-P1DT25H61M61.500S": "-P2DT2H2M1.5S",
      "PT0.000001S": "PT0.000001S",
      P0001D: "P1D",
      P999999999D: "P999999999D",
      PT86399999913600S: "P999999999D",
    },
    [
      "P",
      "PT",
      "P1DT",
      "P1Y",
      "P1M",
      "P1W1D",
      "PT1.5H",
      "PT1.S",
      "PT1,5S",
      "PT1.1234567S",
      "1D",
      "+P1D",
      "PT1S1M",
      "p1d",
    ],
    ["P1000000000D", "P999999999DT0.000001S", "-P1000000000D", `P${"9".repeat(100_000)}D`, "P142857143W"],
  );
});

it("a uuid is in lower case", () => {
  check(
    uuid,
    { "0F8FAD5B-d9cb-469f-a165-70867728950e": "0f8fad5b-d9cb-469f-a165-70867728950e" },
    [
      "",
      "0f8fad5bd9cb469fa16570867728950e",
      "{0f8fad5b-d9cb-469f-a165-70867728950e}",
      "0f8fad5b-d9cb-469f-a165-70867728950g",
      "0f8fad5b-d9cb-469f-a165-70867728950e\n",
    ],
    [],
  );
});
