//! What every drawing must satisfy, for tests: well-formed, finite, inside its frame, words that do not touch.

use super::label::Area;
use super::measure;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

/// One line of text as drawn.
#[derive(Debug)]
pub struct Line {
    pub words: String,
    pub area: Area,
}

/// Checks a drawing and returns its lines of text.
pub fn check(svg: &str) -> Vec<Line> {
    assert!(!svg.contains("NaN") && !svg.contains("inf"), "a number that is none: {svg}");
    assert!(!svg.contains("style=") && !svg.contains("<script"), "inline style or script");
    let lines = lines(svg);
    let frame = frame(svg);
    for (at, line) in lines.iter().enumerate() {
        assert!(frame.holds(&line.area), "outside {frame:?}: {line:?}");
        for other in &lines[..at] {
            assert!(!other.area.overlaps(&line.area), "{line:?} touches {other:?}");
        }
    }
    lines
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().map(|found| found.unwrap()).find(|found| found.key.as_ref() == name)?;
    Some(found.value.clone().into_owned())
}

fn number(tag: &BytesStart<'_>, name: &str) -> f64 {
    attribute(tag, name).unwrap_or_default().parse().unwrap_or_default()
}

fn frame(svg: &str) -> Area {
    let value = svg.split("viewBox=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a viewBox");
    let numbers: Vec<f64> = value.split(' ').map(|number| number.parse().unwrap()).collect();
    Area::new(numbers[0], numbers[1], numbers[2], numbers[3])
}

/// Every `text` element's box, from its anchor, size and words; the XML is read to its end on the way.
fn lines(svg: &str) -> Vec<Line> {
    let mut reader = Reader::from_str(svg);
    reader.config_mut().check_end_names = true;
    let mirrored = svg.contains("direction=\"rtl\"");
    let (mut lines, mut current, mut depth) = (Vec::new(), None, 0usize);
    loop {
        match reader.read_event().expect("well-formed XML") {
            Event::Start(tag) => {
                depth += 1;
                if tag.name().as_ref() == "text" {
                    let anchor = attribute(&tag, "text-anchor").unwrap_or_else(|| "start".to_owned());
                    current = Some((number(&tag, "x"), number(&tag, "y"), number(&tag, "font-size"), anchor, String::new()));
                }
            }
            Event::End(tag) => {
                depth -= 1;
                if tag.name().as_ref() == "text"
                    && let Some((x, y, size, anchor, words)) = current.take()
                {
                    assert!(size >= 9.0, "too small to read: {words}");
                    let width = measure::width(&words, size);
                    let left = match (anchor.as_str(), mirrored) {
                        ("middle", _) => x - width / 2.0,
                        ("start", false) | ("end", true) => x,
                        _ => x - width,
                    };
                    lines.push(Line { words, area: Area::new(left, y - size * 0.75, width, size * 0.9) });
                }
            }
            Event::Text(text) => {
                if let Some(current) = &mut current {
                    current.4.push_str(&text);
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0, "an element stays open");
    lines
}
