//! JPEG: quantisation, Huffman tables, frames and scans stay; Exif, XMP, IPTC, comments, thumbnails and whatever follows
//! the end of the picture go.

use super::bytes::Bytes;
use super::exif::Orientation;
use super::{Fault, Format, icc};

const EXIF: &[u8] = b"Exif\0\0";
const PROFILE: &[u8] = b"ICC_PROFILE\0";

/// Bytes of a profile that one segment holds.
const PROFILE_PART: usize = 65_519;

/// What was met on the way.
#[derive(Default)]
struct Parts<'a> {
    /// Version, unit and density of the JFIF segment.
    density: Option<&'a [u8]>,
    orientation: Option<Orientation>,
    /// Parts of the profile, each with its number.
    profile: Vec<(u8, &'a [u8])>,
    /// Segments and scans that draw the picture.
    drawing: Vec<u8>,
}

pub(super) fn clean(bytes: &[u8]) -> Result<Vec<u8>, Fault> {
    let mut input = Bytes::new(Format::Jpeg, bytes);
    input.take(2)?;
    let mut parts = Parts { drawing: Vec::with_capacity(bytes.len()), ..Parts::default() };
    let mut has_scan = false;
    loop {
        let at = input.at();
        match marker(&mut input)? {
            0xd9 if has_scan => return Ok(parts.write()),
            0xd9 => return input.malformed(at, "it ends before a picture begins"),
            0x01 | 0xd0..=0xd7 => {}
            marker => {
                let segment = segment(&mut input, at)?;
                parts.add(marker, segment, at)?;
                if marker == 0xda {
                    has_scan = true;
                    parts.drawing.extend_from_slice(scan(&mut input)?);
                }
            }
        }
    }
}

/// The next marker; any number of 0xff may stand before it.
fn marker(input: &mut Bytes<'_>) -> Result<u8, Fault> {
    let at = input.at();
    if input.byte()? != 0xff {
        return input.malformed(at, "a marker is missing");
    }
    loop {
        match input.byte()? {
            0xff => {}
            0 => return input.malformed(at, "a marker is missing"),
            marker => return Ok(marker),
        }
    }
}

fn segment<'a>(input: &mut Bytes<'a>, at: usize) -> Result<&'a [u8], Fault> {
    match input.short()?.checked_sub(2) {
        Some(length) => input.take(length),
        None => input.malformed(at, "a segment has no length"),
    }
}

/// The data of a scan, to the next marker that is no restart.
fn scan<'a>(input: &mut Bytes<'a>) -> Result<&'a [u8], Fault> {
    let rest = input.rest();
    let is_end = |at: &usize| rest.get(at + 1).is_some_and(|next| !matches!(next, 0 | 0xd0..=0xd7 | 0xff));
    match memchr::memchr_iter(0xff, rest).find(is_end) {
        Some(length) => input.take(length),
        None => Err(Fault::Truncated(Format::Jpeg)),
    }
}

impl<'a> Parts<'a> {
    fn add(&mut self, marker: u8, segment: &'a [u8], at: usize) -> Result<(), Fault> {
        match marker {
            // Tables, frames, scans, restart intervals, the number of lines.
            0xc0..=0xc7 | 0xc9..=0xcf | 0xda..=0xdd => self.keep(marker, segment),
            0xe0 => self.density = self.density.or_else(|| segment.strip_prefix(b"JFIF\0")?.get(..7)),
            0xe1 => self.orientation = self.orientation.or_else(|| Orientation::of(segment.strip_prefix(EXIF)?)),
            0xe2 => self.profile.extend(profile_part(segment)),
            // Whether colours are transformed: without it, pictures in four colours turn negative.
            0xee => {
                if let Some(adobe) = segment.get(..12).filter(|segment| segment.starts_with(b"Adobe")) {
                    self.keep(marker, adobe);
                }
            }
            0xe3..=0xed | 0xef | 0xfe => {}
            _ => return Err(Fault::Malformed(Format::Jpeg, at, "a segment that no browser reads")),
        }
        Ok(())
    }

    fn keep(&mut self, marker: u8, segment: &[u8]) {
        push(&mut self.drawing, marker, &[segment]);
    }

    fn write(mut self) -> Vec<u8> {
        let mut out = vec![0xff, 0xd8];
        if let Some(density) = self.density {
            push(&mut out, 0xe0, &[b"JFIF\0", density, &[0, 0]]);
        }
        if let Some(orientation) = self.orientation {
            push(&mut out, 0xe1, &[EXIF, &orientation.tiff()]);
        }
        self.profile.sort_by_key(|(number, _)| *number);
        let profile: Vec<u8> = self.profile.iter().flat_map(|(_, part)| *part).copied().collect();
        let profile = icc::clean(&profile).unwrap_or_default();
        let parts = profile.chunks(PROFILE_PART);
        let count = u8::try_from(parts.len()).unwrap_or(0);
        for (number, part) in (1..=count).zip(parts) {
            push(&mut out, 0xe2, &[PROFILE, &[number, count], part]);
        }
        out.append(&mut self.drawing);
        out.extend([0xff, 0xd9]);
        out
    }
}

fn profile_part(segment: &[u8]) -> Option<(u8, &[u8])> {
    let (numbers, part) = segment.strip_prefix(PROFILE)?.split_at_checked(2)?;
    Some((*numbers.first()?, part))
}

fn push(out: &mut Vec<u8>, marker: u8, parts: &[&[u8]]) {
    let length = 2 + parts.iter().map(|part| part.len()).sum::<usize>();
    out.extend([0xff, marker]);
    // A part never outgrows the segment it came from, nor PROFILE_PART its own.
    out.extend(u16::try_from(length).unwrap_or(u16::MAX).to_be_bytes());
    parts.iter().for_each(|part| out.extend_from_slice(part));
}
