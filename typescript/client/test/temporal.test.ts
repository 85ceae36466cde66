// `Temporal`, where the engine has it; what is told where it has not.

import { describe, expect, it } from "vitest";
import { list, union } from "../src/codec.ts";
import { inputSchema } from "../src/schema.ts";
import { duration, instant, plainDate, plainTime } from "../src/temporal.ts";
import { type Codec, Misfit } from "../src/translate.ts";

const there = typeof Temporal !== "undefined";

describe.runIf(there)("with Temporal", () => {
  function both<Value>(codec: Codec<Value>, wire: string, value: Value, written = wire): void {
    const read = codec.decode(wire);
    expect(read).toBeInstanceOf((value as object).constructor);
    expect(String(read)).toBe(String(value));
    expect(codec.encode(value)).toBe(written);
  }

  it("datetimes", () => {
    both(instant, "2026-11-23T09:30:00.123456Z", Temporal.Instant.from("2026-11-23T09:30:00.123456Z"));
    both(instant, "2026-11-23T09:30:00Z", Temporal.Instant.from("2026-11-23T11:30:00+02:00"));
    expect(instant.encode(Temporal.Instant.from("2026-11-23T09:30:00.1234567Z"))).toBe(
      "2026-11-23T09:30:00.123456Z",
    );
    expect(instant.encode(Temporal.Instant.from("1969-12-31T23:59:59.9999999Z"))).toBe(
      "1969-12-31T23:59:59.999999Z",
    );
  });

  it("days", () => {
    both(plainDate, "0001-01-01", Temporal.PlainDate.from("0001-01-01"));
    const japanese = Temporal.PlainDate.from("2026-11-23").withCalendar("japanese");
    expect(plainDate.encode(japanese)).toBe("2026-11-23");
  });

  it("times of day", () => {
    both(plainTime, "09:30:00", Temporal.PlainTime.from("09:30"));
    both(plainTime, "23:59:59.999999", Temporal.PlainTime.from("23:59:59.999999"));
    expect(plainTime.encode(Temporal.PlainTime.from("09:30:00.1000001"))).toBe("09:30:00.1");
  });

  it("durations", () => {
    both(duration, "P1DT2H3M4.5S", Temporal.Duration.from("P1DT2H3M4.5S"));
    both(duration, "-P999999999D", Temporal.Duration.from({ days: -999999999 }));
    both(duration, "PT0S", new Temporal.Duration());
    const written = (like: Temporal.DurationLike) => duration.encode(Temporal.Duration.from(like));
    expect(written({ weeks: 2, days: 1, hours: 25 })).toBe("P16DT1H");
    expect(written({ minutes: -90, seconds: -1, microseconds: -500 })).toBe("-PT1H30M1.0005S");
    expect(written({ milliseconds: 1500, nanoseconds: 999 })).toBe("PT1.5S");
    expect(written({ nanoseconds: -999 })).toBe("PT0S");
    for (const like of [{ years: 1 }, { months: -1 }, { days: 1_000_000_000 }]) {
      expect(() => written(like)).toThrow(RangeError);
    }
  });

  it("what is out of the wire's years is a RangeError, what is of another class a misfit", () => {
    expect(() => instant.encode(Temporal.Instant.from("+010000-01-01T00:00:00Z"))).toThrow(RangeError);
    expect(() => instant.encode(Temporal.Instant.from("0000-12-31T00:00:00Z"))).toThrow(RangeError);
    expect(() => plainDate.encode(Temporal.PlainDate.from("-000001-01-01"))).toThrow(RangeError);
    for (const value of ["2026-11-23", new Date(), Temporal.Instant.from("2026-11-23T09:30:00Z"), null]) {
      expect(() => plainDate.encode(value as never)).toThrow(Misfit);
    }
    for (const wire of ["2026-11-23T09:30:00", "2026-02-30T00:00:00Z", 5, null, "+012026-11-23T09:30:00Z"]) {
      expect(() => instant.decode(wire)).toThrow(Misfit);
    }
    expect(() => list(duration).decode(["P1Y"])).toThrow(Misfit);
  });

  it("schemas and plain unions take its values", () => {
    const schema = inputSchema<{ at: Temporal.Instant; day?: Temporal.PlainDate }>(() => ({
      args: [
        { name: "at", type: { type: "datetime", minimum: "2026-01-01T00:00:00Z" } },
        { name: "day", type: { type: "date" }, default: null },
        { name: "of", type: { type: "time" }, default: "00:00:00" },
        { name: "span", type: { type: "duration" }, default: "PT0S" },
      ],
      dates: "temporal",
    }));
    const { validate } = schema["~standard"];
    const at = Temporal.Instant.from("2026-11-23T09:30:00Z");
    const all = {
      at,
      day: Temporal.PlainDate.from("2026-11-23"),
      of: Temporal.PlainTime.from("09:30"),
      span: Temporal.Duration.from("P1W1D"),
    };
    expect(validate(all)).toEqual({ value: all });
    expect(
      validate({
        at: at.subtract({ hours: 24_000 }),
        day: "2026-11-23",
        span: Temporal.Duration.from("P1Y"),
      }),
    ).toMatchObject({
      issues: [
        { path: ["at"], code: "range" },
        { path: ["day"], code: "type" },
        { path: ["span"], code: "range" },
      ],
    });
    const either: Codec<Temporal.PlainDate | Temporal.Instant> = union(
      { of: [{ type: "date" }, { type: "datetime" }], dates: "temporal" },
      plainDate,
      instant,
    );
    expect(either.encode(at)).toBe("2026-11-23T09:30:00Z");
    expect(either.decode("2026-11-23")).toBeInstanceOf(Temporal.PlainDate);
  });
});

it.skipIf(there)("without Temporal the first value that is read says what is missing", () => {
  expect(() => instant.decode("2026-11-23T09:30:00Z")).toThrow(
    "`Temporal` is not there: load a polyfill before the first request",
  );
});
