//! Networks of real shapes: a few ties, a hub, every type there is, a dense crowd, nothing.

use super::super::frame::{Direction, Frame};
use super::super::proof;
use super::*;
use proptest::prelude::*;

const FRAME: Frame<'static> =
    Frame { id: "n", title: "Ties", description: "Ties", lang: None, direction: Direction::LeftToRight, digits: "" };

fn neighbour<'a>(title: &'a str, label: &'a str) -> Neighbour<'a> {
    Neighbour {
        title,
        lang: None,
        href: "/actors/x.html",
        label,
        heading: Heading::Onward,
        family: Family::Structure,
        standing: Standing::default(),
    }
}

fn ego<'a>(neighbours: &'a [Neighbour<'a>], direction: Direction) -> Ego<'a> {
    Ego { frame: Frame { direction, ..FRAME }, title: "Islamic Revolutionary Guard Corps", lang: None, neighbours, more: "and {} more" }
}

#[test]
fn a_hub_is_cut_and_counted() {
    let mut ties = vec![neighbour("Someone with a rather long name", "has part"); 300];
    ties.push(neighbour("Iran", "part of"));
    let svg = ego(&ties, Direction::LeftToRight).draw().unwrap();
    let lines = proof::check(&svg);
    assert!(lines.iter().any(|line| line.words == "and 277 more"), "{lines:?}");
    assert!(lines.iter().any(|line| line.words == "Iran"));
    assert!(svg.len() < 15_000, "{}", svg.len());
    assert_eq!(ego(&[], Direction::LeftToRight).draw(), None);
}

#[test]
fn a_drawing_is_as_wide_as_its_sides_need() {
    let width = |ties: &[Neighbour<'_>]| {
        let svg = ego(ties, Direction::LeftToRight).draw().unwrap();
        let lines = proof::check(&svg);
        (svg.split("width=\"").nth(1).unwrap().split('"').next().unwrap().to_owned(), lines)
    };
    assert_eq!(width(&[neighbour("Iran", "part of")]).0, "450");
    assert_eq!(width(&[neighbour("Iran", "part of"), neighbour("Fars", "hosts")]).0, "760");
    let (wide, lines) = width(&[neighbour("A name that is too long for one line of a column", "uses"); 24]);
    assert_eq!(wide, "618");
    assert_eq!(lines.iter().filter(|line| line.words.ends_with('…')).count(), 0, "a long name takes two lines");
    let mut both = vec![neighbour("Someone", "uses"); 20];
    both.push(neighbour("Iran", "part of"));
    assert_eq!(width(&both).0, "928");
}

#[test]
fn alleged_and_past_ties_are_told_apart() {
    let alleged = Standing { is_alleged: true, is_past: false };
    let ties =
        [Neighbour { standing: alleged, heading: Heading::Back, ..neighbour("Jaish al-Adl", "hosts") }, neighbour("Iran", "part of")];
    let svg = ego(&ties, Direction::LeftToRight).draw().unwrap();
    assert_eq!(svg.matches("is-alleged").count(), 2, "its trunk and its branch");
    assert_eq!(svg.matches("dr-head").count(), 2);
}

fn node<'a>(title: &'a str) -> Node<'a> {
    Node { id: title, title, lang: None, href: "/actors/x.html", facets: &[] }
}

fn tie(from: usize, to: usize) -> Tie<'static> {
    Tie { from, to, label: "partner of", heading: Heading::Level, family: Family::Cooperation, standing: Standing::default() }
}

#[test]
fn two_relations_of_one_pair_are_one_line() {
    let nodes = [node("Iran"), node("Pakistan"), node("China")];
    let adverse = Tie { label: "adversary of", family: Family::Conflict, ..tie(1, 0) };
    let drawn = Network { frame: FRAME, nodes: &nodes, ties: &[tie(0, 1), adverse, tie(2, 2)] }.draw().unwrap();
    assert_eq!((drawn.nodes, drawn.ties), (3, 2));
    assert_eq!(drawn.svg.matches("dr-tie is-conflict").count(), 1);
    assert!(drawn.svg.contains("partner of · adversary of</text>"));
    assert_eq!(Network { frame: FRAME, nodes: &nodes, ties: &[tie(0, 7)] }.draw(), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]
    #[test]
    fn any_network_is_sound(count in 2usize..60, ends in prop::collection::vec((0usize..60, 0usize..60), 1..160), mirrored in any::<bool>()) {
        let titles: Vec<String> = (0..count).map(|at| "Front of the ".chars().cycle().take(4 + at * 7 % 40).collect()).collect();
        let nodes: Vec<Node<'_>> = titles.iter().map(|title| node(title)).collect();
        let ties: Vec<Tie<'_>> = ends.iter().map(|&(from, to)| tie(from % count, to % count)).collect();
        let direction = if mirrored { Direction::RightToLeft } else { Direction::LeftToRight };
        let network = Network { frame: Frame { direction, ..FRAME }, nodes: &nodes, ties: &ties };
        if let Some(drawn) = network.draw() {
            proof::check(&drawn.svg);
            prop_assert!(drawn.nodes <= MOST_NODES && drawn.ties <= MOST_TIES && drawn.svg.len() < 40_000);
            prop_assert_eq!(Some(drawn), network.draw());
        }
    }

    #[test]
    fn any_ego_is_sound(kinds in prop::collection::vec((0usize..30, 0u8..3, any::<[bool; 2]>()), 1..120), mirrored in any::<bool>()) {
        let labels: Vec<String> = (0..30).map(|at| format!("relation of kind {at}")).collect();
        let ties: Vec<Neighbour<'_>> = kinds.iter().map(|&(kind, heading, [is_alleged, is_past])| Neighbour {
            heading: [Heading::Onward, Heading::Back, Heading::Level][usize::from(heading)],
            standing: Standing { is_alleged, is_past },
            ..neighbour("A neighbour with & without < a name", &labels[kind])
        }).collect();
        let direction = if mirrored { Direction::RightToLeft } else { Direction::LeftToRight };
        proof::check(&ego(&ties, direction).draw().unwrap());
    }
}
