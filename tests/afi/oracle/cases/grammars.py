"""The grammars of the types that hold no others, at their edges, with what is written of them."""

from collections.abc import Iterator

from .claims import Case, refuses, takes, text

_LAST = 2**53 - 1


def cases() -> Iterator[Case]:
    yield from _strings()
    yield from _numbers()
    yield from _exact_texts()
    yield from _moments()
    yield from _durations()
    yield from _bytes()
    yield from _json()
    yield from _enums()


def _strings() -> Iterator[Case]:
    kind = {"type": "string"}
    yield from takes(
        "string",
        kind,
        ('"\\u00e9\\n\\"\\/"', '"é\\n\\"/"'),
        ('"\\ud83d\\ude00"', '"😀"'),
        '"e\u0301"',
        ('"\\u0000\\u0001\\u000B\\u001F"', '"\\u0000\\u0001\\u000b\\u001f"'),
        '"\\b\\t\\n\\f\\r"',
        ('"\\u0008\\u0009\\u000a\\u000C\\u000D"', '"\\b\\t\\n\\f\\r"'),
        ('"\\u005C\\u0022"', '"\\\\\\""'),
        '"\x7f\x80\x9f"',
        ('"\\uFFFF\\uFDD0"', '"\uffff\ufdd0"'),
        '"\u2028\u2029\u200f\u202e\ufeff"',
        '"__proto__"',
        ('"</script>"'),
        text("x" * 200),
    )
    yield from refuses("string", kind, "type", "5e0", "-0", '["a"]', '{"a":"b"}')


def _numbers() -> Iterator[Case]:
    kind = {"type": "integer"}
    yield from takes(
        "integer",
        kind,
        "5",
        ("5.0", "5"),
        ("50e-1", "5"),
        ("-0", "0"),
        ("-0.0e9", "0"),
        ("0e999999999999999999999", "0"),
        ("0.000e-999999999999999999999", "0"),
        ("-1.20E+2", "-120"),
        ("1e0", "1"),
        ("1E3", "1000"),
        ("0.5e1", "5"),
        ("123456.789e3", "123456789"),
        ("5" + "." + "0" * 400, "5"),
        ("5" + "0" * 300 + "e-300", "5"),
        ("0." + "0" * 300 + "5e301", "5"),
        f"{_LAST}",
        f"-{_LAST}",
        ("90071992547409910e-1", f"{_LAST}"),
        ("9.007199254740991e15", f"{_LAST}"),
        ("9007199254740991.0", f"{_LAST}"),
    )
    yield from refuses("integer", kind, "type", "1e-1", "0.1", "-5.5", "1e-400", "5.0000000000000000000000001")
    yield from refuses("integer", kind, "type", "9007199254740991.5", "1e-999999999999999999999", "12345.6e0")
    yield from refuses(
        "integer",
        kind,
        "range",
        f"{_LAST + 1}",
        f"-{_LAST + 1}",
        "1e400",
        "1.5e400",
        "9007199254740993.0",
        "-1e999999999999999999999999",
        "9223372036854775808",
        "18446744073709551616",
        "1e16",
        "9" * 5000,
        f"{_LAST + 1}0e-1",
    )
    kind = {"type": "number"}
    yield from takes(
        "number",
        kind,
        "5",
        ("-0", "0"),
        ("-0.0", "0"),
        "1.5",
        "-1.5",
        ("1.50", "1.5"),
        "0.1",
        ("0.10000000000000000555", "0.1"),
        ("0.30000000000000004", "0.30000000000000004"),
        ("1e21", "1e+21"),
        ("1E20", "100000000000000000000"),
        ("1e-6", "0.000001"),
        "1e-7",
        ("0.00000123", "0.00000123"),
        "1.23e-7",
        ("123e-20", "1.23e-18"),
        ("123456789012345678901234567890", "1.2345678901234568e+29"),
        ("1e-400", "0"),
        ("-1e-999999999999999999999", "0"),
        ("5e-324", "5e-324"),
        ("3e-324", "5e-324"),
        ("2e-324", "0"),
        ("2.2250738585072014e-308", "2.2250738585072014e-308"),
        ("9007199254740993", "9007199254740992"),
        ("1.7976931348623157e308", "1.7976931348623157e+308"),
        ("1.7976931348623158e308", "1.7976931348623157e+308"),
        ("333333333.3333333", "333333333.3333333"),
        ("0." + "3" * 400, "0.3333333333333333"),
        ("0e400", "0"),
    )
    yield from refuses("number", kind, "range", "1e309", "-1e309", "1e999999999999999999999", "9" * 400)
    yield from refuses("number", kind, "range", "1.7976931348623159e308")
    yield from refuses("number", kind, "type", '"NaN"', '"1e3"', '"Infinity"')


def _exact_texts() -> Iterator[Case]:
    kind = {"type": "bigint"}
    most = "9" * 4300
    yield from takes("bigint", kind, '"0"', '"-1"', '"10"', '"9007199254740993"', text("1" + "0" * 60))
    yield from takes("bigint of 4,300 digits, it", kind, text(most))
    yield from takes("bigint of 4,300 digits and a sign, it", kind, text("-" + most))
    yield from refuses("bigint of 4,301 digits, it", kind, "range", text(most + "9"))
    yield from refuses("bigint of 4,301 digits and a sign, it", kind, "range", text("-" + most + "9"))
    yield from refuses("bigint", kind, "format", '"-0"', '"+1"', '"01"', '"-01"', '"1.0"', '"1e3"', '" 1"', '"1 "')
    yield from refuses("bigint", kind, "format", '"1_000"', '"0x1"', '"-"', '"\u0665"', '"1\\n"', '"1n"', '"--1"')
    yield from refuses("bigint", kind, "format", text("0" * 5000))
    yield from refuses("bigint", kind, "type", "-1", "9007199254740993")

    kind = {"type": "decimal"}
    yield from takes(
        "decimal",
        kind,
        '"0"',
        ('"-0"', '"0"'),
        ('"-0.00"', '"0"'),
        ('"0e999999999999"', '"0"'),
        '"1.5"',
        '"-1.5"',
        ('"1.50"', '"1.5"'),
        ('"10.00"', '"10"'),
        ('"1e3"', '"1000"'),
        ('"1E+3"', '"1000"'),
        ('"1.5e1"', '"15"'),
        ('"15e-1"', '"1.5"'),
        ('"15e-3"', '"0.015"'),
        ('"-15e-2"', '"-0.15"'),
        ('"100e-2"', '"1"'),
        ('"0.000001"', '"0.000001"'),
        '"123456789012345678901234567890.12345"',
        ('"1e63"', text("1" + "0" * 63)),
        ('"1e-64"', text("0." + "0" * 63 + "1")),
        (text("1" + "0" * 100 + "e-100"), '"1"'),
        text("9" * 64),
        text("0." + "9" * 64),
        text("-" + "9" * 32 + "." + "9" * 32),
    )
    yield from refuses("decimal", kind, "range", '"1e64"', '"1e-65"', text("9" * 65), text("1." + "9" * 64))
    yield from refuses("decimal", kind, "range", text("0." + "9" * 65), '"1e999999999999"', '"-1e-999999999999"')
    yield from refuses("decimal", kind, "format", '"+1"', '".5"', '"5."', '"01"', '"-"', '"1e"', '"1e+"', '"1,5"')
    yield from refuses("decimal", kind, "format", '"NaN"', '"Infinity"', '"1_0"', '" 1"', '"1 "', '"0x1"', '"\uff11"')
    yield from refuses("decimal", kind, "type", "1.5", "-0")

    kind = {"type": "uuid"}
    plain = "0e37df36-f698-11e6-8dd4-cb9ced3df976"
    yield from takes("uuid", kind, text(plain), '"00000000-0000-0000-0000-000000000000"')
    yield from takes("uuid", kind, ('"0E37DF36-f698-11e6-8dd4-cb9ced3df976"', text(plain)))
    yield from takes("uuid", kind, ('"FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF"', '"ffffffff-ffff-ffff-ffff-ffffffffffff"'))
    yield from refuses(
        "uuid",
        kind,
        "format",
        text(plain.replace("-", "")),
        text("{" + plain + "}"),
        text("urn:uuid:" + plain),
        text(plain + " "),
        text(" " + plain),
        text(plain[:-1]),
        text(plain + "0"),
        text(plain.replace("0e", "0g", 1)),
        text("0e37df36f-698-11e6-8dd4-cb9ced3df976"),
        text(plain.replace("-", "_")),
        text(plain.replace("0", "\u0660")),
    )


def _moments() -> Iterator[Case]:
    kind = {"type": "datetime"}
    yield from takes(
        "datetime",
        kind,
        '"2026-01-02T03:04:05Z"',
        ('"2026-01-02t03:04:05z"', '"2026-01-02T03:04:05Z"'),
        ('"2026-01-02T03:04:05.120000Z"', '"2026-01-02T03:04:05.12Z"'),
        ('"2026-01-02T03:04:05.000000+02:00"', '"2026-01-02T01:04:05Z"'),
        ('"2026-01-02T03:04:05-00:00"', '"2026-01-02T03:04:05Z"'),
        ('"2026-01-02T03:04:05+00:00"', '"2026-01-02T03:04:05Z"'),
        ('"2024-02-29T23:59:59-23:59"', '"2024-03-01T23:58:59Z"'),
        ('"2026-01-01T00:00:00+23:59"', '"2025-12-31T00:01:00Z"'),
        ('"2026-03-01T00:30:00+01:00"', '"2026-02-28T23:30:00Z"'),
        ('"2024-03-01T00:30:00+01:00"', '"2024-02-29T23:30:00Z"'),
        '"2026-01-02T03:04:05.000001Z"',
        '"2026-01-02T03:04:05.1Z"',
        '"9999-12-31T23:59:59.999999Z"',
        '"0001-01-01T00:00:00Z"',
        ('"0001-01-01T00:01:00+00:01"', '"0001-01-01T00:00:00Z"'),
        ('"9999-12-31T23:58:59.9-00:01"', '"9999-12-31T23:59:59.9Z"'),
        ('"0001-01-01T23:59:00+23:59"', '"0001-01-01T00:00:00Z"'),
        '"2000-02-29T00:00:00Z"',
        '"1969-12-31T23:59:59.999999Z"',
        ('"0100-03-01T00:00:00.5+00:01"', '"0100-02-28T23:59:00.5Z"'),
    )
    yield from refuses(
        "datetime",
        kind,
        "format",
        '"2026-01-02"',
        '"2026-01-02 03:04:05Z"',
        '"2026-01-02T03:04:05"',
        '"2026-01-02T03:04Z"',
        '"2026-01-02T03:04:05.1234567Z"',
        '"2026-01-02T03:04:05.Z"',
        '"2026-01-02T03:04:05,5Z"',
        '"2026-01-02T03:04:05+0200"',
        '"2026-01-02T03:04:05+02"',
        '"2026-01-02T03:04:05+2:00"',
        '"2026-01-02T03:04:05\u221202:00"',
        '"2026-1-2T03:04:05Z"',
        '"12026-01-02T03:04:05Z"',
        '"-2026-01-02T03:04:05Z"',
        '"+2026-01-02T03:04:05Z"',
        '"26-01-02T03:04:05Z"',
        '"2026-01-02T03:04:05Z "',
        '"2026-01-02T03:04:05Z\\n"',
        '"2026-01-02T03:04:05+02:00[Europe/Berlin]"',
        '"2026-W01-1T03:04:05Z"',
        '"20260102T030405Z"',
        '"2026-01-02T03:04:0\u0665Z"',
        '"1767323045"',
        '"now"',
    )
    yield from refuses(
        "datetime",
        kind,
        "range",
        '"2026-02-29T00:00:00Z"',
        '"1900-02-29T00:00:00Z"',
        '"2026-04-31T00:00:00Z"',
        '"2026-13-01T00:00:00Z"',
        '"2026-00-01T00:00:00Z"',
        '"2026-01-00T00:00:00Z"',
        '"2026-01-32T00:00:00Z"',
        '"2026-01-02T24:00:00Z"',
        '"2026-01-02T03:60:00Z"',
        '"2016-12-31T23:59:60Z"',
        '"2026-01-02T03:04:99Z"',
        '"2026-01-02T03:04:05+24:00"',
        '"2026-01-02T03:04:05-99:00"',
        '"2026-01-02T03:04:05+02:60"',
        '"0000-01-01T00:00:00Z"',
        '"0001-01-01T00:00:00+00:01"',
        '"9999-12-31T23:59:59-00:01"',
        '"9999-12-31T23:59:59.999999-23:59"',
    )
    kind = {"type": "date"}
    yield from takes("date", kind, '"2026-01-02"', '"2024-02-29"', '"2000-02-29"', '"0001-01-01"', '"9999-12-31"')
    yield from refuses("date", kind, "range", '"2026-02-30"', '"2026-02-29"', '"1900-02-29"', '"2100-02-29"')
    yield from refuses("date", kind, "range", '"2026-04-31"', '"2026-13-01"', '"2026-00-10"', '"2026-01-00"')
    yield from refuses("date", kind, "range", '"2026-01-99"', '"0000-01-01"', '"0000-99-99"')
    yield from refuses(
        "date", kind, "format", '"2026-1-02"', '"2026-01-2"', '"02026-01-02"', '"20260102"', '"2026/01/02"'
    )
    yield from refuses("date", kind, "format", '"2026-01-02T00:00:00Z"', '" 2026-01-02"', '"2026-01-02 "', '"2026-01"')
    yield from refuses("date", kind, "format", '"2026-W01-1"', '"2026-001"', '"-001-01-01"', '"\u0662026-01-02"')

    kind = {"type": "time"}
    yield from takes("time", kind, '"00:00:00"', '"23:59:59"', '"23:59:59.999999"', '"03:04:05.000001"', '"03:04:05.1"')
    yield from takes("time", kind, ('"03:04:05.100000"', '"03:04:05.1"'), ('"03:04:05.0"', '"03:04:05"'))
    yield from takes("time", kind, ('"03:04:05.000000"', '"03:04:05"'))
    yield from refuses("time", kind, "range", '"24:00:00"', '"23:60:00"', '"23:59:60"', '"99:99:99"')
    yield from refuses("time", kind, "format", '"3:04:05"', '"03:04"', '"03:04:05."', '"03:04:05.1234567"', '"030405"')
    yield from refuses(
        "time", kind, "format", '"03:04:05Z"', '"03:04:05+00:00"', '"T03:04:05"', '"03:04:05 "', '"03:04:05,1"'
    )
    yield from refuses("time", kind, "format", '"3 am"', '"2026-01-02T03:04:05"', '"03:04:0\u0665"')


def _durations() -> Iterator[Case]:
    kind = {"type": "duration"}
    yield from takes(
        "duration",
        kind,
        '"PT0S"',
        ('"P0D"', '"PT0S"'),
        ('"-PT0S"', '"PT0S"'),
        ('"P0W"', '"PT0S"'),
        ('"P0DT0H0M0.000000S"', '"PT0S"'),
        '"P1D"',
        ('"P1W"', '"P7D"'),
        ('"-P2W"', '"-P14D"'),
        '"PT1H"',
        '"PT1M"',
        '"PT1S"',
        '"P1DT2H3M4S"',
        '"-P1DT2H3M4.5S"',
        '"PT0.000001S"',
        '"-PT0.1S"',
        ('"PT0.100000S"', '"PT0.1S"'),
        ('"PT1.0S"', '"PT1S"'),
        ('"PT24H"', '"P1D"'),
        ('"PT60M"', '"PT1H"'),
        ('"PT60S"', '"PT1M"'),
        ('"PT59.999999S"', '"PT59.999999S"'),
        ('"PT86400S"', '"P1D"'),
        ('"PT90061.5S"', '"P1DT1H1M1.5S"'),
        ('"P0001DT01H"', '"P1DT1H"'),
        ('"PT1H1S"', '"PT1H1S"'),
        ('"P1DT1M"', '"P1DT1M"'),
        ('"PT2880M"', '"P2D"'),
        '"P999999999D"',
        '"-P999999999D"',
        '"P999999998DT23H59M59.999999S"',
        ('"PT86399999913600S"', '"P999999999D"'),
        ('"P142857142W"', '"P999999994D"'),
        ('"P' + "0" * 400 + '1D"', '"P1D"'),
    )
    yield from refuses("duration", kind, "range", '"P1000000000D"', '"-P1000000000D"', '"P999999999DT0.000001S"')
    yield from refuses("duration", kind, "range", '"-P999999999DT0.000001S"', '"PT86399999913601S"', '"P142857143W"')
    yield from refuses(
        "duration", kind, "range", '"P' + "9" * 400 + 'D"', '"PT18446744073709551616S"', '"PT24000000000H"'
    )
    yield from refuses("duration", kind, "range", '"P9223372036854775807W"', '"P1DT9223372036854775807M"')
    yield from refuses("duration", kind, "format", '"P"', '"PT"', '"P1DT"', '"-P"', '"-"', '"1D"', '"p1d"', '"P1d"')
    yield from refuses("duration", kind, "format", '"P1Y"', '"P1M"', '"P1Y2M3D"', '"P1W1D"', '"P1WT1H"', '"P1DT1D"')
    yield from refuses("duration", kind, "format", '"PT1S1M"', '"PT1M1H"', '"PT1H1H"', '"P1H"', '"PT1D"', '"+P1D"')
    yield from refuses("duration", kind, "format", '"P-1D"', '"PT-1S"', '"P1.5D"', '"PT1.5H"', '"PT1.5M"', '"P1.5W"')
    yield from refuses(
        "duration", kind, "format", '"PT1.S"', '"PT.5S"', '"PT1,5S"', '"PT1.1234567S"', '"P 1D"', '"P1D "'
    )
    yield from refuses("duration", kind, "format", '"PT1e3S"', '"P\u0661D"', '"--P1D"', '"01:00:00"', '"PT1H30"')


def _bytes() -> Iterator[Case]:
    kind = {"type": "bytes"}
    yield from takes("bytes", kind, '"AA"', '"AAA"', '"AAAA"', '"_-8"', '"-_-_"', '"_w"', '"__8"', text("QUJD" * 50))
    yield from refuses("bytes", kind, "format", '"A"', '"AAAAA"', '"AA=="', '"AAA="', '"AB"', '"AAB"', '"_x"', '"__9"')
    yield from refuses(
        "bytes", kind, "format", '"+/8"', '"/w"', '" AA"', '"AA "', '"A A"', '"AA\\n"', '"="', '"\u00e9A"'
    )


def _json() -> Iterator[Case]:
    kind = {"type": "json"}
    yield from takes(
        "json",
        kind,
        ('{"b":1,"a":[true,null,"x",{"c":1.50}]}', '{"a":[true,null,"x",{"c":1.5}],"b":1}'),
        ("5.0", "5"),
        ("-0", "0"),
        ("1e2", "100"),
        (f"{_LAST}", f"{_LAST}"),
        (f"-{_LAST}.0", f"-{_LAST}"),
        ("1e21", "1e+21"),
        ("999999999999999999999", "1e+21"),
        ("1.5e300", "1.5e+300"),
        ("1e-400", "0"),
        ("0.1", "0.1"),
        ("9007199254740991.4", f"{_LAST}"),
        ("4503599627370495.5", "4503599627370495.5"),
        (
            '{"\\u20ac":1,"\\r":2,"\\ufb33":3,"1":4,"\\ud83d\\ude00":5,"\\u0080":6,"\\u00f6":7}',
            '{"\\r":2,"1":4,"\x80":6,"ö":7,"€":1,"😀":5,"\ufb33":3}',
        ),
        '{"":0}',
        '{"constructor":{"prototype":1},"proto":2}',
        ("[ 1 , 2 ]", "[1,2]"),
    )
    yield from refuses("json", kind, "range", "9007199254740992", "-9007199254740992", "1e400", "1e16", "1e20")
    yield from refuses("json", kind, "range", "9007199254740993.0", "9007199254740991.5", "999999999999999900000")
    yield from refuses("json", kind, "range", "-1e999999999999999999999", "123456789012345678")


def _enums() -> Iterator[Case]:
    words = {"type": "enum", "values": ["red", "Green", "", "a b", "é", "5", "true"]}
    yield from takes("enum of strings", words, '"red"', '"Green"', '""', '"a b"', ('"\\u00e9"', '"é"'), '"5"', '"true"')
    yield from refuses("enum of strings", words, "enum", '"Red"', '"green"', '"red "', '"e\u0301"', '"05"', '"blue"')
    yield from refuses("enum of strings", words, "type", "5", "true", "null")
    whole = {"type": "enum", "values": [5, 0, -3, _LAST]}
    yield from takes("enum of integers", whole, "5", ("5.0", "5"), ("50e-1", "5"), ("-0", "0"), ("-3.00", "-3"))
    yield from takes("enum of integers", whole, f"{_LAST}", ("0e5", "0"))
    yield from refuses("enum of integers", whole, "enum", "1", "3", "5.5", "4.999999999999999999999", "1e400", "1e-400")
    yield from refuses("enum of integers", whole, "enum", f"{_LAST + 1}", "5000000000000000000005")
    yield from refuses("enum of integers", whole, "type", '"5"', '"-3"', "true", "null")
