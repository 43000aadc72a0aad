//! Casebook.
