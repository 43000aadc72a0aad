//! How large a picture is shown, read from its header, so that a page can keep its place before it is there.

use super::exif::Orientation;
use super::{Format, png};
use memchr::memmem;

/// Width and height in pixels as a browser shows them; `None` where the bytes do not say.
pub fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let size = match Format::of_bytes(bytes)? {
        Format::Png => Some((long(bytes, 16)?, long(bytes, 20)?)),
        Format::Gif => Some((short_le(bytes, 6)?, short_le(bytes, 8)?)),
        Format::Jpeg => jpeg(bytes),
        Format::WebP => webp(bytes),
        Format::Avif => avif(bytes),
    };
    let (width, height) = size.filter(|(width, height)| *width > 0 && *height > 0)?;
    Some(if is_turned(bytes) { (height, width) } else { (width, height) })
}

/// The first frame of a JPEG says height, then width.
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    loop {
        let marker = *bytes.get(at + 1).filter(|_| bytes.get(at) == Some(&0xff))?;
        match marker {
            0xff => at += 1,
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => return Some((short(bytes, at + 7)?, short(bytes, at + 5)?)),
            0x01 | 0xd0..=0xd8 => at += 2,
            _ => at += 2 + short(bytes, at + 2)? as usize,
        }
    }
}

/// The canvas of the extended form, or the header of the one picture (RFC 9649).
fn webp(bytes: &[u8]) -> Option<(u32, u32)> {
    let three = |at: usize| Some(short_le(bytes, at)? | u32::from(*bytes.get(at + 2)?) << 16);
    match bytes.get(12..16)? {
        b"VP8X" => Some((three(24)? + 1, three(27)? + 1)),
        b"VP8 " => Some((short_le(bytes, 26)? & 0x3fff, short_le(bytes, 28)? & 0x3fff)),
        b"VP8L" => {
            let packed = short_le(bytes, 21)? | short_le(bytes, 23)? << 16;
            Some(((packed & 0x3fff) + 1, (packed >> 14 & 0x3fff) + 1))
        }
        _ => None,
    }
}

/// The largest extent among the properties: tiles and thumbnails are smaller than the picture.
fn avif(bytes: &[u8]) -> Option<(u32, u32)> {
    let sizes = memmem::find_iter(header(bytes), b"ispe").filter_map(|at| Some((long(bytes, at + 8)?, long(bytes, at + 12)?)));
    sizes.max_by_key(|(width, height)| u64::from(*width) * u64::from(*height))
}

/// Whether the picture lies on its side until it is turned by a quarter.
fn is_turned(bytes: &[u8]) -> bool {
    let header = header(bytes);
    let exif = |name: &[u8], skipped: usize| {
        let tiff = memmem::find(header, name).and_then(|at| header.get(at + name.len() + skipped..));
        tiff.and_then(Orientation::of).is_some_and(Orientation::is_quarter)
    };
    match Format::of_bytes(bytes) {
        Some(Format::Jpeg) => exif(b"Exif\0\0", 0),
        Some(Format::Png) => header.starts_with(png::SIGNATURE) && exif(b"eXIf", 0),
        // Exif follows the picture, after its length.
        Some(Format::WebP) => {
            let data = memmem::rfind(bytes, b"EXIF").and_then(|at| bytes.get(at + 8..));
            // Some programs write there what begins such data in a JPEG.
            let tiff = data.map(|data| data.strip_prefix(b"Exif\0\0").unwrap_or(data));
            tiff.and_then(Orientation::of).is_some_and(Orientation::is_quarter)
        }
        Some(Format::Avif) => memmem::find(header, b"irot").and_then(|at| header.get(at + 4)).is_some_and(|turns| turns & 1 == 1),
        Some(Format::Gif) | None => false,
    }
}

/// As far as headers reach.
fn header(bytes: &[u8]) -> &[u8] {
    bytes.get(..1 << 14).unwrap_or(bytes)
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

fn short(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from(u16::from_be_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?)))
}

fn short_le(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?)))
}
