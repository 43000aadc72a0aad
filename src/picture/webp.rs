//! WebP: picture, alpha and animation chunks stay; Exif, XMP and unknown chunks go.

use super::bytes::Bytes;
use super::exif::Orientation;
use super::{Fault, Format, icc};

/// Flags of the `VP8X` chunk that are derived from what is written.
const HAS_PROFILE: u8 = 0x20;
const HAS_EXIF: u8 = 0x08;
/// Flags that stay: alpha and animation.
const KEPT_FLAGS: u8 = 0x12;

pub(super) fn clean(bytes: &[u8]) -> Result<Vec<u8>, Fault> {
    let mut outer = Bytes::new(Format::WebP, bytes);
    outer.take(4)?;
    let length = outer.long_le()?;
    let mut input = Bytes::new(Format::WebP, outer.take(length)?);
    input.take(4)?;
    let (mut extended, mut profile, mut orientation) = (None, None, None);
    let mut drawing = Vec::with_capacity(bytes.len());
    while !input.rest().is_empty() {
        let at = input.at();
        let (name, data) = chunk(&mut input)?;
        match &name {
            b"VP8X" => extended = extended.or(Some(data)),
            b"ICCP" => profile = profile.or_else(|| icc::clean(data)),
            b"EXIF" => orientation = orientation.or_else(|| Orientation::of(data.strip_prefix(b"Exif\0\0").unwrap_or(data))),
            b"VP8 " | b"VP8L" | b"ALPH" | b"ANIM" => push(&mut drawing, &name, data),
            b"ANMF" => push(&mut drawing, &name, &frame(data, at)?),
            _ => {}
        }
    }
    if drawing.is_empty() {
        return Err(Fault::Truncated(Format::WebP));
    }
    Ok(write(extended, profile, orientation, &drawing))
}

fn write(extended: Option<&[u8]>, profile: Option<Vec<u8>>, orientation: Option<Orientation>, drawing: &[u8]) -> Vec<u8> {
    let mut out = b"RIFF\0\0\0\0WEBP".to_vec();
    // Only the extended form has room for more than a picture.
    if let Some((flags, size)) = extended.and_then(<[u8]>::split_first) {
        let told = if profile.is_some() { HAS_PROFILE } else { 0 } | if orientation.is_some() { HAS_EXIF } else { 0 };
        let mut header = vec![flags & KEPT_FLAGS | told, 0, 0, 0];
        header.extend(size.iter().skip(3).take(6));
        push(&mut out, b"VP8X", &header);
        if let Some(profile) = profile {
            push(&mut out, b"ICCP", &profile);
        }
    }
    out.extend_from_slice(drawing);
    if let Some(orientation) = orientation.filter(|_| extended.is_some()) {
        push(&mut out, b"EXIF", &orientation.tiff());
    }
    let size = u32::try_from(out.len() - 8).unwrap_or(u32::MAX).to_le_bytes();
    out.splice(4..8, size);
    out
}

/// One frame of an animation: sixteen bytes of place and time, then chunks of its own.
fn frame(data: &[u8], at: usize) -> Result<Vec<u8>, Fault> {
    let mut input = Bytes::new(Format::WebP, data);
    let mut out = input.take(16)?.to_vec();
    let head = out.len();
    while !input.rest().is_empty() {
        let (name, data) = chunk(&mut input)?;
        if matches!(&name, b"ALPH" | b"VP8 " | b"VP8L") {
            push(&mut out, &name, data);
        }
    }
    if out.len() == head {
        return input.malformed(at, "a frame without a picture");
    }
    Ok(out)
}

/// Name and data of the next chunk; one of odd length is followed by a byte that is skipped.
fn chunk<'a>(input: &mut Bytes<'a>) -> Result<([u8; 4], &'a [u8]), Fault> {
    let name = input.array()?;
    let length = input.long_le()?;
    let data = input.take(length)?;
    if length % 2 == 1 && !input.rest().is_empty() {
        input.take(1)?;
    }
    Ok((name, data))
}

fn push(out: &mut Vec<u8>, name: &[u8; 4], data: &[u8]) {
    out.extend_from_slice(name);
    out.extend(u32::try_from(data.len()).unwrap_or(u32::MAX).to_le_bytes());
    out.extend_from_slice(data);
    if data.len() % 2 == 1 {
        out.push(0);
    }
}
