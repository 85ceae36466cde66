//! Enums that a union cannot say.

#[derive(mizan::Type)]
#[serde(untagged)]
enum Untagged {
    Number(i64),
    Nothing,
}

#[derive(mizan::Type)]
#[serde(tag = "kind")]
enum Inside {
    Both(i64, i64),
}

#[derive(mizan::Type)]
#[serde(content = "held")]
enum Untold {
    Number(i64),
}

#[derive(mizan::Type)]
#[serde(tag = "kind", untagged)]
enum Both {
    Number(i64),
}

#[derive(mizan::Type)]
#[serde(tag = "kind", content = "kind")]
enum OneField {
    Number(i64),
}

#[derive(mizan::Type)]
#[serde(tag = "kind")]
enum Taken {
    Cat { kind: String },
}

#[derive(mizan::Type)]
#[serde(rename_all = "lowercase")]
enum Met {
    Red,
    RED,
}

#[derive(mizan::Type)]
#[serde(rename_all(serialize = "lowercase"))]
enum TwoWays {
    Red,
    Green,
}

#[derive(mizan::Type)]
enum Skipped {
    #[serde(skip)]
    Red,
}

#[derive(mizan::Type)]
enum Empty {
    Red(),
}

#[derive(mizan::Type)]
enum Meeting {
    Cat { lives: u8 },
    CatContent(i64),
}

#[derive(mizan::Type)]
enum Own {
    #[mizan(name = "Own")]
    Cat(i64),
    Dog(i64),
}

fn main() {}
