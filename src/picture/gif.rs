//! GIF: pictures, their timing and the loop stay; comments, XMP, plain text and unknown extensions go.

use super::bytes::Bytes;
use super::{Fault, Format};

/// Extensions that say how often an animation runs: a block of three bytes.
const LOOPS: &[&[u8]] = &[b"NETSCAPE2.0", b"ANIMEXTS1.0"];

pub(super) fn clean(bytes: &[u8]) -> Result<Vec<u8>, Fault> {
    let mut input = Bytes::new(Format::Gif, bytes);
    let mut out = Vec::with_capacity(bytes.len());
    input.take(6)?;
    let screen = input.take(7)?;
    palette(&mut input, screen.get(4))?;
    out.extend_from_slice(input.since(0));
    // Timing belongs to the picture that follows it, and goes where none does.
    let mut timing: &[u8] = &[];
    let mut has_picture = false;
    loop {
        let at = input.at();
        match input.byte()? {
            0x21 => match extension(&mut input, at)? {
                Extension::Timing(block) => timing = block,
                Extension::Loop(block) => out.extend_from_slice(block),
                Extension::PlainText => timing = &[],
                Extension::Other => {}
            },
            0x2c => {
                out.extend_from_slice(std::mem::take(&mut timing));
                has_picture = true;
                let head = input.take(9)?;
                palette(&mut input, head.get(8))?;
                input.byte()?;
                skip_blocks(&mut input)?;
                out.extend_from_slice(input.since(at));
            }
            0x3b if has_picture => {
                out.push(0x3b);
                return Ok(out);
            }
            0x3b => return input.malformed(at, "it ends before a picture begins"),
            _ => return input.malformed(at, "neither picture nor extension"),
        }
    }
}

enum Extension<'a> {
    Timing(&'a [u8]),
    Loop(&'a [u8]),
    PlainText,
    Other,
}

fn extension<'a>(input: &mut Bytes<'a>, at: usize) -> Result<Extension<'a>, Fault> {
    let label = input.byte()?;
    let head = input.at();
    skip_blocks(input)?;
    let blocks = input.since(head);
    let is_loop = |name: &&[u8]| blocks.len() == 17 && blocks.get(1..12) == Some(name) && blocks.get(12..14) == Some(&[3, 1]);
    Ok(match label {
        0xf9 if blocks.len() == 6 => Extension::Timing(input.since(at)),
        0xff if LOOPS.iter().any(is_loop) => Extension::Loop(input.since(at)),
        0x01 => Extension::PlainText,
        _ => Extension::Other,
    })
}

/// Blocks of at most 255 bytes, each after its length, to the one of length nothing.
fn skip_blocks(input: &mut Bytes<'_>) -> Result<(), Fault> {
    loop {
        match input.byte()? {
            0 => return Ok(()),
            length => input.take(usize::from(length))?,
        };
    }
}

/// Passes the colour table that a byte of flags announces.
fn palette(input: &mut Bytes<'_>, flags: Option<&u8>) -> Result<(), Fault> {
    let flags = flags.copied().unwrap_or(0);
    if flags & 0x80 != 0 {
        input.take(3 << ((flags & 7) + 1))?;
    }
    Ok(())
}
