"""Random patterns, of which about a third are in the grammar, and texts for them. Page: `ir/protocol/types.md`."""

from random import Random

# What the grammar has, what other grammars have, and pieces that are something only together.
_PIECES = [
    *"abc-]x^$.*+?{}()|\\/#<=: &\né😀[",
    *("{2}", "{1,2}", "{0,}", "{2,1}", "{1001}", "x*?", "(?:a)?", "(a|b)", "()", "(|a)"),
    *("(?:", "(?=", "(?<n>", "(?i)", "\\1", "\\k<n>", "\\b", "\\B", "\\p{L}", "\\cA", "\\0", "\\e", "\\ ", '\\"'),
    *("\\d", "\\w", "\\s", "\\D", "\\W", "\\S", "\\n", "\\t", "\\v", "\\f", "\\r", "\\-", "\\.", "\\/", "\\^"),
    *("\\x41", "\\x4", "\\u0041", "\\u{41}", "\\u{1F600}", "\\u{}", "\\u{110000}", "\\ud800"),
    *("[a-c]", "[^a]", "[a-]", "[-a]", "[]", "[^]", "[\\d-a]", "[a-\\d]", "[b-a]", "[[a]]", "[a&&b]", "[a--b]"),
    *("[\\b]", "[\\-]", "[$^]", "[.]", "[a\\]]", "[\\u{61}-\\u{63}]", "&&", "--", "~~", "[&]", "[~~]", "[#]"),
]
_CHARACTERS = "abc-]x^$.\n 0_é😀A&~#"


def pattern(random: Random) -> str:
    return "".join(random.choice(_PIECES) for _ in range(random.randint(0, 6)))


def text(random: Random) -> str:
    return "".join(random.choice(_CHARACTERS) for _ in range(random.randint(0, 5)))
