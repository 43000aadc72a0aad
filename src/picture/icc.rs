//! A colour profile (ICC.1:2022) made anew from its numbers: without names, dates, devices, copyright and private tags.

/// Tags that hold nothing but numbers a colour is computed with.
const TAGS: &[&[u8; 4]] = &[
    b"rXYZ", b"gXYZ", b"bXYZ", b"wtpt", b"bkpt", b"chad", b"rTRC", b"gTRC", b"bTRC", b"kTRC", b"A2B0", b"A2B1", b"A2B2", b"B2A0", b"B2A1",
    b"B2A2", b"cicp",
];

/// Their types, none of which can hold text.
const TYPES: &[&[u8; 4]] = &[b"XYZ ", b"curv", b"para", b"sf32", b"mft1", b"mft2", b"mAB ", b"mBA ", b"cicp"];

const HEADER: usize = 128;

/// Largest profile kept, in bytes.
pub(super) const LARGEST: usize = 4 << 20;

/// The profile again, by its numbers; `None` when it has none or is damaged, and colours are sRGB then.
pub(super) fn clean(profile: &[u8]) -> Option<Vec<u8>> {
    let header = profile.get(..HEADER).filter(|header| header.get(36..40) == Some(b"acsp"))?;
    let long = |at: usize| Some(u32::from_be_bytes(profile.get(at..at.checked_add(4)?)?.try_into().ok()?) as usize);
    let count = long(HEADER)?.min(100);
    let mut kept: Vec<(&[u8], &[u8])> = Vec::new();
    for nth in 0..count {
        let at = HEADER + 4 + 12 * nth;
        let (name, start, length) = (profile.get(at..at + 4)?, long(at + 4)?, long(at + 8)?);
        let value = profile.get(start..start.checked_add(length)?)?;
        let is_kept = |names: &[&[u8; 4]], name: &[u8]| names.iter().any(|known| known.as_slice() == name);
        if is_kept(TAGS, name) && is_kept(TYPES, value.get(..4)?) && !kept.iter().any(|(other, _)| *other == name) {
            kept.push((name, value));
        }
    }
    let total = kept.iter().map(|(_, value)| value.len()).sum::<usize>();
    (!kept.is_empty() && total <= LARGEST).then(|| write(header, &kept))
}

fn write(header: &[u8], tags: &[(&[u8], &[u8])]) -> Vec<u8> {
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).to_be_bytes();
    let mut table = number(tags.len()).to_vec();
    let mut values: Vec<u8> = Vec::new();
    let mut written: Vec<(&[u8], usize)> = Vec::new();
    let first = HEADER + 4 + 12 * tags.len();
    for (name, value) in tags {
        // Three channels usually share one curve.
        let known = written.iter().find(|(other, _)| other == value).map(|(_, start)| *start);
        let start = known.unwrap_or_else(|| {
            let start = first + values.len();
            values.extend_from_slice(value);
            values.resize(values.len().next_multiple_of(4), 0);
            written.push((value, start));
            start
        });
        table.extend_from_slice(name);
        table.extend_from_slice(&number(start));
        table.extend_from_slice(&number(value.len()));
    }
    let mut out = fresh_header(header);
    out.extend(table);
    out.extend(values);
    let size = number(out.len());
    out.splice(..4, size);
    out
}

/// Version, class, colour spaces, intent and illuminant stay; program, date, platform, maker, model and checksum go.
fn fresh_header(header: &[u8]) -> Vec<u8> {
    let mut fresh = vec![0; HEADER];
    for kept in [8..24, 36..40, 64..80] {
        if let (Some(to), Some(from)) = (fresh.get_mut(kept.clone()), header.get(kept)) {
            to.copy_from_slice(from);
        }
    }
    // A date that exists: 1 January 2000.
    fresh.splice(24..30, [0x07, 0xd0, 0, 1, 0, 1]);
    fresh
}
