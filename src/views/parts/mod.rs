//! Parts that the pages of several kinds share, one file each: lists that grow with the casebook as finished HTML, the
//! rest as small typed structs in the shapes that the components of `templates/components.html` take. Everything is
//! counted, sorted and worded here; templates only lay it out.

pub mod claims;
pub mod end;
pub mod facts;
pub mod figures;
pub mod further;
pub mod head;
pub mod mentions;
pub mod names;
pub mod page;
pub mod plan;
pub mod relations;
pub mod rows;
pub mod timeline;
