// The types that travel as text: their brands, and the makers of their canonical text. A maker decides what a type's
// grammar takes and how one value is spelled, and nothing else. The page is `ir/protocol/types.md`, the twin
// `mizan-core/src/types/`.

/** The grammars of text. What is in one may still name no value. */
export const FORMS = {
  decimal: /^(-?)(0|[1-9]\d*)(?:\.(\d+))?(?:e([+-]?\d+))?$/i,
  uuid: /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i,
  datetime: /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?(Z|([+-])(\d\d):(\d\d))$/i,
  date: /^(\d{4})-(\d\d)-(\d\d)$/,
  time: /^(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?$/,
  duration: /^(-?)P(?!$)(?:(\d+)W|(?:(\d+)D)?(?:T(?!$)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d{1,6}))?S)?)?)$/,
} as const;

declare const brand: unique symbol;

/** Text of one type of the wire. */
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** An instant: RFC 3339 in UTC, at most six digits of a second's fraction. Made by {@link dateTime}. */
export type DateTime = Branded<"datetime">;

/** A day: `2026-11-23`. Made by {@link plainDate}. */
export type PlainDate = Branded<"date">;

/** A time of day without an offset, to the microsecond: `09:30:00`. Made by {@link plainTime}. */
export type PlainTime = Branded<"time">;

/** A span of days and smaller units, to the microsecond: `P1DT2H`. Made by {@link duration}. */
export type Duration = Branded<"duration">;

/** An exact decimal number of at most 64 digits: `19.9`. Made by {@link decimal}. */
export type Decimal = Branded<"decimal">;

/** A uuid: 8-4-4-4-12 hex digits in lower case. Made by {@link uuid}. */
export type Uuid = Branded<"uuid">;

/**
 * `at` as it travels: `2026-11-23T09:30:00Z`, in UTC, without trailing zeros in the fraction. Only this form may stand
 * in a context's params.
 *
 * @throws RangeError if `at` is no instant of the years 1 to 9999.
 */
export function dateTime(at: Date): DateTime {
  const text = at.toISOString();
  if (!/^(?!0000)\d{4}-/.test(text)) {
    throw new RangeError(`the year of \`${text}\` is not within 1 and 9999`);
  }
  return text.replace(/\.?0*Z$/, "Z") as DateTime;
}

/**
 * `text` as it travels: in lower case.
 *
 * @throws TypeError if `text` is no uuid of 8-4-4-4-12 hex digits.
 */
export function uuid(text: string): Uuid {
  if (!FORMS.uuid.test(text)) {
    throw new TypeError(`\`${text}\` is no uuid`);
  }
  return text.toLowerCase() as Uuid;
}

/**
 * `text` as it travels: without an exponent and without zeros that say nothing (`1.50` and `15e-1` are `1.5`). Text
 * alone, since a JavaScript number has lost what a decimal is for.
 *
 * @throws TypeError if `text` is not in the grammar of a JSON number.
 * @throws RangeError if it has more than 64 digits when it is written out.
 */
export function decimal(text: string): Decimal {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = parts(FORMS.decimal, text, "decimal");
  const digits = whole + fraction;
  let start = 0;
  let end = digits.length;
  // Loops, since `/0+$/` is quadratic where the zeros are not at the end.
  while (digits[start] === "0") {
    start++;
  }
  while (end > start && digits[end - 1] === "0") {
    end--;
  }
  const told = digits.slice(start, end);
  if (told === "") {
    return "0" as Decimal;
  }
  // How many of the digits stand before the point; none or fewer: zeros follow it.
  const point = whole.length - start + Number(exponent);
  if (Math.max(point, told.length, told.length - point) > 64) {
    throw new RangeError(`\`${text}\` has more than 64 digits`);
  }
  const before = told.slice(0, Math.max(point, 0)).padEnd(point, "0") || "0";
  const after = "0".repeat(Math.max(-point, 0)) + told.slice(Math.max(point, 0));
  return `${sign}${before}${after && "."}${after}` as Decimal;
}

/**
 * `text` as it travels: itself.
 *
 * @throws TypeError if `text` is not of the form `YYYY-MM-DD`.
 * @throws RangeError if there is no such day in the years 1 to 9999.
 */
export function plainDate(text: string): PlainDate {
  const [, year, month, day] = parts(FORMS.date, text, "date");
  midnight(text, Number(year), Number(month), Number(day));
  return text as PlainDate;
}

/**
 * `text` as it travels: without trailing zeros in the fraction.
 *
 * @throws TypeError if `text` is not of the form `HH:MM:SS`, perhaps with a fraction of 1 to 6 digits.
 * @throws RangeError if there is no such time of day.
 */
export function plainTime(text: string): PlainTime {
  const [, hour, minute, second, fraction] = parts(FORMS.time, text, "time");
  bounded(text, [hour, 23], [minute, 59], [second, 59]);
  return `${text.slice(0, 8)}${spelledFraction(fraction)}` as PlainTime;
}

/**
 * `text` as it travels: carried over to days, hours, minutes and seconds, without those that are zero (`PT90M` is
 * `PT1H30M`, `P2W` is `P14D`).
 *
 * @throws TypeError if `text` is no ISO 8601 duration of days, hours, minutes and seconds, or of weeks alone.
 * @throws RangeError if it is longer than 999,999,999 days.
 */
export function duration(text: string): Duration {
  const [, sign, weeks, days, hours, minutes, seconds, fraction = ""] = parts(
    FORMS.duration,
    text,
    "duration",
  );
  // Thirty digits are beyond the longest already, and a thousand would be work.
  const whole = (digits = "") => BigInt(digits.replace(/^0+/, "").slice(0, 30));
  const inDays = whole(weeks) * 7n + whole(days);
  const inSeconds = ((inDays * 24n + whole(hours)) * 60n + whole(minutes)) * 60n + whole(seconds);
  return spelledDuration(inSeconds * 1_000_000n + BigInt(fraction.padEnd(6, "0")), sign === "-", text);
}

/** A duration of so many microseconds. `told` stands in the error. */
export function spelledDuration(microseconds: bigint, negative: boolean, told: string): Duration {
  if (microseconds > LONGEST) {
    throw new RangeError(`\`${told}\` is longer than 999,999,999 days`);
  }
  const seconds = microseconds / 1_000_000n;
  const fraction = spelledFraction(String(microseconds % 1_000_000n).padStart(6, "0"));
  const part = (value: bigint, unit: string, more = "") =>
    value > 0n || more !== "" ? `${value}${more}${unit}` : "";
  const time =
    part((seconds / 3600n) % 24n, "H") +
    part((seconds / 60n) % 60n, "M") +
    part(seconds % 60n, "S", fraction);
  const all = part(seconds / 86_400n, "D") + (time && `T${time}`);
  return (all === "" ? "PT0S" : `${negative ? "-" : ""}P${all}`) as Duration;
}

/** An instant as it was written: whole seconds since 1970, in milliseconds, and the digits of the fraction. */
export interface Instant {
  readonly milliseconds: number;
  readonly fraction: string;
}

/**
 * The instant that `text` names, by the wire's grammar of a datetime.
 *
 * @throws TypeError if `text` is no RFC 3339 with an offset, or has more than 6 digits in its fraction.
 * @throws RangeError if there is no such instant in the years 1 to 9999 of UTC.
 */
export function readInstant(text: string): Instant {
  const [, year, month, day, hour, minute, second, fraction = "", , sign, hours = "0", minutes = "0"] = parts(
    FORMS.datetime,
    text,
    "datetime",
  );
  bounded(text, [hour, 23], [minute, 59], [second, 59], [hours, 23], [minutes, 59]);
  const start = midnight(text, Number(year), Number(month), Number(day));
  const offset = (Number(hours) * 60 + Number(minutes)) * (sign === "-" ? -1 : 1);
  const milliseconds = start + ((Number(hour) * 60 + Number(minute) - offset) * 60 + Number(second)) * 1000;
  if (milliseconds < FIRST || milliseconds > LAST) {
    throw new RangeError(`the year of \`${text}\` is not within 1 and 9999`);
  }
  return { milliseconds, fraction };
}

/** `text` as it travels, by {@link readInstant}. */
export function instant(text: string): DateTime {
  const { milliseconds, fraction } = readInstant(text);
  return `${new Date(milliseconds).toISOString().slice(0, 19)}${spelledFraction(fraction)}Z` as DateTime;
}

const LONGEST = 999_999_999n * 86_400_000_000n;
const FIRST = Date.parse("0001-01-01T00:00:00Z");
const LAST = Date.parse("9999-12-31T23:59:59Z");

function parts(grammar: RegExp, text: string, kind: string): readonly (string | undefined)[] {
  const found = grammar.exec(text);
  if (found === null) {
    throw new TypeError(`\`${text}\` is no ${kind}`);
  }
  return found;
}

function bounded(
  text: string,
  ...fields: readonly (readonly [digits: string | undefined, most: number])[]
): void {
  if (fields.some(([digits, most]) => Number(digits) > most)) {
    throw new RangeError(`\`${text}\` is no time`);
  }
}

/** The start of a day in UTC, in milliseconds since 1970. */
function midnight(text: string, year: number, month: number, day: number): number {
  // Not `Date.UTC`, which takes the year 26 for 1926.
  const start = new Date(0).setUTCFullYear(year, month - 1, day);
  const found = new Date(start);
  if (year === 0 || found.getUTCMonth() !== month - 1 || found.getUTCDate() !== day) {
    throw new RangeError(`\`${text}\` is no day of the years 1 to 9999`);
  }
  return start;
}

function spelledFraction(digits = ""): string {
  return `.${digits}`.replace(/\.?0*$/, "");
}
