//! Pictures made for the purpose, each with a canary in every place that holds words, and pictures damaged at random.

use super::*;
use proptest::prelude::*;

const PHOTOS: &[(Format, &[u8])] = &[
    (Format::Jpeg, include_bytes!("../../tests/pictures/photo.jpg")),
    (Format::Png, include_bytes!("../../tests/pictures/photo.png")),
    (Format::WebP, include_bytes!("../../tests/pictures/photo.webp")),
    (Format::WebP, include_bytes!("../../tests/pictures/moving.webp")),
    (Format::Gif, include_bytes!("../../tests/pictures/moving.gif")),
    (Format::Avif, include_bytes!("../../tests/pictures/photo.avif")),
];

fn holds(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

/// The word as ASCII, and as profiles write it, in UTF-16.
fn holds_canary(bytes: &[u8]) -> bool {
    holds(bytes, b"CANARY") || holds(bytes, b"\0C\0A\0N\0A\0R\0Y")
}

/// What is packed inside a PNG: every chunk's data, unpacked where it can be.
fn unpacked(bytes: &[u8]) -> Vec<u8> {
    let begins = |at: &usize| bytes.get(*at..*at + 2) == Some(&[0x78, 0x9c]) || bytes.get(*at..*at + 2) == Some(&[0x78, 0x5e]);
    let unpack = |at: usize| miniz_oxide::inflate::decompress_to_vec_zlib(&bytes[at..]).unwrap_or_else(|error| error.output);
    (0..bytes.len()).filter(begins).flat_map(unpack).collect()
}

#[test]
fn the_size_stands_in_the_header() {
    for (format, photo) in PHOTOS {
        let cleaned = clean(*format, photo).unwrap();
        assert_eq!(size(photo).map(|(width, height)| width.max(height)), Some(24), "{format}");
        assert_eq!(size(&cleaned), size(photo), "{format}");
    }
    assert_eq!(size(PHOTOS[4].1), Some((24, 16)));
    assert_eq!(size(b"no picture"), None);
}

#[test]
fn no_word_of_a_picture_is_published() {
    for (format, photo) in PHOTOS {
        assert!(holds_canary(photo), "{format}");
        let cleaned = clean(*format, photo).unwrap();
        assert!(!holds_canary(&cleaned) && !holds_canary(&unpacked(&cleaned)), "{format}: {}", String::from_utf8_lossy(&cleaned));
        for word in [&b"GPS"[..], b"xmpmeta", b"8BIM", b"MPF", b"2024:01:16"] {
            assert!(!holds(&cleaned, word), "{format}: {}", String::from_utf8_lossy(word));
        }
    }
}

#[test]
fn cleaning_is_done_once() {
    for (format, photo) in PHOTOS {
        let cleaned = clean(*format, photo).unwrap();
        assert_eq!(clean(*format, &cleaned).unwrap(), cleaned, "{format}");
        assert!(matches!(clean(*format, &cleaned), Ok(Cow::Borrowed(_))), "{format}");
    }
    let plain = include_bytes!("../../tests/pictures/plain.avif");
    assert!(holds(&clean(Format::Avif, plain).unwrap(), b"av01"));
}

#[test]
fn orientation_stays() {
    let upright = exif::Orientation::of(b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0").unwrap().tiff();
    for (format, photo) in PHOTOS.iter().filter(|(format, _)| !matches!(format, Format::Gif | Format::Avif)) {
        assert!(holds(&clean(*format, photo).unwrap(), &upright), "{format}");
    }
    assert!(holds(&clean(Format::Avif, PHOTOS[5].1).unwrap(), b"irot"));
}

#[test]
fn profiles_stay_without_their_words() {
    for (format, photo) in [PHOTOS[0], PHOTOS[2], PHOTOS[5]] {
        let cleaned = clean(format, photo).unwrap();
        assert!(holds(&cleaned, b"acsp") && holds(&cleaned, b"rTRC"), "{format}");
        for word in [b"desc", b"cprt", b"mluc"] {
            assert!(holds(photo, word) && !holds(&cleaned, word), "{format}");
        }
    }
    assert!(holds(&unpacked(&clean(Format::Png, PHOTOS[1].1).unwrap()), b"rTRC"));
}

#[test]
fn an_animation_stays_one() {
    assert!(holds(&clean(Format::Gif, PHOTOS[4].1).unwrap(), b"NETSCAPE2.0"));
    let count = |bytes: &[u8]| bytes.windows(4).filter(|window| window == b"ANMF").count();
    assert_eq!(count(&clean(Format::WebP, PHOTOS[3].1).unwrap()), 2);
}

#[test]
fn a_name_that_does_not_fit_the_bytes_is_a_fault() {
    for (format, photo) in PHOTOS {
        for named in [Format::Jpeg, Format::Png, Format::WebP, Format::Gif, Format::Avif] {
            assert_eq!(clean(named, photo).is_ok(), named == *format, "{format} as {named}");
        }
    }
    assert_eq!(clean(Format::Png, b"<svg onload='x'/>"), Err(Fault::Mismatch(Format::Png, None)));
    assert_eq!(clean(Format::Jpeg, b""), Err(Fault::Mismatch(Format::Jpeg, None)));
}

#[test]
fn a_picture_that_ends_in_the_middle_is_a_fault() {
    for (format, photo) in PHOTOS {
        let cleaned = clean(*format, photo).unwrap();
        for length in 0..cleaned.len() {
            assert!(clean(*format, &cleaned[..length]).is_err(), "{format} of {length} bytes");
        }
    }
}

#[test]
fn a_sequence_is_refused() {
    let bytes = b"\0\0\0\x10ftypavis\0\0\0\0\0\0\0\x08moov";
    assert_eq!(clean(Format::Avif, bytes), Err(Fault::Unsupported(Format::Avif, "a sequence of pictures")));
}

#[test]
fn a_checksum_is_checked() {
    let mut photo = clean(Format::Png, PHOTOS[1].1).unwrap().into_owned();
    photo[18] ^= 1;
    assert!(matches!(clean(Format::Png, &photo), Err(Fault::Malformed(Format::Png, 8, _))));
}

proptest! {
    #[test]
    fn damage_is_a_fault_or_a_picture(nth in 0..PHOTOS.len(), changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)) {
        let (format, photo) = PHOTOS[nth];
        let mut photo = photo.to_vec();
        for (at, byte) in changes {
            let at = at.index(photo.len());
            photo[at] = byte;
        }
        if let Ok(cleaned) = clean(format, &photo) {
            let again = clean(format, &cleaned);
            prop_assert_eq!(again.as_deref(), Ok(&*cleaned));
            prop_assert!(cleaned.len() <= photo.len() + 4096);
        }
    }

    #[test]
    fn bytes_at_random_never_panic(nth in 0..PHOTOS.len(), head in 4_usize..200, tail in prop::collection::vec(any::<u8>(), 0..400)) {
        let (format, photo) = PHOTOS[nth];
        let bytes: Vec<u8> = photo.iter().take(head).copied().chain(tail).collect();
        let _ = clean(format, &bytes);
        let _ = size(&bytes);
    }

    #[test]
    fn profiles_at_random_never_panic(tail in prop::collection::vec(any::<u8>(), 0..400)) {
        let mut profile = vec![0; 128];
        profile[36..40].copy_from_slice(b"acsp");
        profile.extend(tail);
        if let Some(cleaned) = icc::clean(&profile) {
            prop_assert_eq!(icc::clean(&cleaned), Some(cleaned));
        }
    }
}
