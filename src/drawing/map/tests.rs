//! Maps of real shapes: one case's region, the Pacific, both poles, 847 events on one point, anything at all.

use super::super::proof;
use super::*;
use proptest::prelude::*;

fn point<'a>(place: &'a str, lat: f64, lon: f64, radius_km: f64) -> Point<'a> {
    Point {
        title: "Something",
        place,
        lang: None,
        href: "/events/x.html",
        lat,
        lon,
        radius_km,
        count: 1,
        row: "#place-1",
        facets: &[("year", "2024")],
    }
}

fn draw(points: &[Point<'_>], atlas: &Atlas, size: Size) -> Option<Drawn> {
    let frame = Frame { id: "m", title: "Map", description: "Places", ..Frame::default() };
    Map { frame, size, km: "km", events: "{} events", countries: &|code| (code == "IR").then(|| "ایران".to_owned()), points }.draw(atlas)
}

fn land(svg: &str) -> &str {
    svg.split("class=\"dr-land\"").nth(1).and_then(|rest| rest.split("d=\"").nth(1)).and_then(|rest| rest.split('"').next()).unwrap_or("")
}

#[test]
fn a_region_is_small_and_named() {
    let atlas = Atlas::default();
    let points = [
        point("Koh-e-Sabz", 26.97, 64.1, 50.0),
        point("Saravan", 27.37, 62.33, 50.0),
        point("Irbil", 36.19, 44.01, 50.0),
        point("Kerman", 30.28, 57.08, 1.0),
    ];
    let drawn = draw(&points, &atlas, Size::Page).unwrap();
    let lines = proof::check(&drawn.svg);
    assert!(drawn.svg.len() < 40_000, "{}", drawn.svg.len());
    assert_eq!(drawn.clusters.len(), 4);
    for name in ["ایران", "Pakistan", "Saravan", "Kerman"] {
        assert!(lines.iter().any(|line| line.words == name), "{name}");
    }
    assert!(lines.iter().any(|line| line.words.ends_with(" km")));
    let locator = draw(&points[..1], &atlas, Size::Locator).unwrap();
    proof::check(&locator.svg);
    assert!(locator.svg.len() < 9_000, "{}", locator.svg.len());
}

#[test]
fn nothing_is_not_drawn() {
    let atlas = Atlas::default();
    assert_eq!(draw(&[], &atlas, Size::Page), None);
    assert_eq!(draw(&[point("nowhere", 95.0, 0.0, 1.0), point("nan", f64::NAN, 0.0, 1.0)], &atlas, Size::Page), None);
}

#[test]
fn the_antimeridian_and_the_poles_are_whole() {
    let atlas = Atlas::default();
    for points in [
        [point("Suva", -18.1, 178.4, 0.0), point("Apia", -13.8, -171.8, 200.0)],
        [point("South Pole", -90.0, 0.0, 400.0), point("McMurdo", -77.8, 166.7, 0.0)],
        [point("North Pole", 90.0, 0.0, 400.0), point("Alert", 82.5, -62.3, 0.0)],
        [point("Auckland", -36.8, 174.8, 0.0), point("Los Angeles", 34.0, -118.2, 0.0)],
        [point("Provideniya", 64.4, -173.2, 0.0), point("Anadyr", 64.7, 177.5, 0.0)],
    ] {
        let drawn = draw(&points, &atlas, Size::Page).unwrap();
        proof::check(&drawn.svg);
        assert_eq!(drawn.clusters.len(), 2, "{}", points[0].place);
        assert!(!land(&drawn.svg).is_empty() || points[0].place == "North Pole", "{}", points[0].place);
        assert!(drawn.svg.len() < 60_000, "{}: {}", points[0].place, drawn.svg.len());
    }
}

#[test]
fn a_view_wholly_inland_is_land_and_one_at_sea_is_water() {
    let atlas = Atlas::default();
    let inland = draw(&[point("Tamanrasset", 22.8, 5.5, 1.0)], &atlas, Size::Locator).unwrap();
    assert!(land(&inland.svg).starts_with("M-8-8h736v"), "{}", land(&inland.svg));
    let sea = draw(&[point("Point Nemo", -48.9, -123.4, 1.0)], &atlas, Size::Locator).unwrap();
    assert_eq!(land(&sea.svg), "");
}

#[test]
fn many_on_one_point_are_counted_in_one_mark() {
    let atlas = Atlas::default();
    let mut points = vec![point("Bangui", 4.37, 18.55, 1.0); 847];
    points.push(point("Bria", 6.54, 21.99, 25.0));
    let drawn = draw(&points, &atlas, Size::Page).unwrap();
    proof::check(&drawn.svg);
    assert_eq!(drawn.clusters.iter().map(|cluster| cluster.count).collect::<Vec<_>>(), [847, 1]);
    assert!(drawn.svg.contains(">847</text>") && drawn.svg.contains("href=\"#place-1\""));
}

#[test]
fn a_mark_is_told_with_its_place_where_it_is_one() {
    let atlas = Atlas::default();
    let told = |points: &[Point<'_>]| {
        let svg = draw(points, &atlas, Size::Page).unwrap().svg;
        let titles = svg.split("<title>").skip(1).map(|rest| rest.split("</title>").next().unwrap().to_owned());
        titles.collect::<Vec<_>>()
    };
    assert_eq!(told(&[point("Bangui", 4.37, 18.55, 1.0), point("", 14.0, 30.0, 1.0)]), ["Something · Bangui", "Something"]);
    let two = [point("Bangui", 4.37, 18.55, 1.0), point("Bimbo", 4.37, 18.55, 1.0), point("Bria", 6.54, 21.99, 1.0)];
    assert_eq!(told(&two), ["2 events", "Something · Bria"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn any_map_is_sound(places in prop::collection::vec((-90.0f64..=90.0, -180.0f64..=180.0, 0.0f64..400.0), 1..14), near in any::<bool>(), locator in any::<bool>()) {
        let atlas = Atlas::default();
        let (lat, lon, _) = places[0];
        let near_to = |at: &(f64, f64, f64)| if near { ((lat + at.0 / 20.0).clamp(-90.0, 90.0), (lon + at.1 / 20.0).clamp(-180.0, 180.0)) } else { (at.0, at.1) };
        let points: Vec<Point<'_>> = places.iter().map(|at| point("Somewhere <&>", near_to(at).0, near_to(at).1, at.2)).collect();
        let drawn = draw(&points, &atlas, if locator { Size::Locator } else { Size::Page }).unwrap();
        proof::check(&drawn.svg);
        prop_assert_eq!(drawn.clusters.iter().map(|cluster| cluster.members.len()).sum::<usize>(), points.len());
        prop_assert_eq!(&drawn, &draw(&points, &atlas, if locator { Size::Locator } else { Size::Page }).unwrap());
    }
}
