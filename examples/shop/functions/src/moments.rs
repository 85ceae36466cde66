//! Moments as Django keeps them: in UTC, without saying so, to the microsecond.

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

/// A moment in a column.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment(pub(crate) Timestamp);

impl Moment {
    /// This one.
    pub(crate) fn now() -> Self {
        let now = Timestamp::now();
        // A microsecond's own number is always one.
        Self(Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now))
    }
}

impl FromSql for Moment {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let kept: DateTime = value.as_str()?.parse().map_err(FromSqlError::other)?;
        let moment = kept.to_zoned(TimeZone::UTC).map_err(FromSqlError::other)?;
        Ok(Self(moment.timestamp()))
    }
}

impl ToSql for Moment {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let kept = self.0.strftime("%Y-%m-%d %H:%M:%S%.6f").to_string();
        Ok(kept.into())
    }
}
