/** How the shop writes money, days and numbers. */

const euros = new Intl.NumberFormat("en-IE", { style: "currency", currency: "EUR" });
const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeZone: "UTC" });
const month = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });

/** Cents of a euro, as `€12.90`. */
export const money = (cents: number): string => euros.format(cents / 100);

/** Cents of any currency, by its ISO 4217 code. */
export const moneyIn = (currency: string, cents: number): string =>
  new Intl.NumberFormat("en-IE", { style: "currency", currency }).format(cents / 100);

/** `31 Oct 2026` */
export const onDay = (moment: string): string => day.format(new Date(moment));

/** `October 2026` */
export const inMonth = (moment: string): string => month.format(new Date(moment));

/** `14:03:22`, here. */
export const atTime = (milliseconds: number): string => clock.format(new Date(milliseconds));

/** `640 g`, `1.9 kg` */
export const weight = (grams: number): string =>
  grams < 1000 ? `${grams} g` : `${(grams / 1000).toFixed(1)} kg`;

/** `1 piece`, `3 pieces` */
export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number.toLocaleString("en-GB")} ${number === 1 ? one : many}`;

const countries = new Intl.DisplayNames("en", { type: "region" });

/** The name of a country, by its ISO 3166 code. */
export const countryName = (code: string): string => countries.of(code) ?? code;
