use proptest::prelude::*;

use super::Pattern;

fn found(pattern: &str, text: &str) -> Result<bool, String> {
    Pattern::new(pattern).map(|pattern| pattern.is_in(text))
}

#[test]
fn what_patterns_find() {
    for (pattern, texts, others) in [
        ("", &["", "a"][..], &[][..]),
        ("b", &["b", "abc"], &["", "a", "B"]),
        ("^b", &["b", "bc"], &["ab", "a\nb"]),
        ("b$", &["b", "ab"], &["ba", "b\n"]),
        ("^a|b$", &["ax", "xb"], &["xay", "ba"]),
        ("^(?:a|b)c$", &["ac", "bc"], &["abc", "c"]),
        ("^(a|)b$", &["ab", "b"], &["aab"]),
        (r"^\d+$", &["0123456789"], &["", "٣", "1a"]),
        (r"^\w+$", &["azAZ09_"], &["é", "a-b", " "]),
        (
            r"^\s+$",
            &["\t\n\u{b}\u{c}\r "],
            &["\u{a0}", "\u{2028}", "\u{85}", "\u{feff}"],
        ),
        (r"^\S$", &["\u{a0}", "a", "😀"], &[" ", "\n"]),
        (r"^\D\W$", &["a-", "é😀"], &["1-", "aa"]),
        (
            "^.$",
            &["a", "é", "😀", "\r", "\u{2028}"],
            &["\n", "", "ab"],
        ),
        ("^[a-z_]$", &["a", "z", "_"], &["A", "-", ""]),
        ("^[^a-z]$", &["A", "\n", "😀"], &["a", ""]),
        (r"^[\w-]+$", &["a-b", "-"], &["a b"]),
        (r"^[-a]+$", &["-a"], &["b"]),
        (r"^[+\-.]$", &["+", "-", "."], &[","]),
        (r"^[^\W\d]$", &["a", "_"], &["1", "-"]),
        (r"^[.$^(|*?]+$", &[".$^(|*?"], &["a", "\\"]),
        (r"^[\]\[\\]$", &["]", "[", "\\"], &["a"]),
        (r"^[é-ü😀]$", &["ê", "😀"], &["e", "x"]),
        (r"^\x41\u0042\u{43}\u{1F600}$", &["ABC😀"], &["abc😀"]),
        (r"^\t\n\r\f\v$", &["\t\n\r\u{c}\u{b}"], &[""]),
        (
            r"^\^\$\\\.\*\+\?\(\)\[\]\{\}\|\/$",
            &["^$\\.*+?()[]{}|/"],
            &[""],
        ),
        ("^a{2}$", &["aa"], &["a", "aaa"]),
        ("^a{2,}$", &["aa", "aaa"], &["a"]),
        ("^a{2,3}$", &["aa", "aaa"], &["a", "aaaa"]),
        ("^a{0}b??c*?d+?$", &["cd", "bd", "ddd"], &["ad", "bc"]),
        (
            "^a/b-c,d&e~f%#\"'<>=:;!@`$",
            &["a/b-c,d&e~f%#\"'<>=:;!@`"],
            &[""],
        ),
        ("^(?:(?:a+)+)+$", &["aaa"], &["aab"]),
    ] {
        for text in texts {
            assert_eq!(found(pattern, text), Ok(true), "{pattern} in {text:?}");
        }
        for text in others {
            assert_eq!(found(pattern, text), Ok(false), "{pattern} in {text:?}");
        }
    }
}

#[test]
fn what_is_no_pattern_and_where() {
    for (pattern, why) in [
        ("ab(?=c)", "lookaround is not portable, at character 4"),
        ("(?!c)", "lookaround is not portable, at character 2"),
        (
            "(?<=c)",
            "lookaround or a named group is not portable, at character 2",
        ),
        (
            "(?<n>c)",
            "lookaround or a named group is not portable, at character 2",
        ),
        ("(?P<n>c)", "a named group is not portable, at character 2"),
        (
            "(?i)a",
            "a group with flags is not portable, at character 2",
        ),
        ("(?", "a group with flags is not portable, at character 2"),
        (r"(a)\1", "a back-reference is not portable, at character 5"),
        (r"\ba", r"`\b` is not portable, at character 2"),
        (r"\B", r"`\B` is not portable, at character 2"),
        (r"\p{L}", r"`\p` is not portable, at character 2"),
        (r"\0", r"`\0` is not portable, at character 2"),
        (r"\cA", r"`\c` is not portable, at character 2"),
        (r"\-", r"`\-` is not portable, at character 2"),
        (r"é\é", r"`\é` is not portable, at character 3"),
        ("\\", "a backslash with nothing after it, at character 1"),
        (r"\x4", "an escape without its digits, at character 3"),
        (r"\u004g", "an escape without its digits, at character 5"),
        (r"\u{}", "an escape of no character, at character 3"),
        (r"\u{110000}", "an escape of no character, at character 9"),
        (
            r"\u{99999999999999999999}",
            "an escape of no character, at character 23",
        ),
        (r"\ud83d\ude00", "an escape of no character, at character 6"),
        (r"\u{41", "`\\u{` without its `}`, at character 5"),
    ] {
        assert_eq!(found(pattern, ""), Err(why.to_owned()), "{pattern}");
    }
}

#[test]
fn what_does_not_stand_where_it_may() {
    for (pattern, why) in [
        ("a)", "`)` without its `(`, at character 2"),
        ("a((b)", "`(` without its `)`, at character 2"),
        (
            "a]",
            "`]` stands for itself only after a backslash, at character 2",
        ),
        (
            "a}",
            "`}` stands for itself only after a backslash, at character 2",
        ),
        ("*a", "`*` has nothing to repeat, at character 1"),
        ("a|+", "`+` has nothing to repeat, at character 3"),
        ("(?:?)", "`?` has nothing to repeat, at character 4"),
        ("^*", "`*` has nothing to repeat, at character 2"),
        ("{2}", "`{` has nothing to repeat, at character 1"),
        ("a**", "a repetition of a repetition, at character 3"),
        ("a{2}{3}", "a repetition of a repetition, at character 5"),
        ("a+??", "a repetition of a repetition, at character 4"),
        ("a{,3}", "a repetition without a number, at character 2"),
        ("a{2", "a repetition without its `}`, at character 3"),
        ("a{x}", "a repetition without a number, at character 2"),
        (
            "a{3,2}",
            "a repetition with its bounds the wrong way round, at character 5",
        ),
        (
            "a{1001}",
            "a repetition of more than 1000 times, at character 6",
        ),
        (
            "a{99999999999999999999}",
            "a repetition of more than 1000 times, at character 6",
        ),
        ("[]", "a class of no characters, at character 2"),
        ("[^]", "a class of no characters, at character 3"),
        ("[ab", "`[` without its `]`, at character 3"),
        ("[a-", "`[` without its `]`, at character 3"),
        (
            "[z-a]",
            "a range with its ends the wrong way round, at character 4",
        ),
        (r"[a-\d]", "a range that ends in a class, at character 5"),
        (
            r"[\d-a]",
            "`-` stands for itself only at the ends of a class or after a backslash, at character 4",
        ),
        (
            "[a-c-e]",
            "`-` stands for itself only at the ends of a class or after a backslash, at character 5",
        ),
        (
            "[a[b]]",
            "a class in a class is not portable: `[` stands for itself after a backslash, at character 3",
        ),
        (
            "[a&&b]",
            "an operation on classes is not portable, at character 3",
        ),
        (
            "[a~~b]",
            "an operation on classes is not portable, at character 3",
        ),
        (
            "[+--]",
            "an operation on classes is not portable, at character 4",
        ),
        (r"[\b]", r"`\b` is not portable, at character 3"),
        ("(?:a{1000}){1000}", "its automaton outgrows 1 MiB"),
    ] {
        assert_eq!(found(pattern, ""), Err(why.to_owned()), "{pattern}");
    }
    assert_eq!(found(&"a".repeat(1000), ""), Ok(false));
    assert_eq!(
        found(&"é".repeat(1001), ""),
        Err("it has more than 1000 characters".to_owned())
    );
    // As many groups as fit are no deeper than may be.
    let nested = format!("{}{}", "(".repeat(500), ")".repeat(500));
    assert_eq!(found(&nested, ""), Ok(true));
}

proptest! {
    #[test]
    fn any_text_is_a_pattern_or_not(pattern in r"[abé1_ .|()\[\]{}*+?^$\\/&~,\-dwsDWSbxu:=-]{0,12}", text in any::<String>()) {
        if let Ok(pattern) = Pattern::new(&pattern) {
            pattern.is_in(&text);
        }
    }

    #[test]
    fn a_text_with_every_sign_escaped_finds_itself(text in "[ -~é😀]{0,20}", around in "[ -~]{0,5}") {
        let escaped: Vec<_> = text.chars().map(|sign| format!("\\u{{{:x}}}", u32::from(sign))).collect();
        let escaped = escaped.concat();
        prop_assert_eq!(found(&format!("^{escaped}$"), &text), Ok(true));
        prop_assert_eq!(found(&escaped, &format!("{around}{text}{around}")), Ok(true));
    }
}
