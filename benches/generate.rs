//! `cargo run --release --example generate -- COUNT FOLDER`: the made-up casebook of the benches, as a folder, and beside
//! it `records.jsonl`, the same without any notation: the sources on the first line, then a record a line.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a tool of the benches stops where it cannot write")]
#![expect(clippy::indexing_slicing, reason = "indices are drawn below the length")]

mod casebook;

use std::fs;
use std::io::{BufWriter, Write};
use std::path::Path;

fn main() {
    let mut args = std::env::args().skip(1);
    let count = args.next().and_then(|count| count.parse().ok()).expect("how many briefs");
    let folder = args.next().expect("a folder that does not exist yet");
    let (folder, made) = (Path::new(&folder), casebook::make(count));
    fs::create_dir(folder).unwrap();
    for (path, text) in made.files() {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let mut lines = BufWriter::new(fs::File::create(folder.join("records.jsonl")).unwrap());
    writeln!(lines, "{}", serde_json::to_string(&made.sources).unwrap()).unwrap();
    made.records.iter().for_each(|record| writeln!(lines, "{}", serde_json::to_string(record).unwrap()).unwrap());
    lines.flush().unwrap();
}
