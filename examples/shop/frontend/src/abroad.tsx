/** What a product costs and when it comes, elsewhere: both answered by Rust, from `examples/native`. */

import { useState } from "react";
import { count, moneyIn } from "./format.ts";
import { useDeliveryEstimate, useExchangeQuote } from "./mizan/mizan.react.ts";
import type { ProductDetail } from "./mizan/mizan.ts";
import { Problem } from "./problem.tsx";

const COUNTRIES = ["AT", "BE", "CH", "DE", "DK", "ES", "FI", "FR", "IT", "NL", "NO", "PT", "SE"];
const CURRENCIES = ["CHF", "DKK", "NOK", "SEK", "USD", "GBP", "JPY"];
