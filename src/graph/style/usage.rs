//! What an element of a style will do, as far as it is known before an entry is written.
//!
//! CSL hides a group whose variables are all empty. The engine finds out by asking every element below it, over and over;
//! here the same questions are answered once.

/// How sure an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// For no entry.
    No,
    /// Only the engine can tell.
    Maybe,
    /// For every entry.
    Yes,
}

impl Known {
    pub(super) fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Yes, _) | (_, Self::Yes) => Self::Yes,
            (Self::No, Self::No) => Self::No,
            _ => Self::Maybe,
        }
    }

    pub(super) fn and(self, other: Self) -> Self {
        self.not().or(other.not()).not()
    }

    pub(super) fn not(self) -> Self {
        match self {
            Self::No => Self::Yes,
            Self::Maybe => Self::Maybe,
            Self::Yes => Self::No,
        }
    }

    /// What holds whichever of the two it is.
    fn either(self, other: Self) -> Self {
        if self == other { self } else { Self::Maybe }
    }
}

impl From<bool> for Known {
    fn from(is: bool) -> Self {
        if is { Self::Yes } else { Self::No }
    }
}

/// The engine's own account of an element (`will_have_info`), answer by answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Usage {
    /// It prints something.
    pub(super) prints: Known,
    /// More than white space stays of it.
    pub(super) stays: Known,
    /// It names a variable.
    pub(super) variables: Known,
    /// It names a variable that has a value.
    pub(super) filled: Known,
    /// It calls a macro that prints.
    pub(super) macros: Known,
    /// It has a group in it that prints.
    pub(super) groups: Known,
}

impl Usage {
    /// Prints nothing and names nothing.
    pub(super) const NONE: Self = Self::all(Known::No);

    /// Nothing is known.
    pub(super) const MAYBE: Self = Self::all(Known::Maybe);

    const fn all(known: Known) -> Self {
        Self { prints: known, stays: known, variables: known, filled: known, macros: known, groups: known }
    }

    /// Text of its own.
    pub(super) fn text(prints: Known) -> Self {
        Self { prints, stays: prints.and(Known::Maybe), ..Self::NONE }
    }

    /// A variable.
    pub(super) fn variable(filled: Known) -> Self {
        Self { prints: filled, stays: filled, variables: Known::Yes, filled, ..Self::NONE }
    }

    /// The same, but possibly of white space alone.
    pub(super) fn thin(self) -> Self {
        Self { stays: self.stays.and(Known::Maybe), ..self }
    }

    /// Of two that follow each other.
    pub(super) fn and(self, other: Self) -> Self {
        self.with(other, Known::or)
    }

    /// Of two of which one is taken.
    pub(super) fn either(self, other: Self) -> Self {
        self.with(other, Known::either)
    }

    fn with(self, other: Self, both: fn(Known, Known) -> Known) -> Self {
        Self {
            prints: both(self.prints, other.prints),
            stays: both(self.stays, other.stays),
            variables: both(self.variables, other.variables),
            filled: both(self.filled, other.filled),
            macros: both(self.macros, other.macros),
            groups: both(self.groups, other.groups),
        }
    }

    /// Whether anything in it keeps a group around it from being hidden.
    pub(super) fn shows(self) -> Known {
        self.filled.or(self.macros).or(self.groups)
    }

    /// Whether a group of it is not hidden.
    pub(super) fn renders(self) -> Known {
        self.variables.not().or(self.shows())
    }
}
