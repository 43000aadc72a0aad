//! Closed enumerations of the front matter, each with the standard it comes from.

/// An enumeration whose members have one written form each.
pub trait Term: Copy + 'static {
    /// Every written form, in the standard's order.
    const TERMS: &'static [&'static str];

    /// The member of that written form.
    fn of(text: &str) -> Option<Self>;
}

/// Defines an enumeration whose variants have one written form each.
macro_rules! terms {
    ($(#[$meta:meta])* $name:ident { $($variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[expect(missing_docs, reason = "a variant is the term it is written as")]
        pub enum $name { $($variant),+ }

        impl $name {
            /// Every term, in the standard's order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The written form of every term, in the same order.
            pub const WORDS: &'static [&'static str] = &[$($text),+];

            /// The term as YAML, templates and CSS classes write it.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// The term of that written form.
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$variant),)+ _ => None }
            }
        }

        impl $crate::model::terms::Term for $name {
            const TERMS: &'static [&'static str] = Self::WORDS;

            fn of(text: &str) -> Option<Self> {
                Self::parse(text)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                Self::parse(&text).ok_or_else(|| serde::de::Error::unknown_variant(&text, Self::WORDS))
            }
        }
    };
}

terms! {
    /// FIRST Traffic Light Protocol 2.0, from open to closed; the order is the order of restriction.
    Tlp { Clear = "CLEAR", Green = "GREEN", Amber = "AMBER", AmberStrict = "AMBER+STRICT", Red = "RED" }
}

terms! {
    /// Where a brief stands in the desk's own process; only `published` may go out.
    Status { Draft = "draft", Review = "review", Published = "published", Withdrawn = "withdrawn" }
}

terms! {
    /// What a correction is; a retraction withdraws a statement, an update adds to it.
    CorrectionType { Correction = "correction", Clarification = "clarification", Update = "update", Retraction = "retraction" }
}

terms! {
    /// How a name is used (SKOS labels, FollowTheMoney aliases).
    NameUse {
        Official = "official", Native = "native", Variant = "variant", Translation = "translation",
        Acronym = "acronym", Former = "former", Weak = "weak", Hostile = "hostile",
    }
}

terms! {
    /// What a participant did in an event.
    Role {
        Initiator = "initiator", Target = "target", Victim = "victim", Claimant = "claimant", Mediator = "mediator",
        Host = "host", Signatory = "signatory", Participant = "participant", Spokesperson = "spokesperson",
    }
}

terms! {
    /// How sure it is that the participant took part in that role.
    Certainty { Confirmed = "confirmed", Reported = "reported", Claimed = "claimed", Disputed = "disputed", Denied = "denied" }
}

terms! {
    /// How well a place is known (UCDP `where_prec` 1–6); [`Precision::radius_km`] is the radius drawn.
    Precision {
        Exact = "exact", Near = "near", Admin2 = "admin2", Admin1 = "admin1", Region = "region",
        Country = "country", Unknown = "unknown",
    }
}

impl Precision {
    /// Radius of the uncertainty, in kilometres; `None` means no point is drawn.
    pub fn radius_km(self) -> Option<f64> {
        match self {
            Self::Exact => Some(1.0),
            Self::Near => Some(25.0),
            Self::Admin2 => Some(50.0),
            Self::Admin1 => Some(200.0),
            Self::Region => Some(400.0),
            Self::Country | Self::Unknown => None,
        }
    }
}

terms! {
    /// What a speaker does with a proposition.
    Stance {
        Asserts = "asserts", Confirms = "confirms", Denies = "denies", Disputes = "disputes", Retracts = "retracts",
        DeclinesComment = "declines-comment",
    }
}

terms! {
    /// What a claim is about: the matter on which rival answers are compared.
    Matter {
        Occurrence = "occurrence", Responsibility = "responsibility", Target = "target", Location = "location", Time = "time",
        Casualties = "casualties", Motive = "motive", Identity = "identity", Status = "status", Legality = "legality",
    }
}

terms! {
    /// Reliability of a source (NATO AJP-2.1): A completely reliable … E unreliable, F cannot be judged.
    Reliability { A = "A", B = "B", C = "C", D = "D", E = "E", F = "F" }
}

terms! {
    /// Who made a recommendation.
    Origin { Author = "author", Agreed = "agreed", ThirdParty = "third-party", Desk = "desk" }
}

terms! {
    /// MoSCoW priority.
    Priority { Must = "must", Should = "should", Could = "could", Wont = "wont" }
}

terms! {
    /// immediate ≤ 30 days, short ≤ 6 months, medium ≤ 2 years, long beyond.
    Horizon { Immediate = "immediate", Short = "short", Medium = "medium", Long = "long" }
}

terms! {
    /// What an addressee said of a recommendation (as in the Universal Periodic Review); a separate axis from progress.
    Position {
        Accepted = "accepted", AcceptedInPart = "accepted-in-part", AcceptedInPrinciple = "accepted-in-principle",
        Noted = "noted", Rejected = "rejected", None = "none",
    }
}

terms! {
    /// What came of a recommendation.
    Progress {
        Open = "open", InProgress = "in-progress", PartlyImplemented = "partly-implemented", Implemented = "implemented",
        NotImplemented = "not-implemented", Overtaken = "overtaken", Superseded = "superseded", Withdrawn = "withdrawn",
    }
}

impl Progress {
    /// Whether something may still come of it.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::InProgress | Self::PartlyImplemented)
    }
}

terms! {
    /// Analytic confidence (ICD 203), kept apart from likelihood.
    Confidence { Low = "low", Moderate = "moderate", High = "high" }
}

terms! {
    /// How an assumption stands after a key assumptions check.
    AssumptionStatus { Supported = "supported", Caveated = "caveated", Unsupported = "unsupported" }
}

terms! {
    /// What it would mean if an assumption failed.
    Impact { Low = "low", Medium = "medium", High = "high" }
}

terms! {
    /// Where an indicator points.
    Direction { Escalation = "escalation", DeEscalation = "de-escalation", Neutral = "neutral" }
}

terms! {
    /// Whether an indicator has been seen.
    IndicatorState { NotObserved = "not-observed", Emerging = "emerging", Observed = "observed" }
}

terms! {
    /// How a piece of evidence bears on a hypothesis (Heuer, ch. 8): from very consistent to very inconsistent.
    Consistency { VeryConsistent = "CC", Consistent = "C", Neutral = "N", Inconsistent = "I", VeryInconsistent = "II" }
}

impl Consistency {
    /// Weight in the inconsistency score: I = 1, II = 2, else 0.
    pub fn inconsistency(self) -> f64 {
        match self {
            Self::Inconsistent => 1.0,
            Self::VeryInconsistent => 2.0,
            _ => 0.0,
        }
    }
}
