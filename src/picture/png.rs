//! PNG: the chunks that draw the picture and its animation stay; text, times, Exif and unknown chunks go.

use super::bytes::Bytes;
use super::exif::Orientation;
use super::{Fault, Format, icc};

/// The first bytes of every PNG.
pub(super) const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Chunks that are written again as they stand.
const KEPT: &[&[u8; 4]] = &[
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"sBIT", b"sRGB", b"cICP", b"mDCV", b"cLLI", b"bKGD", b"pHYs", b"acTL",
    b"fcTL", b"fdAT",
];

pub(super) fn clean(bytes: &[u8]) -> Result<Vec<u8>, Fault> {
    let mut input = Bytes::new(Format::Png, bytes);
    let mut out = input.take(SIGNATURE.len())?.to_vec();
    out.reserve(bytes.len());
    let (mut orientation, mut has_profile, mut has_data) = (None, false, false);
    loop {
        let at = input.at();
        let length = input.long()?;
        let name: [u8; 4] = input.array()?;
        let data = input.take(length)?;
        let check = input.array()?;
        let is_first = at == SIGNATURE.len();
        if is_first != (&name == b"IHDR") {
            return input.malformed(at, "it does not begin with its one header");
        }
        match &name {
            b"eXIf" if orientation.is_none() => {
                orientation = Orientation::of(data);
                if let Some(orientation) = orientation {
                    push(&mut out, b"eXIf", &orientation.tiff());
                }
            }
            b"iCCP" if !has_profile && !has_data => {
                has_profile = true;
                if let Some(profile) = profile(data) {
                    push(&mut out, b"iCCP", &profile);
                }
            }
            b"IEND" if !has_data => return input.malformed(at, "it ends before a picture begins"),
            b"IEND" => {
                push(&mut out, &name, &[]);
                return Ok(out);
            }
            name if KEPT.contains(&name) => {
                has_data |= name == b"IDAT";
                // Data is checked by whoever decodes it, at a better price.
                if name != b"IDAT" && name != b"fdAT" && checksum(name, data) != check {
                    return input.malformed(at, "a checksum does not fit");
                }
                out.extend_from_slice(input.since(at));
            }
            [first, ..] if first.is_ascii_uppercase() => return input.malformed(at, "a chunk that no browser reads"),
            _ => {}
        }
    }
}

/// The chunk's data again, with the profile made anew and without its name.
fn profile(data: &[u8]) -> Option<Vec<u8>> {
    let name = data.iter().take(80).position(|byte| *byte == 0)?;
    // The byte after the name's end is the method, of which there is one.
    let (method, packed) = data.get(name + 1..)?.split_first()?;
    let unpacked = (*method == 0).then(|| miniz_oxide::inflate::decompress_to_vec_zlib_with_limit(packed, icc::LARGEST).ok())??;
    let mut out = b"ICC\0\0".to_vec();
    out.extend(miniz_oxide::deflate::compress_to_vec_zlib(&icc::clean(&unpacked)?, 6));
    Some(out)
}

fn push(out: &mut Vec<u8>, name: &[u8; 4], data: &[u8]) {
    out.extend(u32::try_from(data.len()).unwrap_or(u32::MAX).to_be_bytes());
    out.extend_from_slice(name);
    out.extend_from_slice(data);
    out.extend(checksum(name, data));
}

/// CRC-32 (ISO 3309) of a chunk's name and data, bit by bit: such chunks are small.
pub(super) fn checksum(name: &[u8], data: &[u8]) -> [u8; 4] {
    let turn =
        |crc: u32, byte: &u8| (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 });
    let crc = name.iter().chain(data).fold(u32::MAX, turn);
    (!crc).to_be_bytes()
}
