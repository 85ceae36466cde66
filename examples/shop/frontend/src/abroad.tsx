/** What a product costs and when it comes, elsewhere: both answered by Rust, from `examples/native`. */

import { type ChangeEvent, useId } from "react";
import { countryName, money, moneyIn } from "./format.ts";
import { useDeliveryEstimate, useExchangeQuote } from "./mizan/mizan.react.ts";
import type { ProductDetail } from "./mizan/mizan.ts";
import { Problem } from "./problem.tsx";

const COUNTRIES = ["AT", "BE", "CH", "DE", "DK", "ES", "FI", "FR", "GB", "IS", "IT", "NL", "NO", "PT", "SE"];
const CURRENCIES = ["CHF", "DKK", "GBP", "JPY", "NOK", "SEK", "USD"];

/** Plain calls: they drop nothing, and nothing is refetched for them. */
export function Abroad({ product }: { readonly product: ProductDetail }) {
  const delivery = useDeliveryEstimate();
  const quote = useExchangeQuote();
  return (
    <div className="abroad">
      <Choice
        label="Deliver to"
        values={COUNTRIES}
        name={countryName}
        onChoose={(country) => delivery.mutate({ country, weightGrams: product.weight_grams })}
      >
        {delivery.data &&
          `${delivery.data.days_min} to ${delivery.data.days_max} working days, ${money(delivery.data.cost_cents)}`}
      </Choice>
      <Choice
        label="Price in"
        values={CURRENCIES}
        name={(currency) => currency}
        onChoose={(currency) => quote.mutate({ amountCents: product.price_cents, currency })}
      >
        {quote.data && `${moneyIn(quote.data.currency, quote.data.amount_cents)} at ${quote.data.rate}`}
      </Choice>
      <Problem error={delivery.error ?? quote.error} />
    </div>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly values: readonly string[];
  readonly name: (value: string) => string;
  readonly onChoose: (value: string) => void;
  /** The answer to what was chosen. */
  readonly children: string | undefined;
}

function Choice({ label, values, name, onChoose, children }: ChoiceProps) {
  const id = useId();
  const choose = (event: ChangeEvent<HTMLSelectElement>) => onChoose(event.target.value);
  return (
    <div>
      <label htmlFor={id}>{label}</label>
      <select id={id} defaultValue="" onChange={choose}>
        <option value="" disabled>
          Choose
        </option>
        {values.map((value) => (
          <option key={value} value={value}>
            {name(value)}
          </option>
        ))}
      </select>
      <output htmlFor={id}>{children}</output>
    </div>
  );
}
