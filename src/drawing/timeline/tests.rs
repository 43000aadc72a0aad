//! Timelines of real shapes: one crowded month in eight years, fifteen hundred events, right to left, nothing at all.

use super::super::frame::Direction;
use super::super::proof;
use super::*;
use proptest::prelude::*;

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

fn event<'a>(title: &'a str, earliest: i32, latest: i32, rung: u8, lanes: &'a [usize]) -> Event<'a> {
    Event {
        id: title,
        title,
        lang: None,
        href: "/events/x.html",
        earliest,
        latest,
        is_open: false,
        is_uncertain: false,
        is_contested: false,
        rung: Some(rung),
        lanes,
        note: "strike",
        facets: &[("type", "strike")],
    }
}

const LANES: [Lane<'static>; 3] = [
    Lane { title: "Pakistan", href: Some("/actors/pakistan.html"), lang: None },
    Lane { title: "Islamic Revolutionary Guard Corps", href: None, lang: None },
    Lane { title: "ایران", href: None, lang: Some("fa") },
];

fn draw(events: &[Event<'_>], arrows: &[Arrow<'_>], direction: Direction) -> Option<Drawn> {
    let frame = Frame { id: "t", title: "Timeline", description: "Events", lang: None, direction, digits: "" };
    Timeline { frame, months: MONTHS, lanes: &LANES, events, arrows }.draw()
}

#[test]
fn nothing_is_not_drawn() {
    assert_eq!(draw(&[], &[], Direction::LeftToRight), None);
    assert_eq!(draw(&[event("x", 0, 0, 1, &[7])], &[], Direction::LeftToRight), None);
}

#[test]
fn dates_look_like_what_is_known() {
    let mut events =
        [event("Day", 19_737, 19_737, 6, &[0]), event("Month", 19_700, 19_730, 3, &[1, 0]), event("Open", 19_720, 19_720, 1, &[2])];
    events[2].is_open = true;
    events[1].is_uncertain = true;
    events[0].is_contested = true;
    let drawn = draw(&events, &[Arrow { from: 1, to: 0, label: "retaliates for" }], Direction::LeftToRight).unwrap();
    proof::check(&drawn.svg);
    assert_eq!(drawn.svg.matches("dr-ring").count(), 1);
    assert_eq!(drawn.svg.matches("dr-fade").count(), 5);
    assert_eq!(drawn.svg.matches("dr-echo").count(), 1);
    assert_eq!(drawn.svg.matches("dr-head").count(), 1);
    assert!(drawn.svg.contains("class=\"dr-event is-uncertain\""));
    assert_eq!(drawn.keys, [None; 3]);
}

#[test]
fn a_crowd_becomes_numbers_and_a_multitude_density() {
    let crowd: Vec<Event<'_>> =
        (0..100).map(|day| event("A rather long title of an event", 19_700 + day / 4, 19_700 + day / 4, 5, &[1])).collect();
    let drawn = draw(&crowd, &[], Direction::LeftToRight).unwrap();
    proof::check(&drawn.svg);
    let keys: Vec<u32> = drawn.keys.iter().flatten().copied().collect();
    assert!(keys.len() > 20 && keys.is_sorted(), "{keys:?}");
    let multitude: Vec<Event<'_>> = (0..1_500).map(|at| event("x", at * 7, at * 7, (at % 10) as u8, &[0, 1, 2])).collect();
    let drawn = draw(&multitude, &[], Direction::RightToLeft).unwrap();
    proof::check(&drawn.svg);
    assert!(drawn.density == Some(Height::Rung) && drawn.svg.len() < 20_000, "{}", drawn.svg.len());
}

/// The boxes of all marks, as drawn.
fn marks(svg: &str) -> Vec<Area> {
    let value = |tag: &str, name: &str| {
        let rest = tag.split(&format!(" {name}=\"")).nth(1)?;
        rest.split('"').next()?.parse::<f64>().ok()
    };
    let area = |tag: &str| match (value(tag, "cx"), value(tag, "cy")) {
        (Some(x), Some(y)) => Some(Area::around(x, y, 5.0, 4.0)),
        _ => Some(Area::new(value(tag, "x")?, value(tag, "y")?, value(tag, "width")?, value(tag, "height")?)),
    };
    svg.split('<').filter(|tag| tag.contains("class=\"dr-mark\"")).filter_map(area).collect()
}

#[test]
fn no_mark_covers_another_however_many_meet() {
    let lane = [0];
    let mut events: Vec<Event<'_>> = (0..14).map(|at| event("A campaign", 18_000 + at * 20, 19_000 + at * 20, 3, &lane)).collect();
    events.extend((0..10).map(|at| event("A day", 18_500 + at, 18_500 + at, (at % 7) as u8, &lane)));
    let drawn = draw(&events, &[], Direction::LeftToRight).unwrap();
    proof::check(&drawn.svg);
    let marks = marks(&drawn.svg);
    assert_eq!(marks.len(), 24);
    for (at, mark) in marks.iter().enumerate() {
        assert!(marks[..at].iter().all(|other| !other.overlaps(mark)), "{mark:?}");
    }
    assert_eq!(drawn.signs, [Sign::Height, Sign::Dot, Sign::Bar]);
}

#[test]
fn a_label_on_a_line_has_paper_under_it() {
    let papers = |rung: u8| draw(&[event("Name", 0, 0, rung, &[0]), event("Other", 900, 900, rung, &[1])], &[], Direction::LeftToRight);
    assert_eq!(papers(0).unwrap().svg.matches("dr-paper").count(), 1);
    assert!(!papers(2).unwrap().svg.contains("dr-paper"), "between the lines nothing is struck through");
}

#[test]
fn density_without_rungs_is_as_high_as_its_events_are_many() {
    let flat = |at: i32| Event { rung: None, ..event("x", if at < 150 { 0 } else { at * 7 }, if at < 150 { 0 } else { at * 7 }, 0, &[0]) };
    let events: Vec<Event<'_>> = (0..300).map(flat).collect();
    let drawn = draw(&events, &[], Direction::LeftToRight).unwrap();
    proof::check(&drawn.svg);
    assert_eq!(drawn.density, Some(Height::Count));
    assert_eq!(drawn.svg.matches("v-32").count(), 1, "the step of a hundred and fifty is the highest");
}

#[test]
fn a_mirrored_drawing_mirrors_places() {
    let events = [event("First", 100, 100, 0, &[0]), event("Second", 400, 400, 0, &[0])];
    let place = |direction| {
        let svg = draw(&events, &[], direction).unwrap().svg;
        let mark = svg.split("class=\"dr-mark\" cx=\"").nth(1).unwrap().split('"').next().unwrap();
        mark.parse::<f64>().unwrap()
    };
    let sum = place(Direction::LeftToRight) + place(Direction::RightToLeft);
    assert!((sum - WIDTH).abs() < 0.11, "{sum}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn any_timeline_is_sound(
        dates in prop::collection::vec((-900_000i32..900_000, 0i32..4_000, 0u8..12, 0usize..3, any::<[bool; 3]>()), 1..50),
        near in any::<bool>(),
        mirrored in any::<bool>(),
    ) {
        let lanes: Vec<[usize; 2]> = dates.iter().map(|date| [date.3, (date.3 + 1) % 3]).collect();
        let events: Vec<Event<'_>> = dates.iter().zip(&lanes).map(|(date, lanes)| {
            let earliest = if near { 19_000 + date.0 % 400 } else { date.0 };
            let [is_open, is_uncertain, is_contested] = date.4;
            Event { is_open, is_uncertain, is_contested, ..event("Some event <of> note & length", earliest, earliest + date.1, date.2, lanes) }
        }).collect();
        let arrows: Vec<Arrow<'_>> = (1..events.len()).map(|to| Arrow { from: to / 2, to, label: "responds to" }).collect();
        let direction = if mirrored { Direction::RightToLeft } else { Direction::LeftToRight };
        let drawn = draw(&events, &arrows, direction).unwrap();
        proof::check(&drawn.svg);
        prop_assert_eq!(drawn, draw(&events, &arrows, direction).unwrap());
    }
}
