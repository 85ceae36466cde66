//! How long a parcel takes: an async function, which waits for the carrier's desk on another thread.

use std::{io, thread};

use futures_channel::oneshot;
use mizan::{Code, Problem};

/// What the carrier says.
#[derive(mizan::Type)]
pub struct DeliveryEstimate {
    /// ISO 3166 code of the country.
    pub country: String,
    /// Working days, at best.
    pub days_min: i64,
    /// Working days, at worst.
    pub days_max: i64,
    /// The postage, in euro cents.
    pub cost_cents: i64,
}

/// When a parcel arrives, and what it costs to send.
#[mizan::client]
async fn delivery_estimate(
    /// ISO 3166 code of the country, in capitals.
    #[mizan(pattern = "^[A-Z]{2}$")]
    country: String,
    /// The parcel's weight, in grams: between 1 gram and 30 kilograms.
    #[mizan(minimum = 1, maximum = 30_000)]
    weight_grams: i64,
) -> Result<DeliveryEstimate, Problem> {
    let answer = ask_the_desk(country, weight_grams).map_err(|error| {
        Problem::new(Code::Unavailable).log(format!("the carrier's desk has no thread: {error}"))
    })?;
    // The caller's thread sleeps here until the desk has answered.
    let answer = answer
        .await
        .map_err(|_| Problem::new(Code::Unavailable).log("the carrier's desk hung up"))?;
    answer.ok_or_else(|| {
        Problem::new(Code::NotFound).detail("the carrier does not deliver to that country")
    })
}

/// Zones of the carrier: countries, working days, postage in cents for the first kilogram and for each further one.
const ZONES: [(&[&str], [i64; 2], [i64; 2]); 3] = [
    (&["BE", "DE", "NL"], [1, 2], [495, 60]),
    (
        &["AT", "DK", "ES", "FI", "FR", "IT", "PT", "SE"],
        [2, 4],
        [990, 140],
    ),
    (&["CH", "GB", "NO"], [3, 6], [1_690, 260]),
];

fn ask_the_desk(
    country: String,
    grams: i64,
) -> io::Result<oneshot::Receiver<Option<DeliveryEstimate>>> {
    let (reply, answer) = oneshot::channel();
    thread::Builder::new()
        .name("carrier".to_owned())
        .spawn(move || {
            // Whoever asked may be gone by now; then nobody is left to tell.
            let _ = reply.send(estimate(country, grams));
        })?;
    Ok(answer)
}

fn estimate(country: String, grams: i64) -> Option<DeliveryEstimate> {
    let (_, [days_min, days_max], [first, further]) = *ZONES
        .iter()
        .find(|(countries, ..)| countries.contains(&country.as_str()))?;
    let kilograms = (grams + 999) / 1000;
    Some(DeliveryEstimate {
        country,
        days_min,
        days_max,
        cost_cents: first + further * (kilograms - 1),
    })
}
