//! Small pure functions on text and dates, without domain words.

pub mod edtf;
