//! The core's own values: what JSON becomes where no host takes it over. Page: `ir/protocol/types.md`, values.

use std::{borrow::Cow, collections::BTreeMap, convert::Infallible};

use data_encoding::BASE64URL_NOPAD;

use super::{
    Date, Datetime, Duration, Enum, Field, Make, Name, Source, Structure, Time, Uuid, numbers,
};
use crate::ir::EnumValue;

/// A checked value. That of an enum is its text or integer, that of plain JSON what JSON has.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Nothing.
    Null,
    /// True or false.
    Bool(bool),
    /// Within ±[`MAX_INTEGER`](super::MAX_INTEGER).
    Integer(i64),
    /// In canonical text.
    Bigint(String),
    /// Finite.
    Number(f64),
    /// In canonical text.
    Decimal(String),
    /// Any text.
    String(String),
    /// In UTC.
    Datetime(Datetime),
    /// A day.
    Date(Date),
    /// A time of day.
    Time(Time),
    /// A length of time.
    Duration(Duration),
    /// 128 bits.
    Uuid(Uuid),
    /// Any bytes.
    Bytes(Vec<u8>),
    /// In order.
    List(Vec<Value>),
    /// One for each place.
    Tuple(Vec<Value>),
    /// By key, in the byte order of the keys' texts.
    Map(Vec<(Value, Value)>),
    /// Fields by name.
    Struct(Struct),
}

/// The fields of a struct that are there, in declared order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Struct {
    /// The struct that it was judged by; `None` for what merely has fields.
    pub of: Option<Name>,
    /// Its fields.
    pub fields: Vec<(Name, Value)>,
}

impl From<Vec<(Name, Value)>> for Struct {
    fn from(fields: Vec<(Name, Value)>) -> Self {
        Self { of: None, fields }
    }
}

impl FromIterator<(Name, Value)> for Struct {
    fn from_iter<I: IntoIterator<Item = (Name, Value)>>(fields: I) -> Self {
        Vec::from_iter(fields).into()
    }
}

/// Checked arguments by name: every declared one is there.
pub type Args = BTreeMap<Name, Value>;

impl Value {
    /// The form that goes into keys, tags and targets (protocol, section 4): texts in their canonical form.
    pub fn to_json(&self) -> serde_json::Value {
        use serde_json::Value as Json;
        match self {
            Self::Null => Json::Null,
            Self::Bool(value) => Json::Bool(*value),
            Self::Integer(value) => Json::from(*value),
            Self::Number(value) => numbers::to_json(*value),
            Self::String(text) | Self::Bigint(text) | Self::Decimal(text) => {
                Json::from(text.as_str())
            }
            Self::Datetime(value) => Json::from(value.to_string()),
            Self::Date(value) => Json::from(value.to_string()),
            Self::Time(value) => Json::from(value.to_string()),
            Self::Duration(value) => Json::from(value.to_string()),
            Self::Uuid(value) => Json::from(value.to_string()),
            Self::Bytes(bytes) => Json::from(BASE64URL_NOPAD.encode(bytes)),
            Self::List(items) | Self::Tuple(items) => items.iter().map(Self::to_json).collect(),
            Self::Map(entries) => entries
                .iter()
                .map(|(key, value)| (key.key().into_owned(), value.to_json()))
                .collect::<serde_json::Map<_, _>>()
                .into(),
            Self::Struct(Struct { fields, .. }) => fields
                .iter()
                .map(|(name, value)| (name.to_string(), value.to_json()))
                .collect::<serde_json::Map<_, _>>()
                .into(),
        }
    }

    /// The text of a value that is the key of a map.
    pub fn key(&self) -> Cow<'_, str> {
        match self {
            Self::String(text) => Cow::Borrowed(text),
            other => match other.to_json() {
                serde_json::Value::String(text) => Cow::Owned(text),
                json => Cow::Owned(json.to_string()),
            },
        }
    }
}

impl From<&EnumValue> for Value {
    fn from(value: &EnumValue) -> Self {
        match value {
            EnumValue::Integer(whole) => Self::Integer(*whole),
            EnumValue::String(text) => Self::String(text.clone()),
        }
    }
}

/// Makes [`Value`]s.
#[derive(Clone, Copy, Debug)]
pub struct Values;

impl Make for Values {
    type Made = Value;
    type Error = Infallible;
    type Fields = Vec<(Name, Value)>;
    type Entries = Vec<(Value, Value)>;

    fn null(&mut self) -> Result<Value, Infallible> {
        Ok(Value::Null)
    }

    fn boolean(&mut self, value: bool) -> Result<Value, Infallible> {
        Ok(Value::Bool(value))
    }

    fn integer(&mut self, value: i64) -> Result<Value, Infallible> {
        Ok(Value::Integer(value))
    }

    fn bigint(&mut self, text: &str) -> Result<Value, Infallible> {
        Ok(Value::Bigint(text.to_owned()))
    }

    fn number(&mut self, value: f64) -> Result<Value, Infallible> {
        Ok(Value::Number(value))
    }

    fn string(&mut self, text: &str) -> Result<Value, Infallible> {
        Ok(Value::String(text.to_owned()))
    }

    fn decimal(&mut self, text: &str) -> Result<Value, Infallible> {
        Ok(Value::Decimal(text.to_owned()))
    }

    fn uuid(&mut self, value: Uuid) -> Result<Value, Infallible> {
        Ok(Value::Uuid(value))
    }

    fn datetime(&mut self, value: Datetime) -> Result<Value, Infallible> {
        Ok(Value::Datetime(value))
    }

    fn date(&mut self, value: Date) -> Result<Value, Infallible> {
        Ok(Value::Date(value))
    }

    fn time(&mut self, value: Time) -> Result<Value, Infallible> {
        Ok(Value::Time(value))
    }

    fn duration(&mut self, value: Duration) -> Result<Value, Infallible> {
        Ok(Value::Duration(value))
    }

    fn bytes(&mut self, bytes: Vec<u8>) -> Result<Value, Infallible> {
        Ok(Value::Bytes(bytes))
    }

    fn member(&mut self, of: &Enum, at: usize) -> Result<Value, Infallible> {
        Ok(of.values.get(at).map_or(Value::Null, Value::from))
    }

    fn list(&mut self, items: Vec<Value>) -> Result<Value, Infallible> {
        Ok(Value::List(items))
    }

    fn tuple(&mut self, items: Vec<Value>) -> Result<Value, Infallible> {
        Ok(Value::Tuple(items))
    }

    fn entries(&mut self, count: usize) -> Result<Self::Entries, Infallible> {
        Ok(Vec::with_capacity(count))
    }

    fn entry(
        &mut self,
        into: &mut Self::Entries,
        key: Value,
        value: Value,
    ) -> Result<(), Infallible> {
        into.push((key, value));
        Ok(())
    }

    fn map(&mut self, mut entries: Self::Entries) -> Result<Value, Infallible> {
        entries.sort_by(|(a, _), (b, _)| a.key().cmp(&b.key()));
        Ok(Value::Map(entries))
    }

    fn fields(&mut self, of: &Structure, _: bool) -> Result<Self::Fields, Infallible> {
        Ok(Vec::with_capacity(of.fields.len()))
    }

    fn field(
        &mut self,
        into: &mut Self::Fields,
        _: &Structure,
        field: &Field,
        value: Value,
        _: bool,
    ) -> Result<(), Infallible> {
        into.push((field.name.clone(), value));
        Ok(())
    }

    fn structure(&mut self, of: &Structure, fields: Self::Fields) -> Result<Value, Infallible> {
        let named = !of.name.is_empty();
        Ok(Value::Struct(Struct {
            of: named.then(|| of.name.clone()),
            fields,
        }))
    }
}

/// What a value of one kind holds; none of another.
macro_rules! held {
    ($value:expr, $kind:ident($held:ident) => $given:expr) => {
        Ok(match $value {
            Value::$kind($held) => Some($given),
            _ => None,
        })
    };
}

impl Source for &Value {
    type Error = Infallible;

    fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    fn boolean(&self) -> Result<Option<bool>, Infallible> {
        held!(self, Bool(value) => *value)
    }

    fn integer(&self) -> Result<Option<i64>, Infallible> {
        held!(self, Integer(value) => *value)
    }

    fn bigint(&self) -> Result<Option<Cow<'_, str>>, Infallible> {
        held!(self, Bigint(text) => Cow::Borrowed(text.as_str()))
    }

    fn number(&self) -> Result<Option<f64>, Infallible> {
        Ok(match self {
            Value::Number(value) => Some(*value),
            #[allow(
                clippy::cast_precision_loss,
                reason = "within ±(2^53−1) nothing is lost"
            )]
            Value::Integer(value) => Some(*value as f64),
            _ => None,
        })
    }

    fn decimal(&self) -> Result<Option<Cow<'_, str>>, Infallible> {
        held!(self, Decimal(text) => Cow::Borrowed(text.as_str()))
    }

    fn text(&self) -> Result<Option<Cow<'_, str>>, Infallible> {
        held!(self, String(text) => Cow::Borrowed(text.as_str()))
    }

    fn datetime(&self) -> Result<Option<Datetime>, Infallible> {
        held!(self, Datetime(value) => *value)
    }

    fn date(&self) -> Result<Option<Date>, Infallible> {
        held!(self, Date(value) => *value)
    }

    fn time(&self) -> Result<Option<Time>, Infallible> {
        held!(self, Time(value) => *value)
    }

    fn duration(&self) -> Result<Option<Duration>, Infallible> {
        held!(self, Duration(value) => *value)
    }

    fn uuid(&self) -> Result<Option<Uuid>, Infallible> {
        held!(self, Uuid(value) => *value)
    }

    fn bytes(&self) -> Result<Option<Cow<'_, [u8]>>, Infallible> {
        held!(self, Bytes(bytes) => Cow::Borrowed(bytes.as_slice()))
    }

    fn items(&self) -> Result<Option<Vec<Self>>, Infallible> {
        Ok(match self {
            Value::List(items) | Value::Tuple(items) => Some(items.iter().collect()),
            _ => None,
        })
    }

    fn entries(&self) -> Result<Option<Vec<(Self, Self)>>, Infallible> {
        held!(self, Map(entries) => entries.iter().map(|(key, value)| (key, value)).collect())
    }

    fn has_fields(&self) -> bool {
        matches!(self, Value::Struct(_))
    }

    fn is_instance(&self, name: &str) -> Result<Option<bool>, Infallible> {
        Ok(match self {
            Value::Struct(Struct { of: Some(of), .. }) => Some(**of == *name),
            _ => None,
        })
    }

    fn has_only(&self, declared: impl Fn(&str) -> bool) -> Result<bool, Infallible> {
        Ok(match self {
            Value::Struct(Struct { fields, .. }) => fields.iter().all(|(name, _)| declared(name)),
            _ => true,
        })
    }

    fn field(&self, _: Option<&Structure>, field: &Field) -> Result<Option<Self>, Infallible> {
        Ok(match self {
            Value::Struct(Struct { fields, .. }) => fields
                .iter()
                .find(|(own, _)| *own == field.name)
                .map(|(_, value)| value),
            _ => None,
        })
    }
}
