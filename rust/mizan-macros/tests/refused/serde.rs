//! serde's attributes that cannot be followed exactly.

#[derive(mizan::Type)]
struct Flattened {
    #[serde(flatten)]
    rest: Other,
}

#[derive(mizan::Type)]
struct Aliased {
    #[serde(alias = "identity")]
    id: i64,
}

#[derive(mizan::Type)]
struct With {
    #[serde(with = "module")]
    id: i64,
}

#[derive(mizan::Type)]
struct WrittenWith {
    #[serde(serialize_with = "function")]
    id: i64,
}

#[derive(mizan::Type)]
struct ReadWith {
    #[serde(deserialize_with = "function")]
    id: i64,
}

#[derive(mizan::Type)]
struct LeftOut {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ids: Vec<i64>,
}

#[derive(mizan::Type)]
struct Unknown {
    #[serde(borrow)]
    id: i64,
}

#[derive(mizan::Type)]
#[serde(from = "Other")]
struct From {
    id: i64,
}

#[derive(mizan::Type)]
#[serde(tag = "kind")]
struct Tagged {
    id: i64,
}

#[derive(mizan::Type)]
#[serde(rename_all = "Title Case")]
struct Case {
    id: i64,
}

#[derive(mizan::Type)]
#[serde(rename(serialize = "A", deserialize = "B"))]
struct TwoNames {
    id: i64,
}

#[derive(mizan::Type)]
struct Twice {
    #[serde(rename = "a", rename = "b")]
    id: i64,
}

#[derive(mizan::Type)]
struct TwoDefaults {
    #[serde(default)]
    #[mizan(default = 1)]
    id: i64,
}

#[derive(mizan::Type)]
struct OnAPlace(#[serde(rename = "x")] i64, i64);

#[derive(mizan::Type)]
enum Variants {
    #[serde(other)]
    Other,
}

#[derive(mizan::Type)]
enum SomeUntagged {
    #[serde(untagged)]
    Number(i64),
}

#[derive(mizan::Type)]
enum AliasedVariant {
    #[serde(alias = "r")]
    Red,
}

fn main() {}
