use proptest::prelude::*;
use serde_json::Value as Json;

use super::{SyntaxError, Tree, parse, parse_object};

/// What our tree says, in the terms of the other reader.
fn to_json(tree: &Tree<'_>) -> Json {
    match tree {
        Tree::Null => Json::Null,
        Tree::Bool(value) => Json::from(*value),
        Tree::Whole(value) => Json::from(*value),
        Tree::Fraction(value) => Json::from(*value),
        Tree::Number(text) => serde_json::from_str(text).unwrap_or(Json::Null),
        Tree::String(text) => Json::from(text.as_ref()),
        Tree::Array(items) => items.iter().map(to_json).collect(),
        Tree::Object(members) => members
            .iter()
            .map(|(name, value)| (name.clone().into_owned(), to_json(value)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
    }
}

#[test]
fn what_is_refused_and_why() {
    use SyntaxError::{
        ByteOrderMark, ControlCharacter, Depth, DuplicateKey, Encoding, End, Escape, LoneSurrogate,
        NoObject, Number, Trailing, Unexpected,
    };
    let cases: &[(&[u8], SyntaxError)] = &[
        (b"", End),
        (b"  ", End),
        (b"[]", NoObject),
        (b"null", NoObject),
        (b"\"{}\"", NoObject),
        (b"5", NoObject),
        (b"\xef\xbb\xbf{}", ByteOrderMark),
        (b"{\"a\":\"\xff\"}", Encoding),
        (b"{\"a\":\"\xed\xa0\x80\"}", Encoding),
        (b"{\"a\":\"\xc0\xaf\"}", Encoding),
        (b"{\"a\":NaN}", Unexpected),
        (b"{\"a\":Infinity}", Unexpected),
        (b"{\"a\":-Infinity}", Number),
        (b"{\"a\":01}", Number),
        (b"{\"a\":-}", Number),
        (b"{\"a\":1.}", Number),
        (b"{\"a\":.5}", Unexpected),
        (b"{\"a\":+5}", Unexpected),
        (b"{\"a\":1e}", Number),
        (b"{\"a\":1e+}", Number),
        (b"{\"a\":1-1}", Number),
        (b"{\"a\":0x10}", Unexpected),
        (b"{\"a\":tru}", Unexpected),
        (b"{\"a\":nul", End),
        (b"{\"a\":1,\"a\":1}", DuplicateKey),
        (b"{\"a\":1,\"\\u0061\":1}", DuplicateKey),
        (b"{\"x\":[{\"b\":1,\"b\":2}]}", DuplicateKey),
        (b"{\"a\":\"\\ud800\"}", LoneSurrogate),
        (b"{\"a\":\"\\ud800x\"}", LoneSurrogate),
        (b"{\"a\":\"\\ud800\\u0041\"}", LoneSurrogate),
        (b"{\"a\":\"\\ud800\\ud800\"}", LoneSurrogate),
        (b"{\"a\":\"\\udc00\"}", LoneSurrogate),
        (b"{\"\\ud800\":1}", LoneSurrogate),
        (b"{\"a\":\"\n\"}", ControlCharacter),
        (b"{\"a\":\"\0\"}", ControlCharacter),
        (b"{\"a\":\"\\x\"}", Escape),
        (b"{\"a\":\"\\u12g4\"}", Escape),
        (b"{\"a\":\"\\u\xc3\xa9\"}", Escape),
        (b"{\"a\":\"\\", End),
        (b"{\"a\":\"\\u12", End),
        (b"{\"a", End),
        (b"{\"a\"", End),
        (b"{\"a\":", End),
        (b"{\"a\":1", End),
        (b"{\"a\":1,", End),
        (b"{\"a\":1,}", Unexpected),
        (b"{,}", Unexpected),
        (b"{a:1}", Unexpected),
        (b"{'a':1}", Unexpected),
        (b"{\"a\" 1}", Unexpected),
        (b"{\"a\":[1,]}", Unexpected),
        (b"{\"a\":[1 2]}", Unexpected),
        (b"{\"a\":1}}", Trailing),
        (b"{}{}", Trailing),
        (b"{} x", Trailing),
        (b"{}\0", Trailing),
        (b"{}\x0c", Trailing),
        (b"{/**/}", Unexpected),
    ];
    for (body, error) in cases {
        assert_eq!(
            parse_object(body),
            Err(*error),
            "{}",
            String::from_utf8_lossy(body)
        );
    }
    for levels in [65, 1000, 100_000] {
        assert_eq!(parse(&b"[".repeat(levels)), Err(Depth));
        assert_eq!(parse(b"{\"a\":".repeat(levels).as_slice()), Err(Depth));
    }
}

#[test]
fn sixty_four_levels_are_read() {
    let text = format!("{}1{}", "[".repeat(64), "]".repeat(64));
    assert!(parse(text.as_bytes()).is_ok());
    let text = format!("{{\"a\":{}1{}}}", "[".repeat(63), "]".repeat(63));
    assert!(parse_object(text.as_bytes()).is_ok());
    let text = format!("{{\"a\":{}1{}}}", "[".repeat(64), "]".repeat(64));
    assert_eq!(parse_object(text.as_bytes()), Err(SyntaxError::Depth));
}

#[test]
fn strings_are_unescaped_and_numbers_keep_what_they_say() {
    let body = br#" { "a\n" : "\ud83d\ude00\u00e9\"\\\/\b\f\n\r\t" , "n" : [ -0 , 5.0 , -5 , 1E+2, 123456789012345678901234567890 ] } "#;
    let number = |text: &'static str| Tree::Number(text.into());
    assert_eq!(
        parse(body),
        Ok(Tree::Object(vec![
            (
                "a\n".into(),
                Tree::String("😀é\"\\/\u{8}\u{c}\n\r\t".into())
            ),
            (
                "n".into(),
                Tree::Array(vec![
                    number("-0"),
                    Tree::Fraction(5.0),
                    Tree::Whole(-5),
                    number("1E+2"),
                    number("123456789012345678901234567890")
                ])
            ),
        ]))
    );
}

/// Where a number is read while it is looked at, it is what its text is; where not, the text is there.
#[test]
fn numbers_of_few_digits_are_what_their_text_is() {
    let whole = |text: &str| text.parse().map(Tree::Whole).ok();
    let fraction = |text: &str| text.parse().map(Tree::Fraction).ok();
    for text in ["0", "7", "-1", "10", "999999999999999", "-999999999999999"] {
        assert_eq!(parse(text.as_bytes()).ok(), whole(text), "{text}");
    }
    for text in [
        "0.0",
        "0.1",
        "-0.25",
        "4.35",
        "0.00000000000001",
        "9999999.99999999",
        "99999999999999.9",
        "-1.00000000000001",
    ] {
        assert_eq!(parse(text.as_bytes()).ok(), fraction(text), "{text}");
    }
    assert!(matches!(parse(b"-0.0"), Ok(Tree::Fraction(zero)) if zero.is_sign_negative()));
    for text in [
        "-0",
        "1000000000000000",
        "-1000000000000000",
        "18446744073709551617",
        "0.000000000000001",
        "1.000000000000001",
        "0e0",
        "1.5e3",
    ] {
        assert_eq!(
            parse(text.as_bytes()),
            Ok(Tree::Number(text.into())),
            "{text}"
        );
    }
}

fn documents() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<f64>().prop_map(Json::from),
        any::<String>().prop_map(Json::from),
    ];
    leaf.prop_recursive(6, 64, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Json::from),
            prop::collection::btree_map(any::<String>(), inner, 0..20).prop_map(|members| members
                .into_iter()
                .collect::<serde_json::Map<_, _>>()
                .into()),
        ]
    })
}

/// Texts that are nearly JSON.
fn near_json() -> impl Strategy<Value = String> {
    let token = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\"a\"",
        "\"b\"",
        "\"\\u0061\"",
        "1",
        "-0",
        "1.5e3",
        "0",
        "e",
        ".",
        "-",
        "true",
        "false",
        "null",
        " ",
        "\n",
        "\\",
        "\\u",
        "\\ud800",
        "\\udc00",
        "é",
        "\u{0}",
        "\u{feff}",
    ]);
    prop::collection::vec(token, 0..12).prop_map(|tokens| tokens.concat())
}

proptest! {
    #[test]
    fn fractions_are_the_nearest_floats(text in "-?(0|[1-9][0-9]{0,8})\\.[0-9]{1,9}") {
        let float = text.parse::<f64>().map(f64::to_bits).ok();
        match parse(text.as_bytes()) {
            Ok(Tree::Fraction(value)) => prop_assert_eq!(Some(value.to_bits()), float),
            tree => prop_assert_eq!(tree, Ok(Tree::Number(text.as_str().into()))),
        }
    }

    #[test]
    fn reads_what_another_writer_wrote(document in documents()) {
        for text in [document.to_string(), format!("{document:#}")] {
            let tree = parse(text.as_bytes());
            prop_assert_eq!(tree.as_ref().map(to_json), Ok(document.clone()));
        }
    }

    #[test]
    fn takes_nothing_that_another_reader_refuses(text in near_json()) {
        if let Ok(tree) = parse(text.as_bytes()) {
            let other = serde_json::from_str::<Json>(&text);
            // What no float holds is JSON all the same; only the other reader has nothing to keep it in.
            let too_large = |why: &serde_json::Error| why.to_string().starts_with("number out of range");
            prop_assume!(!other.as_ref().is_err_and(too_large));
            prop_assert_eq!(other.ok(), Some(to_json(&tree)), "{}", text);
        }
    }

    #[test]
    fn refuses_only_by_its_own_rules(text in near_json()) {
        use SyntaxError::{ByteOrderMark, DuplicateKey};
        if serde_json::from_str::<Json>(&text).is_ok() {
            let own = parse(text.as_bytes());
            prop_assert!(matches!(own, Ok(_) | Err(DuplicateKey | ByteOrderMark)), "{} {:?}", text, own);
        }
    }

    #[test]
    fn never_breaks_on_any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        let _ = parse(&bytes);
    }

    #[test]
    fn a_tree_of_a_value_is_the_value(document in documents()) {
        prop_assert_eq!(to_json(&Tree::from_json(&document)), document);
    }
}
