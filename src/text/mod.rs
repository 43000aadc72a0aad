//! Small pure functions on text and dates, without domain words.

pub mod common;
pub mod digits;
pub mod edtf;
pub mod escape;
pub mod fold;
pub mod near;
pub mod sentence;
pub mod slug;
pub mod url;
