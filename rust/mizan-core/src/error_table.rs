//! Generated from `ir/errors.kdl` by `invoke generate`. Do not edit.

/// The code of a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// Bad request (400).
    BadRequest,
    /// Unauthenticated (401).
    Unauthenticated,
    /// Forbidden (403).
    Forbidden,
    /// Not found (404).
    NotFound,
    /// Method not allowed (405).
    MethodNotAllowed,
    /// Timeout (408).
    Timeout,
    /// Conflict (409).
    Conflict,
    /// Too large (413).
    TooLarge,
    /// Unsupported media type (415).
    UnsupportedMediaType,
    /// Invalid (422).
    Invalid,
    /// Rate limited (429).
    RateLimited,
    /// Internal error (500).
    Internal,
    /// Not implemented (501).
    NotImplemented,
    /// Unavailable (503).
    Unavailable,
}

impl Code {
    /// Every code, in the table's order.
    pub const ALL: [Self; 14] = [
        Self::BadRequest,
        Self::Unauthenticated,
        Self::Forbidden,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::Timeout,
        Self::Conflict,
        Self::TooLarge,
        Self::UnsupportedMediaType,
        Self::Invalid,
        Self::RateLimited,
        Self::Internal,
        Self::NotImplemented,
        Self::Unavailable,
    ];

    /// The code as it travels, in upper case.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BadRequest => "BAD_REQUEST",
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Forbidden => "FORBIDDEN",
            Self::NotFound => "NOT_FOUND",
            Self::MethodNotAllowed => "METHOD_NOT_ALLOWED",
            Self::Timeout => "TIMEOUT",
            Self::Conflict => "CONFLICT",
            Self::TooLarge => "TOO_LARGE",
            Self::UnsupportedMediaType => "UNSUPPORTED_MEDIA_TYPE",
            Self::Invalid => "INVALID",
            Self::RateLimited => "RATE_LIMITED",
            Self::Internal => "INTERNAL",
            Self::NotImplemented => "NOT_IMPLEMENTED",
            Self::Unavailable => "UNAVAILABLE",
        }
    }

    /// The HTTP status.
    pub const fn status(self) -> u16 {
        match self {
            Self::BadRequest => 400,
            Self::Unauthenticated => 401,
            Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::Timeout => 408,
            Self::Conflict => 409,
            Self::TooLarge => 413,
            Self::UnsupportedMediaType => 415,
            Self::Invalid => 422,
            Self::RateLimited => 429,
            Self::Internal => 500,
            Self::NotImplemented => 501,
            Self::Unavailable => 503,
        }
    }

    /// The title of the problem object.
    pub const fn title(self) -> &'static str {
        match self {
            Self::BadRequest => "Bad request",
            Self::Unauthenticated => "Unauthenticated",
            Self::Forbidden => "Forbidden",
            Self::NotFound => "Not found",
            Self::MethodNotAllowed => "Method not allowed",
            Self::Timeout => "Timeout",
            Self::Conflict => "Conflict",
            Self::TooLarge => "Too large",
            Self::UnsupportedMediaType => "Unsupported media type",
            Self::Invalid => "Invalid",
            Self::RateLimited => "Rate limited",
            Self::Internal => "Internal error",
            Self::NotImplemented => "Not implemented",
            Self::Unavailable => "Unavailable",
        }
    }

    /// The code that travels as `text`, if there is one.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.as_str() == text)
    }
}

/// The codes of the faults that a problem lists.
pub const FAULTS: [&str; 8] = [
    "missing", "unknown", "type", "range", "length", "pattern", "enum", "format",
];
