//! Packs the list of common words: each as one byte, 128 and how many bytes it shares with the word before, and the rest
//! of it. A third of the list's bytes, and read in one pass (`text::common`).

use std::{env, error::Error, fs, path::Path};

const LIST: &str = "src/text/common_words.txt";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed={LIST}");
    let list = fs::read_to_string(LIST)?;
    let mut packed = Vec::new();
    let mut before = "";
    for word in list.lines() {
        if !word.is_ascii() || word <= before {
            return Err(format!("{LIST}: `{word}` is out of order, or not ASCII").into());
        }
        let shared = word.bytes().zip(before.bytes()).take_while(|(one, other)| one == other).count();
        packed.push(128 + u8::try_from(shared)?);
        packed.extend(word.bytes().skip(shared));
        before = word;
    }
    Ok(fs::write(Path::new(&env::var("OUT_DIR")?).join("common_words"), packed)?)
}
