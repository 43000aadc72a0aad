//! Casebook turns a folder of briefs into a cross-linked static website.
//!
//! It is a compiler: text in, a typed graph in the middle, files out. The modules follow the data, lowest first:
//! read, parse, filter, link, plan, lint, render, publish. See ARCHITECTURE.md for the rules between them.

pub mod brief;
pub mod cli;
pub mod compile;
pub mod content;
pub mod diagnostic;
pub mod disk;
pub mod drawing;
pub mod graph;
pub mod learnt;
pub mod lints;
pub mod markup;
pub mod model;
pub mod picture;
pub mod plan;
pub mod release;
pub mod render;
pub mod search;
pub mod serve;
pub mod text;
pub mod views;
