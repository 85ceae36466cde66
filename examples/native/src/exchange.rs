//! What an amount is in another currency: a function with state, which `module!` supplies.

use mizan::{Code, Problem, State};

/// What one euro is, in millionths of each currency's unit.
pub struct RateTable(Vec<(&'static str, i64)>);

impl Default for RateTable {
    fn default() -> Self {
        Self(vec![
            ("CHF", 931_200),
            ("DKK", 7_461_500),
            ("GBP", 846_900),
            ("JPY", 163_420_000),
            ("NOK", 11_687_000),
            ("SEK", 11_253_000),
            ("USD", 1_091_400),
        ])
    }
}

/// An amount in another currency.
#[derive(mizan::Type)]
pub struct Quote {
    /// ISO 4217 code of the currency.
    pub currency: String,
    /// In hundredths of the currency's unit, rounded half up.
    pub amount_cents: i64,
    /// What one euro is, in the currency's unit.
    pub rate: f64,
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
    currency: String,
) -> Result<Quote, Problem> {
    let found = rates.0.iter().find(|(code, _)| *code == currency);
    let &(_, millionths) =
        found.ok_or_else(|| Problem::new(Code::NotFound).detail("no rate for that currency"))?;
    // Wide enough for any amount: the wire's integers have 53 bits, the rates 28.
    let exact = i128::from(amount_cents) * i128::from(millionths);
    let rounded = (exact + 500_000).div_euclid(1_000_000);
    let amount_cents = i64::try_from(rounded)
        .ok()
        .filter(|cents| cents.unsigned_abs() <= MOST_CENTS);
    let amount_cents =
        amount_cents.ok_or_else(|| Problem::new(Code::Invalid).detail("that is too much money"))?;
    #[expect(
        clippy::cast_precision_loss,
        reason = "rates are far below 2^53 millionths"
    )]
    let rate = millionths as f64 / 1e6;
    Ok(Quote {
        currency,
        amount_cents,
        rate,
    })
}
