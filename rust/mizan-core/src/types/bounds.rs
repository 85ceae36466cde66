//! Constraints: which values of a type are in bounds. Page: `ir/protocol/types.md`, constraints.

use std::sync::Arc;

use super::{
    Date, Datetime,
    exact::{Bigint, Decimal},
    pattern::Pattern,
};
use crate::{errors::FaultCode, ir, quoting::quoted};

/// What of types makes no sense, in words.
#[derive(Debug, Default)]
pub(super) struct Flaws {
    pub(super) found: Vec<String>,
    /// Whether it is asked for, so that what costs more to find is looked for too.
    pub(super) thorough: bool,
}

/// Bounds on a length.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Length {
    /// At least so many.
    pub least: Option<usize>,
    /// At most so many.
    pub most: Option<usize>,
}

/// How a length stands to its bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// What has it is to be looked at, with this fault at most.
    Looked(Option<FaultCode>),
    /// It is longer than its bound, and is looked at no further.
    TooLong,
}

fn size(length: u32) -> usize {
    usize::try_from(length).unwrap_or(usize::MAX)
}

impl Length {
    /// Of the IR.
    pub fn new(length: &ir::Length) -> Self {
        Self {
            least: length.min_length.map(size),
            most: length.max_length.map(size),
        }
    }

    /// Where a length is.
    pub fn fit(self, length: usize) -> Fit {
        if self.most.is_some_and(|most| length > most) {
            Fit::TooLong
        } else if self.least.is_some_and(|least| length < least) {
            Fit::Looked(Some(FaultCode::Length))
        } else {
            Fit::Looked(None)
        }
    }

    /// Whether a length is within.
    pub fn holds(self, length: usize) -> bool {
        self.fit(length) == Fit::Looked(None)
    }
}

/// Constraints of a string.
#[derive(Clone, Debug, Default)]
pub struct Text {
    /// In code points.
    pub length: Length,
    /// What must be found in it.
    pub pattern: Option<Arc<Pattern>>,
    /// There is a constraint at all.
    pub bound: bool,
}

impl Text {
    pub(super) fn new(text: &ir::Text, flaws: &mut Flaws) -> Self {
        let length = Length {
            least: text.min_length.map(size),
            most: text.max_length.map(size),
        };
        let mut pattern = None;
        if let Some(declared) = &text.pattern {
            let read = if flaws.thorough {
                Pattern::new(declared)
            } else {
                Pattern::read(declared)
            };
            match read {
                Ok(read) => pattern = Some(Arc::new(read)),
                Err(why) => flaws
                    .found
                    .push(format!("the pattern {}: {why}", quoted(declared))),
            }
        }
        Self {
            length,
            bound: length != Length::default() || pattern.is_some(),
            pattern,
        }
    }

    /// The constraints that a text breaks, each once.
    pub fn broken(&self, text: &str) -> impl Iterator<Item = FaultCode> + use<> {
        let mut codes = [None, None];
        if self.bound {
            let fit = if self.length == Length::default() {
                Fit::Looked(None)
            } else {
                self.length.fit(text.chars().count())
            };
            codes = match fit {
                Fit::TooLong => [Some(FaultCode::Length), None],
                Fit::Looked(short) => {
                    let pattern = self.pattern.as_ref();
                    let unlike = pattern.is_some_and(|pattern| !pattern.is_in(text));
                    [short, unlike.then_some(FaultCode::Pattern)]
                }
            };
        }
        codes.into_iter().flatten()
    }
}

/// Constraints of an integer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Whole {
    /// At least.
    pub minimum: Option<i64>,
    /// At most.
    pub maximum: Option<i64>,
    /// A multiple of this.
    pub multiple_of: Option<i64>,
}

impl Whole {
    pub(super) fn new(whole: &ir::Whole, flaws: &mut Flaws) -> Self {
        let multiple_of = whole.multiple_of.filter(|step| *step > 0);
        if multiple_of != whole.multiple_of {
            flaws.found.push("`multiple_of` is not positive".to_owned());
        }
        Self {
            minimum: whole.minimum,
            maximum: whole.maximum,
            multiple_of,
        }
    }

    /// Whether a value is within.
    pub fn holds(self, value: i64) -> bool {
        self.minimum.is_none_or(|minimum| value >= minimum)
            && self.maximum.is_none_or(|maximum| value <= maximum)
            && self.multiple_of.is_none_or(|step| value % step == 0)
    }
}

/// Bounds of an ordered value.
#[derive(Clone, Debug, PartialEq)]
pub struct Bounds<T> {
    /// At least.
    pub minimum: Option<T>,
    /// At most.
    pub maximum: Option<T>,
    /// More than.
    pub above: Option<T>,
    /// Less than.
    pub below: Option<T>,
}

impl<T: PartialOrd> Bounds<T> {
    /// Whether a value is within.
    pub fn holds(&self, value: &T) -> bool {
        self.minimum.as_ref().is_none_or(|minimum| value >= minimum)
            && self.maximum.as_ref().is_none_or(|maximum| value <= maximum)
            && self.above.as_ref().is_none_or(|above| value > above)
            && self.below.as_ref().is_none_or(|below| value < below)
    }
}

/// A bound from its text.
struct Reading<'a>(&'a mut Flaws, &'static str);

impl Reading<'_> {
    fn bound<T>(
        &mut self,
        name: &str,
        text: Option<&String>,
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let text = text?;
        let value = read(text);
        if value.is_none() {
            let kind = self.1;
            self.0
                .found
                .push(format!("`{name}` {} is no {kind}", quoted(text)));
        }
        value
    }
}

impl Bounds<Bigint<'static>> {
    pub(super) fn of_big(big: &ir::Big, flaws: &mut Flaws) -> Self {
        let mut reading = Reading(flaws, "bigint");
        let read = |text: &str| Some(Bigint::parse(text).ok()?.into_owned());
        Self {
            minimum: reading.bound("minimum", big.minimum.as_ref(), read),
            maximum: reading.bound("maximum", big.maximum.as_ref(), read),
            above: None,
            below: None,
        }
    }
}

impl Bounds<f64> {
    pub(super) fn of_float(float: &ir::Float) -> Self {
        let read = |bound: &Option<serde_json::Number>| {
            bound.as_ref().and_then(serde_json::Number::as_f64)
        };
        Self {
            minimum: read(&float.minimum),
            maximum: read(&float.maximum),
            above: read(&float.exclusive_minimum),
            below: read(&float.exclusive_maximum),
        }
    }
}

impl Bounds<Decimal<'static>> {
    pub(super) fn of_fixed(fixed: &ir::Fixed, flaws: &mut Flaws) -> Self {
        let mut reading = Reading(flaws, "decimal");
        let read = |text: &str| Some(Decimal::parse(text).ok()?.into_owned());
        Self {
            minimum: reading.bound("minimum", fixed.minimum.as_ref(), read),
            maximum: reading.bound("maximum", fixed.maximum.as_ref(), read),
            above: reading.bound("exclusive_minimum", fixed.exclusive_minimum.as_ref(), read),
            below: reading.bound("exclusive_maximum", fixed.exclusive_maximum.as_ref(), read),
        }
    }
}

impl Bounds<Datetime> {
    pub(super) fn of_datetimes(span: &ir::Span, flaws: &mut Flaws) -> Self {
        let mut reading = Reading(flaws, "datetime");
        let read = |text: &str| Datetime::parse(text).ok();
        Self {
            minimum: reading.bound("minimum", span.minimum.as_ref(), read),
            maximum: reading.bound("maximum", span.maximum.as_ref(), read),
            above: None,
            below: None,
        }
    }
}

impl Bounds<Date> {
    pub(super) fn of_dates(span: &ir::Span, flaws: &mut Flaws) -> Self {
        let mut reading = Reading(flaws, "date");
        let read = |text: &str| Date::parse(text).ok();
        Self {
            minimum: reading.bound("minimum", span.minimum.as_ref(), read),
            maximum: reading.bound("maximum", span.maximum.as_ref(), read),
            above: None,
            below: None,
        }
    }
}

/// How many digits a decimal may have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Digits {
    /// In all.
    pub most: Option<usize>,
    /// After the point.
    pub places: Option<usize>,
}

impl Digits {
    pub(super) fn new(fixed: &ir::Fixed) -> Self {
        Self {
            most: fixed.max_digits.map(size),
            places: fixed.decimal_places.map(size),
        }
    }

    /// Whether a value is written with as many.
    pub fn holds(self, value: &Decimal) -> bool {
        self.most.is_none_or(|most| value.digits() <= most)
            && self.places.is_none_or(|places| value.places() <= places)
    }
}
