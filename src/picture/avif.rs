//! AVIF: a still picture's coded items and the properties that draw them stay; Exif, XMP, thumbnails, names and unknown
//! parts are overwritten with zeros where they stand, since offsets point across the whole file.
//!
//! Orientation is a property of its own here (`irot`, `imir`) and stays. Sequences are refused.

use super::bytes::Bytes;
use super::{Fault, Format, icc};
use std::collections::BTreeSet;
use std::ops::Range;

/// Items that draw: coded pictures, and how several are put together.
const ITEMS: &[&[u8; 4]] = &[b"av01", b"grid", b"iovl", b"tmap"];

/// Properties that draw.
const PROPERTIES: &[&[u8; 4]] = &[
    b"ispe", b"pixi", b"av1C", b"pasp", b"clap", b"irot", b"imir", b"auxC", b"lsel", b"a1op", b"a1lx", b"clli", b"mdcv", b"cclv", b"amve",
    b"free",
];

pub(super) fn clean(bytes: &[u8]) -> Result<Vec<u8>, Fault> {
    let mut file = File { out: bytes.to_vec(), ..File::default() };
    let mut stores = Vec::new();
    for part in boxes(bytes, 0..bytes.len())? {
        match &part.name {
            b"ftyp" => {}
            b"meta" if file.meta.is_none() => file.meta = Some(part.body.clone()),
            b"mdat" => stores.push(part.body),
            b"free" | b"skip" => file.blank(part.body),
            b"moov" => return Err(Fault::Unsupported(Format::Avif, "a sequence of pictures")),
            _ => return Err(Fault::Unsupported(Format::Avif, "a part that is not known to draw")),
        }
    }
    let meta = file.meta.clone().ok_or(Fault::Truncated(Format::Avif))?;
    stores.extend(file.read_meta(bytes, meta)?);
    let drawn = file.drawn(bytes)?;
    stores.into_iter().for_each(|store| file.blank_between(store, &drawn));
    Ok(file.out)
}

#[derive(Default)]
struct File {
    out: Vec<u8>,
    meta: Option<Range<usize>>,
    locations: Option<Range<usize>>,
    /// The data that stands inside the description.
    inner: Option<Range<usize>>,
    /// Items that draw, and where each one's type stands.
    items: Vec<(usize, usize)>,
    thumbnails: BTreeSet<usize>,
}

struct Part {
    /// Where the name stands.
    at: usize,
    name: [u8; 4],
    body: Range<usize>,
}

/// The boxes (ISO/IEC 14496-12) that stand in a range.
fn boxes(bytes: &[u8], range: Range<usize>) -> Result<Vec<Part>, Fault> {
    let mut input = Bytes::new(Format::Avif, bytes.get(range.clone()).unwrap_or_default());
    let mut parts = Vec::new();
    while !input.rest().is_empty() {
        let start = input.at();
        let short = input.long()?;
        let name = input.array()?;
        let length = match short {
            0 => input.rest().len() + (input.at() - start),
            1 => usize::try_from(u64::from_be_bytes(input.array()?)).unwrap_or(usize::MAX),
            length => length,
        };
        let from = input.at();
        let Some(body) = length.checked_sub(from - start) else { return input.malformed(range.start + start, "a box without length") };
        input.take(body)?;
        parts.push(Part { at: range.start + start + 4, name, body: range.start + from..range.start + input.at() });
    }
    Ok(parts)
}

impl File {
    fn blank(&mut self, range: Range<usize>) {
        if let Some(bytes) = self.out.get_mut(range) {
            bytes.fill(0);
        }
    }

    /// Makes a part one that everybody skips.
    fn free(&mut self, part: &Part) {
        self.overwrite(part.at, b"free");
        self.blank(part.body.clone());
    }

    fn overwrite(&mut self, at: usize, new: &[u8]) {
        if let Some(bytes) = self.out.get_mut(at..at + new.len()) {
            bytes.copy_from_slice(new);
        }
    }

    fn blank_between(&mut self, store: Range<usize>, drawn: &[Range<usize>]) {
        let mut at = store.start;
        for range in drawn.iter().filter(|range| range.start < store.end && range.end > store.start) {
            if range.start > at {
                self.blank(at..range.start);
            }
            at = at.max(range.end);
        }
        if at < store.end {
            self.blank(at..store.end);
        }
    }

    /// Reads the description, overwrites what does not draw, and gives the data that stands inside it.
    fn read_meta(&mut self, bytes: &[u8], meta: Range<usize>) -> Result<Option<Range<usize>>, Fault> {
        for part in boxes(bytes, inside(&meta, 4))? {
            match &part.name {
                b"hdlr" => self.blank(inside(&part.body, 24)),
                b"pitm" | b"dinf" | b"grpl" | b"free" => {}
                b"iloc" => self.locations = Some(part.body),
                b"idat" => self.inner = Some(part.body),
                b"iinf" => self.items(bytes, part.body)?,
                b"iref" => self.references(bytes, part.body)?,
                b"iprp" => self.properties(bytes, part.body)?,
                _ => self.free(&part),
            }
        }
        for (item, at) in std::mem::take(&mut self.items) {
            if self.thumbnails.contains(&item) {
                self.overwrite(at, b"skip");
            } else {
                self.items.push((item, at));
            }
        }
        Ok(self.inner.clone())
    }

    fn items(&mut self, bytes: &[u8], body: Range<usize>) -> Result<(), Fault> {
        let head = if bytes.get(body.start) == Some(&0) { 6 } else { 8 };
        for part in boxes(bytes, inside(&body, head))? {
            let mut input = Bytes::new(Format::Avif, bytes.get(part.body.clone()).unwrap_or_default());
            let version = input.byte()?;
            input.take(3)?;
            let item = if version >= 3 { input.long()? } else { input.short()? };
            input.short()?;
            let at = part.body.start + input.at();
            let kind: [u8; 4] = input.array()?;
            if ITEMS.contains(&&kind) {
                self.items.push((item, at));
            } else {
                self.overwrite(at, b"skip");
            }
            self.blank(at + 4..part.body.end);
        }
        Ok(())
    }

    /// A thumbnail may show what was cut away.
    fn references(&mut self, bytes: &[u8], body: Range<usize>) -> Result<(), Fault> {
        let is_wide = bytes.get(body.start) != Some(&0);
        for part in boxes(bytes, inside(&body, 4))?.iter().filter(|part| &part.name == b"thmb") {
            let mut input = Bytes::new(Format::Avif, bytes.get(part.body.clone()).unwrap_or_default());
            self.thumbnails.insert(if is_wide { input.long()? } else { input.short()? });
        }
        Ok(())
    }

    fn properties(&mut self, bytes: &[u8], body: Range<usize>) -> Result<(), Fault> {
        for part in boxes(bytes, body)? {
            match &part.name {
                b"ipco" => {
                    for property in boxes(bytes, part.body.clone())? {
                        self.property(bytes, &property);
                    }
                }
                b"ipma" => {}
                _ => self.free(&part),
            }
        }
        Ok(())
    }

    fn property(&mut self, bytes: &[u8], property: &Part) {
        let value = bytes.get(property.body.clone()).unwrap_or_default();
        let name: &[u8; 4] = &property.name;
        match (name, value.split_at_checked(4)) {
            (b"colr", Some((b"nclx", _))) => {}
            (b"colr", Some((b"prof" | b"rICC", profile))) => match icc::clean(profile).filter(|clean| clean.len() <= profile.len()) {
                Some(clean) => {
                    self.blank(inside(&property.body, 4));
                    self.overwrite(property.body.start + 4, &clean);
                }
                None => self.free(property),
            },
            (name, _) if PROPERTIES.contains(&name) => {}
            _ => self.free(property),
        }
    }

    /// Where the items that draw have their data, in order.
    fn drawn(&self, bytes: &[u8]) -> Result<Vec<Range<usize>>, Fault> {
        let body = self.locations.clone().ok_or(Fault::Truncated(Format::Avif))?;
        let mut input = Bytes::new(Format::Avif, bytes.get(body).unwrap_or_default());
        let version = input.byte()?;
        input.take(3)?;
        let (sizes, bases) = (input.byte()?, input.byte()?);
        let widths = [sizes >> 4, sizes & 15, bases >> 4, if version == 0 { 0 } else { bases & 15 }].map(usize::from);
        let [offset_width, length_width, base_width, index_width] = widths;
        let count = if version < 2 { input.short()? } else { input.long()? };
        let mut drawn = Vec::new();
        for _ in 0..count {
            let item = if version < 2 { input.short()? } else { input.long()? };
            let method = if version == 0 { 0 } else { input.short()? & 15 };
            input.short()?;
            let base = number(&mut input, base_width)?;
            for _ in 0..input.short()? {
                number(&mut input, index_width)?;
                let start = base.saturating_add(number(&mut input, offset_width)?);
                let length = number(&mut input, length_width)?;
                if self.items.iter().any(|(drawing, _)| *drawing == item) {
                    drawn.push(self.extent(method, start, length, bytes.len())?);
                }
            }
        }
        drawn.sort_by_key(|range| range.start);
        Ok(drawn)
    }

    fn extent(&self, method: usize, start: usize, length: usize, end: usize) -> Result<Range<usize>, Fault> {
        let origin = match (method, &self.inner) {
            (0, _) => 0,
            (1, Some(inner)) => inner.start,
            _ => return Err(Fault::Unsupported(Format::Avif, "data in a place that is not known")),
        };
        let from = start.saturating_add(origin);
        let to = from.saturating_add(length);
        if length == 0 || to > end { Err(Fault::Truncated(Format::Avif)) } else { Ok(from..to) }
    }
}

/// The range without its first bytes.
fn inside(range: &Range<usize>, skipped: usize) -> Range<usize> {
    (range.start + skipped).min(range.end)..range.end
}

/// A big-endian number of up to eight bytes.
fn number(input: &mut Bytes<'_>, width: usize) -> Result<usize, Fault> {
    let value = input.take(width)?.iter().fold(0_u64, |value, byte| value << 8 | u64::from(*byte));
    Ok(usize::try_from(value).unwrap_or(usize::MAX))
}
