//! What an amount is in another currency: a function with state, which `module!` supplies.

use mizan::{Code, Problem, State};
use rust_decimal::{Decimal, prelude::ToPrimitive};

/// What one euro is, in each currency's unit.
pub struct RateTable(Vec<(&'static str, Decimal)>);

impl Default for RateTable {
    fn default() -> Self {
        let ten_thousandths = [
            ("CHF", 9_312),
            ("DKK", 74_615),
            ("GBP", 8_469),
            ("JPY", 1_634_200),
            ("NOK", 116_870),
            ("SEK", 112_530),
            ("USD", 10_914),
        ];
        let rate = |(currency, rate)| (currency, Decimal::new(rate, 4));
        Self(ten_thousandths.map(rate).into())
    }
}

/// An amount in another currency.
#[derive(mizan::Type)]
pub struct Quote {
    /// ISO 4217 code of the currency.
    pub currency: String,
    /// In hundredths of the currency's unit, rounded half up.
    pub amount_cents: i64,
    /// What one euro is, in the currency's unit: exact, and therefore no float.
    pub rate: Decimal,
}

/// 2^53-1, the wire's largest integer.
const MOST_CENTS: u64 = (1 << 53) - 1;

/// What an amount of euros is in another currency.
#[mizan::client]
fn exchange_quote(
    rates: State<RateTable>,
    /// In euro cents.
    amount_cents: i64,
    /// ISO 4217 code of the currency, in capitals.
    #[mizan(pattern = "^[A-Z]{3}$")]
    currency: String,
) -> Result<Quote, Problem> {
    let found = rates.0.iter().find(|(code, _)| *code == currency);
    let &(_, rate) =
        found.ok_or_else(|| Problem::new(Code::NotFound).detail("no rate for that currency"))?;
    // Wide enough for any amount: the wire's integers have 53 bits, the rates 21, a decimal 96.
    let exact = Decimal::from(amount_cents) * rate;
    let rounded = (exact + Decimal::new(5, 1)).floor();
    let amount_cents = rounded
        .to_i64()
        .filter(|cents| cents.unsigned_abs() <= MOST_CENTS);
    let amount_cents =
        amount_cents.ok_or_else(|| Problem::new(Code::Invalid).detail("that is too much money"))?;
    Ok(Quote {
        currency,
        amount_cents,
        rate,
    })
}
