//! Picture bytes → the same picture without what it tells of its making: place, device, dates, thumbnail, comments.
//!
//! Each format is read part by part, and only parts that are needed to draw the picture are written again: what is not
//! known is left out. Two things outlive that, made anew from their numbers alone: the orientation, without which a
//! portrait lies on its side, and the colour profile, without its words. The result depends on the bytes only, and
//! cleaning it again changes nothing. Deliberately absent: decoding. Pixels are neither read nor changed.

mod avif;
mod bytes;
mod exif;
mod gif;
mod icc;
mod jpeg;
mod png;
mod size;
#[cfg(test)]
mod tests;
mod webp;

pub use size::size;
use std::borrow::Cow;
use std::fmt;

/// A format that may be published. SVG is active content and is not among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// JFIF or Exif (ISO/IEC 10918-1).
    Jpeg,
    /// Portable Network Graphics, still or animated (W3C, third edition).
    Png,
    /// WebP, still or animated (RFC 9649).
    WebP,
    /// GIF87a or GIF89a.
    Gif,
    /// AV1 Image File Format, still.
    Avif,
}

/// Every file ending of a picture, in lower case.
const ENDINGS: &[(&str, Format)] = &[
    ("png", Format::Png),
    ("jpg", Format::Jpeg),
    ("jpeg", Format::Jpeg),
    ("webp", Format::WebP),
    ("gif", Format::Gif),
    ("avif", Format::Avif),
];

impl Format {
    /// What a file's name says it is; `None` when it is no picture that may be published.
    pub fn of_name(path: &str) -> Option<Self> {
        let (_, ending) = path.rsplit_once('.')?;
        ENDINGS.iter().find(|(known, _)| known.eq_ignore_ascii_case(ending)).map(|(_, format)| *format)
    }

    /// What the first bytes say it is.
    fn of_bytes(bytes: &[u8]) -> Option<Self> {
        let at = |start: usize, wanted: &[u8]| bytes.get(start..start + wanted.len()) == Some(wanted);
        match () {
            () if at(0, &[0xff, 0xd8, 0xff]) => Some(Self::Jpeg),
            () if at(0, png::SIGNATURE) => Some(Self::Png),
            () if at(0, b"RIFF") && at(8, b"WEBP") => Some(Self::WebP),
            () if at(0, b"GIF87a") || at(0, b"GIF89a") => Some(Self::Gif),
            () if at(4, b"ftypavif") || at(4, b"ftypavis") => Some(Self::Avif),
            () => None,
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Jpeg => "JPEG",
            Self::Png => "PNG",
            Self::WebP => "WebP",
            Self::Gif => "GIF",
            Self::Avif => "AVIF",
        })
    }
}

/// Why a picture cannot be published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The name says one format, the bytes another, or none that is known.
    Mismatch(Format, Option<Format>),
    /// The bytes end before the picture does.
    Truncated(Format),
    /// Something at a byte that the format does not allow there.
    Malformed(Format, usize, &'static str),
    /// Something that cannot be taken out without decoding the picture.
    Unsupported(Format, &'static str),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mismatch(name, Some(bytes)) => write!(f, "named as {name}, but its bytes are {bytes}"),
            Self::Mismatch(name, None) => write!(f, "named as {name}, but its bytes are no picture"),
            Self::Truncated(format) => write!(f, "this {format} ends in the middle"),
            Self::Malformed(format, at, what) => write!(f, "this {format} is damaged at byte {at}: {what}"),
            Self::Unsupported(format, what) => write!(f, "this {format} holds {what}"),
        }
    }
}

impl Fault {
    /// How to mend it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Mismatch(_, Some(_)) => "give the file the ending of its format",
            Self::Mismatch(_, None) => "pictures are png, jpg, webp, gif or avif",
            Self::Truncated(_) | Self::Malformed(..) => "copy or export the picture again",
            Self::Unsupported(..) => "export the picture again without it, or as png, jpg or webp",
        }
    }
}

/// The picture without what it tells of its making.
///
/// # Errors
/// When the bytes are not what the name says, or are no whole picture.
pub fn clean(named: Format, bytes: &[u8]) -> Result<Cow<'_, [u8]>, Fault> {
    let found = Format::of_bytes(bytes);
    if found != Some(named) {
        return Err(Fault::Mismatch(named, found));
    }
    let cleaned = match named {
        Format::Jpeg => jpeg::clean(bytes),
        Format::Png => png::clean(bytes),
        Format::WebP => webp::clean(bytes),
        Format::Gif => gif::clean(bytes),
        Format::Avif => avif::clean(bytes),
    }?;
    Ok(if cleaned == bytes { Cow::Borrowed(bytes) } else { Cow::Owned(cleaned) })
}
