//! The one thing taken from Exif: how the camera was held (TIFF tag 0x0112).

/// 2 to 8, as Exif counts; upright is nothing to tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Orientation(u8);

const TAG: u16 = 0x0112;

/// Entries looked at: a first directory has a dozen or two.
const MOST_ENTRIES: usize = 512;

impl Orientation {
    /// From a TIFF structure; `None` when it is upright or cannot be read.
    pub(super) fn of(tiff: &[u8]) -> Option<Self> {
        let is_little = match tiff.get(..4)? {
            [b'I', b'I', 42, 0] => true,
            [b'M', b'M', 0, 42] => false,
            _ => return None,
        };
        let short = |at: usize| {
            let pair: [u8; 2] = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
            Some(if is_little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) })
        };
        let offset: [u8; 4] = tiff.get(4..8)?.try_into().ok()?;
        let directory = (if is_little { u32::from_le_bytes(offset) } else { u32::from_be_bytes(offset) }) as usize;
        let count = usize::from(short(directory)?).min(MOST_ENTRIES);
        let entry = (0..count).map(|nth| directory + 2 + 12 * nth).find(|at| short(*at) == Some(TAG))?;
        let value = u8::try_from(short(entry + 8)?).ok()?;
        (2..=8).contains(&value).then_some(Self(value))
    }

    /// Whether width and height change places.
    pub(super) fn is_quarter(self) -> bool {
        self.0 >= 5
    }

    /// A TIFF structure that says this and nothing else.
    pub(super) fn tiff(self) -> [u8; 26] {
        let mut tiff = *b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0";
        tiff[19] = self.0;
        tiff
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        for value in 2..=8 {
            assert_eq!(Orientation::of(&Orientation(value).tiff()), Some(Orientation(value)));
        }
    }

    #[test]
    fn upright_unknown_and_broken_say_nothing() {
        for tiff in
            [&Orientation(1).tiff()[..], &Orientation(9).tiff(), b"", b"II*\0", b"MM\0*\xff\xff\xff\xff", b"II*\0\x08\0\0\0\xff\xff"]
        {
            assert_eq!(Orientation::of(tiff), None);
        }
    }
}
