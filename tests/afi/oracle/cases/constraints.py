"""Both sides of each constraint, what goes before it, and what is looked at no further."""

from collections.abc import Iterator

from .claims import Case, inside, refuses, same, takes, text


def cases() -> Iterator[Case]:
    yield from _lengths()
    yield from _bounds()
    yield from _patterns()


def _lengths() -> Iterator[Case]:
    kind: dict[str, object] = {"type": "string", "min_length": 2, "max_length": 3}
    yield from takes(
        "string of 2 to 3 characters", kind, '"ab"', '"abc"', '"😀😀😀"', '"e\u0301e"', ('"\\ud83d\\ude00a"', '"😀a"')
    )
    yield from refuses(
        "string of 2 to 3 characters", kind, "length", '""', '"a"', '"abcd"', '"😀"', '"😀😀😀😀"', '"e\u0301e\u0301"'
    )
    yield from refuses("string of 2 to 3 characters", kind, "type", "5", "[]", "null")
    yield from takes("string of no characters", {"type": "string", "max_length": 0}, '""')
    yield from refuses("string of no characters", {"type": "string", "max_length": 0}, "length", '"a"')

    both: dict[str, object] = {"type": "string", "min_length": 2, "max_length": 3, "pattern": "^[a-z]*$"}
    yield from takes("string with lengths and a pattern", both, '"ab"')
    yield from refuses("string with lengths and a pattern", both, "pattern", '"AB"')
    yield from inside("a string that is too short is looked at whole", both, '"A"', ("", "length"), ("", "pattern"))
    yield from inside("a string that is too long is looked at no further", both, '"ABCD"', ("", "length"))

    kind = {"type": "bytes", "min_length": 2, "max_length": 3}
    yield from takes("bytes, 2 to 3 of them,", kind, '"AAA"', '"AAAA"')
    yield from refuses("bytes, 2 to 3 of them,", kind, "length", '""', '"AA"', '"AAAAAA"', text("A" * 400))
    yield from refuses("bytes, 2 to 3 of them,", kind, "format", '"A"', '"AB"', text("A" * 401), text("AA" * 20 + "="))

    kind = {"type": "list", "item": {"type": "integer"}, "min_length": 1, "max_length": 2}
    yield from takes("list of 1 to 2", kind, "[1]", "[1,2]")
    yield from refuses("list of 1 to 2", kind, "length", "[]", "[1,2,3]", "[true,true,true]")
    wants = {"type": "list", "item": {"type": "integer"}, "min_length": 2}
    yield from inside("a list that is too short is looked at whole", wants, "[true]", ("", "length"), ("0", "type"))
    yield from inside("a list that is too long is looked at no further", kind, '["a",{},null]', ("", "length"))

    kind = {"type": "map", "item": {"type": "integer"}, "min_length": 1, "max_length": 2}
    yield from takes("map of 1 to 2", kind, '{"a":1}', '{"a":1,"b":2}')
    yield from refuses(
        "map of 1 to 2", kind, "length", "{}", '{"a":1,"b":2,"c":3}', '{"a":true,"b":true,"__proto__":3}'
    )
    wants = {"type": "map", "item": {"type": "integer"}, "min_length": 2}
    yield from inside("a map that is too short is looked at whole", wants, '{"a":true}', ("", "length"), ("a", "type"))

    twice = {"type": "list", "item": {"type": "list", "item": {"type": "string", "max_length": 1}, "max_length": 1}}
    yield from inside(
        "a long list in a list is looked at no further",
        twice,
        '[["ab"],["ab","c"]]',
        ("0/0", "length"),
        ("1", "length"),
    )


def _bounds() -> Iterator[Case]:
    kind: dict[str, object] = {"type": "integer", "minimum": -2, "maximum": 9}
    yield from takes("integer from -2 to 9", kind, "-2", "0", "9", ("9.0", "9"))
    yield from refuses("integer from -2 to 9", kind, "range", "-3", "10", "1e3", "1e400")
    yield from refuses("integer from -2 to 9", kind, "type", "9.5", "-2.5", "100.5", '"5"')
    kind = {"type": "integer", "multiple_of": 3}
    yield from takes("integer that is a multiple of 3", kind, "0", "3", "-6", ("9e0", "9"), "9007199254740990")
    yield from refuses("integer that is a multiple of 3", kind, "range", "1", "-1", "-2", "9007199254740991", "3e400")
    kind = {"type": "integer", "minimum": 10, "maximum": 20, "multiple_of": 7}
    yield from takes("integer with three constraints", kind, "14")
    yield from refuses("integer with three constraints, one broken or two,", kind, "range", "7", "15", "21", "22", "0")
    safe = {"type": "integer", "minimum": -(2**53) + 1, "maximum": 2**53 - 1}
    yield from takes("integer with the type's own bounds", safe, "-9007199254740991", "9007199254740991")

    big = "123456789012345678901234567890"
    kind = {"type": "bigint", "minimum": "-" + big, "maximum": big}
    yield from takes("bigint within large bounds", kind, text(big), text("-" + big), '"0"', '"99"')
    yield from refuses(
        "bigint within large bounds", kind, "range", text(big[:-1] + "1"), text("-" + big[:-1] + "1"), text("9" * 4300)
    )
    yield from refuses("bigint within large bounds", kind, "format", '"-0"', text(big + ".0"))
    yield from takes("bigint of at least -5", {"type": "bigint", "minimum": "-5"}, '"-5"', '"-4"', '"10"')
    yield from refuses("bigint of at least -5", {"type": "bigint", "minimum": "-5"}, "range", '"-6"', '"-10"')

    kind = {"type": "number", "minimum": 0.5, "maximum": 2}
    yield from takes("number from 0.5 to 2", kind, "0.5", "2", ("2.0", "2"), "1.999999999999999")
    yield from refuses("number from 0.5 to 2", kind, "range", "0.4999999999999999", "2.0000000000000004", "-1", "1e400")
    yield from takes(
        "number from 0.5 to 2, by its nearest float,",
        kind,
        ("2.00000000000000000001", "2"),
        ("0.49999999999999999999", "0.5"),
    )
    kind = {"type": "number", "exclusive_minimum": 0, "exclusive_maximum": 1}
    yield from takes("number between 0 and 1", kind, "0.5", ("5e-324", "5e-324"), "0.9999999999999999")
    yield from refuses(
        "number between 0 and 1", kind, "range", "0", "-0", "1", "1.0", "-5", "1e-400", "0.99999999999999999999"
    )
    yield from refuses("number between 0 and 1", kind, "type", '"0.5"')
    kind = {"type": "number", "minimum": 0.1, "exclusive_maximum": 1e21}
    yield from takes("number from 0.1 to below 1e21", kind, "0.1", ("999999999999999900000", "999999999999999900000"))
    yield from refuses("number from 0.1 to below 1e21", kind, "range", "0.09999999999999999", "1e21")

    kind = {"type": "decimal", "minimum": "-0.5", "maximum": "10"}
    yield from takes(
        "decimal from -0.5 to 10", kind, '"-0.5"', ('"-0.50"', '"-0.5"'), ('"10.0"', '"10"'), '"9.99999999999999999999"'
    )
    yield from refuses(
        "decimal from -0.5 to 10",
        kind,
        "range",
        '"-0.50000000000000000001"',
        '"10.00000000000000000001"',
        '"1e63"',
        '"1e64"',
    )
    kind = {"type": "decimal", "exclusive_minimum": "0", "exclusive_maximum": "1"}
    yield from takes(
        "decimal between 0 and 1", kind, '"0.1"', ('"1e-64"', text("0." + "0" * 63 + "1")), text("0." + "9" * 64)
    )
    yield from refuses("decimal between 0 and 1", kind, "range", '"0"', '"-0"', '"1"', '"1.00"', '"-0.1"', '"2"')
    kind = {"type": "decimal", "max_digits": 4, "decimal_places": 2}
    yield from takes(
        "decimal of 4 digits, 2 places,", kind, '"99.99"', '"-99.99"', '"0.01"', ('"1.500"', '"1.5"'), '"9999"', '"0"'
    )
    yield from takes(
        "decimal of 4 digits, 2 places,",
        kind,
        ('"1e3"', '"1000"'),
        ('"100.000"', '"100"'),
        ('"00.1"'.replace("00", "0"), '"0.1"'),
    )
    yield from refuses(
        "decimal of 4 digits, 2 places,",
        kind,
        "range",
        '"0.001"',
        '"100.01"',
        '"99999"',
        '"1e4"',
        '"1.001"',
        '"123.456"',
    )
    yield from takes(
        "decimal of 2 digits",
        {"type": "decimal", "max_digits": 2},
        '"0.12"',
        '"12"',
        '"1.2"',
        '"-0.01"',
        ('"1.20"', '"1.2"'),
    )
    yield from refuses(
        "decimal of 2 digits", {"type": "decimal", "max_digits": 2}, "range", '"0.123"', '"1.23"', '"100"', '"0.001"'
    )
    yield from takes(
        "decimal without places",
        {"type": "decimal", "decimal_places": 0},
        '"12"',
        ('"1.0"', '"1"'),
        ('"15e1"', '"150"'),
    )
    yield from refuses(
        "decimal without places", {"type": "decimal", "decimal_places": 0}, "range", '"0.1"', '"1.5"', '"15e-1"'
    )

    kind = {"type": "datetime", "minimum": "2026-01-01T00:00:00Z", "maximum": "2026-12-31T23:59:59.5Z"}
    yield from takes(
        "datetime in 2026", kind, '"2026-01-01T00:00:00Z"', '"2026-12-31T23:59:59.5Z"', '"2026-06-01T00:00:00.000001Z"'
    )
    yield from takes(
        "datetime in 2026, wherever it is told,", kind, ('"2025-12-31T23:00:00-01:00"', '"2026-01-01T00:00:00Z"')
    )
    yield from takes(
        "datetime in 2026, wherever it is told,", kind, ('"2027-01-01T00:59:59.5+01:00"', '"2026-12-31T23:59:59.5Z"')
    )
    yield from refuses(
        "datetime in 2026", kind, "range", '"2025-12-31T23:59:59.999999Z"', '"2026-12-31T23:59:59.500001Z"'
    )
    yield from refuses(
        "datetime in 2026",
        kind,
        "range",
        '"2026-01-01T00:00:00+00:01"',
        '"2026-12-31T23:59:59-00:01"',
        '"2026-02-30T00:00:00Z"',
    )
    yield from refuses("datetime in 2026", kind, "format", '"2026-06-01"')
    kind = {"type": "date", "minimum": "0999-12-31", "maximum": "2026-02-28"}
    yield from takes("date up to February 2026", kind, '"0999-12-31"', '"1000-01-01"', '"2026-02-28"')
    yield from refuses(
        "date up to February 2026", kind, "range", '"0999-12-30"', '"2026-03-01"', '"2026-02-29"', '"0001-01-01"'
    )


# Pattern, texts in which it is found, texts in which it is not.
_PATTERNS: list[tuple[str, list[str], list[str]]] = [
    ("b", ["b", "abc", "\nb"], ["", "a", "B"]),
    ("^b", ["b", "bc"], ["ab", "a\nb"]),
    ("b$", ["b", "ab"], ["ba", "b\n"]),
    ("^$", [""], ["a", "\n"]),
    ("", ["", "a"], []),
    ("^a|b$", ["ax", "xb"], ["ba"]),
    ("^(a|b)$", ["a", "b"], ["ab", ""]),
    ("^(?:ab)+$", ["ab", "abab"], ["", "aba"]),
    ("^(|a)$", ["", "a"], ["b"]),
    ("^((a)(b(c)))$", ["abc"], ["ab"]),
    ("^.$", ["a", "😀", "\r", "\u2028", "\u0085"], ["", "\n", "ab"]),
    ("^a.c$", ["abc", "a\u0000c"], ["a\nc", "ac"]),
    ("^[a-c_]$", ["a", "c", "_"], ["d", "A", "-", "ab"]),
    ("^[^a-c]$", ["d", "\n", "😀"], ["a", "b", ""]),
    ("^[a\\-c]$", ["a", "-", "c"], ["b", "\\"]),
    ("^[\\^\\]\\\\]$", ["^", "]", "\\"], ["a"]),
    ("^[a^]$", ["a", "^"], ["b"]),
    ("^[.*+?(){}|$/]+$", [".*+?(){}|$/"], ["a"]),
    ("^[\\d_]+$", ["0_9"], ["a", "\u0661"]),
    ("^[^\\d\\s]$", ["a"], ["5", " ", "\n"]),
    ("^[\\w\\-]+$", ["a-b_C9"], ["a b", "é"]),
    ("^[\\t\\n\\r\\f\\v]$", ["\t", "\n", "\r", "\f", "\v"], [" ", "t"]),
    ("^[\\x41-\\x43]$", ["A", "C"], ["D", "a"]),
    ("^[\\u{1F600}-\\u{1F64F}]$", ["😀"], ["\u2600", "😀😀"]),
    ("^\\d$", ["0", "9"], ["a", "\u0665", "\uff15", "²"]),
    ("^\\D$", ["a", "\u0665", "\n"], ["5"]),
    ("^\\w$", ["a", "Z", "0", "_"], ["é", "-", "\u017f", "\u212a", "ß"]),
    ("^\\W$", ["é", "-", "\n", "\u212a"], ["a", "_"]),
    ("^\\s$", [" ", "\t", "\n", "\v", "\f", "\r"], ["\u00a0", "\u2028", "\ufeff", "\u0085", "a"]),
    ("^\\S$", ["a", "\u00a0", "\ufeff"], [" ", "\n"]),
    ("^\\t\\n\\r\\f\\v$", ["\t\n\r\f\v"], ["tnrfv"]),
    ("^\\x41\\u0042\\u{43}\\u{1F600}$", ["ABC😀"], ["abc😀"]),
    ("^\\^\\$\\\\\\.\\*\\+\\?\\(\\)\\[\\]\\{\\}\\|\\/$", ["^$\\.*+?()[]{}|/"], ["a"]),
    ("^a/b-c,d=e!~@#%&:;<>'\"`$", ["a/b-c,d=e!~@#%&:;<>'\"`"], ["a"]),
    ("^a*$", ["", "aaa"], ["b", "ab"]),
    ("^a+$", ["a", "aaa"], ["", "b"]),
    ("^ab?$", ["a", "ab"], ["abb", "b"]),
    ("^a{3}$", ["aaa"], ["aa", "aaaa"]),
    ("^a{2,}$", ["aa", "aaaaa"], ["a"]),
    ("^a{1,2}$", ["a", "aa"], ["", "aaa"]),
    ("^a{0}b$", ["b"], ["ab"]),
    ("^a{0,1}$", ["", "a"], ["aa"]),
    ("^(ab){2}$", ["abab"], ["ab", "abb"]),
    ("^a*?b+?c??$", ["b", "aabc"], ["a", "c"]),
    ("^a{1,2}?$", ["a", "aa"], ["aaa"]),
    ("^(a*)*$", ["", "aa"], ["b"]),
    ("^é$", ["é"], ["e\u0301", "e"]),
    ("^😀{2}$", ["😀😀"], ["😀", "\ufffd\ufffd"]),
    ("^[é😀]$", ["é", "😀"], ["e", "\u0301"]),
    ("^ $", [" "], ["", "\u00a0"]),
    ("a^", [], ["a", "a^", "^"]),
    ("$a", [], ["a", "$a"]),
    ("(^a|b$)c?", ["ab", "xb", "a"], ["xbx"]),
    ("^[a-z0-9]+(?:-[a-z0-9]+)*$", ["a", "a-1", "ab-cd-9"], ["-a", "a-", "a--b", "A"]),
    ("^\\d{4}-(?:0[1-9]|1[0-2])$", ["2026-01", "2026-12"], ["2026-13", "2026-00", "26-01"]),
]


def _patterns() -> Iterator[Case]:
    for pattern, fits, others in _PATTERNS:
        kind = {"type": "string", "pattern": pattern}
        what = f"pattern {pattern!a}:"
        yield from takes(what, kind, *((text(one), _written(one)) for one in fits))
        yield from refuses(what, kind, "pattern", *map(text, others))
    # Engines that go back take longer than anybody waits.
    for pattern in ("^(a+)+$", "^(a|a)*$", "^(a|aa)+$", "^(.*)*$", "^(a?){50}a{50}$", "^([a-z]+)*[a-z]$"):
        what = f"pattern {pattern!a}, in linear time,"
        wrong = text("a" * 20000 + "\n")
        yield from refuses(what, {"type": "string", "pattern": pattern}, "pattern", wrong)
    often = {"type": "string", "pattern": "^a{1000}$"}
    yield from takes("pattern '^a{1000}$':", often, text("a" * 1000))
    yield from refuses("pattern '^a{1000}$':", often, "pattern", text("a" * 999))
    yield from same("a pattern of 1,000 characters is one", {"type": "string", "pattern": "a" * 1000}, text("a" * 1000))
    yield from refuses("a string with a pattern", {"type": "string", "pattern": "5"}, "type", "5", "null")


def _written(value: str) -> str:
    """JSON as it is written: `json` escapes none of what is no control character, and these in its own short forms."""
    return text(value).replace("\x7f", "\x7f")
