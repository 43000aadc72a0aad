//! What must hold for any casebook, tried on random ones: neither the order of files nor the number of threads changes a
//! byte; no bytes in any input make the compiler panic; a build without a change writes nothing.

use crate::cli;
use crate::sites::{difference, site};
use casebook::compile::{self, Options};
use casebook::content::Snapshot;
use casebook::plan::Key;
use casebook::release::Reach;
use casebook::render;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const NOW: &str = "2024-06-01T00:00:00Z";
const CASEBOOK: &str = "title: Random\nlang: en\nlanguages: [en, ur]\nbase_url: https://example.org/random/\nfeeds: [site, kinds, actors, tags]
exports: [events.csv, actors.json, graph.json, figures.csv]\nrelease: {ceiling: CLEAR, default: CLEAR}\nlints: {missing-addressee: allow}\n";
const FOLDERS: [&str; 5] = ["actors", "events", "recommendations", "analyses", "sources"];
/// Releases of which the first three are publishable on the day.
const RELEASES: [&str; 9] = [
    "",
    "release: {tlp: CLEAR, status: published}",
    "release: {tlp: CLEAR, embargo_until: '2024-05-31T23:59:59Z'}",
    "release: {tlp: GREEN}",
    "release: {tlp: AMBER+STRICT, embargo_until: '2020-01-01T00:00:00Z'}",
    "release: {tlp: RED}",
    "release: {status: draft}",
    "release: {tlp: CLEAR, status: withdrawn}",
    "release: {tlp: CLEAR, embargo_until: '2024-06-01T00:00:01Z'}",
];
const PUBLISHABLE: usize = 3;

/// One brief, before its neighbours are known.
#[derive(Clone, Debug)]
struct Seed {
    kind: usize,
    release: usize,
    links: Vec<usize>,
    tag: usize,
    translated: bool,
    pictured: bool,
}

prop_compose! {
    fn seed()(
        kind in 0..FOLDERS.len(),
        release in prop_oneof![0..PUBLISHABLE, 0..RELEASES.len()],
        links in prop::collection::vec(0..12usize, 0..5),
        tag in 0..4usize,
        translated in any::<bool>(),
        pictured in any::<bool>(),
    ) -> Seed {
        Seed { kind, release, links, tag, translated, pictured }
    }
}

fn seeds() -> impl Strategy<Value = Vec<Seed>> {
    prop::collection::vec(seed(), 1..12)
}

/// The files of one brief: paths and bytes.
type Files = Vec<(String, Vec<u8>)>;

/// The files of each brief, and whether it may be published.
fn casebook_of(seeds: &[Seed]) -> Vec<(bool, Files)> {
    (0..seeds.len()).map(|at| (seeds[at].release < PUBLISHABLE, files(seeds, at))).collect()
}

/// A withheld brief has a name, a title and dates that no other brief has.
fn id(seeds: &[Seed], at: usize) -> String {
    format!("{}-{at}", if seeds[at].release < PUBLISHABLE { "open" } else { "a-hidden" })
}

fn files(seeds: &[Seed], at: usize) -> Vec<(String, Vec<u8>)> {
    let seed = &seeds[at];
    let id = id(seeds, at);
    let stem = format!("content/{}/{id}", FOLDERS[seed.kind]);
    let mut files = vec![(format!("{stem}.md"), brief(seeds, at, &id).into_bytes())];
    if seed.translated {
        let text = format!("---\ntitle: عنوان {at}\nsummary: خلاصہ\naliases: [نام {at}]\n---\nمتن\n");
        files.push((format!("{stem}.ur.md"), text.into_bytes()));
    }
    if seed.pictured {
        files.push((format!("{stem}.gif"), picture(at)));
    }
    files
}

/// A picture of one pixel, in a colour that tells it from the others.
fn picture(at: usize) -> Vec<u8> {
    let mut gif = b"GIF89a\x01\0\x01\0\x80\0\0RGBRGB,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;".to_vec();
    gif[13] = u8::try_from(at).unwrap();
    gif
}

fn brief(seeds: &[Seed], at: usize, id: &str) -> String {
    let seed = &seeds[at];
    let year = if seed.release < PUBLISHABLE { 2010 } else { 1950 } + at;
    let open_to = |to: usize| seeds[to].release < PUBLISHABLE || seed.release >= PUBLISHABLE;
    let links: Vec<usize> = seed.links.iter().map(|to| to % seeds.len()).filter(|to| *to != at).collect();
    // A reference to a withheld brief is dropped where it says so; in prose it would be a leak.
    let to = |kind: usize| -> Vec<String> {
        let of_kind = links.iter().filter(|to| seeds[**to].kind == kind);
        of_kind.map(|to| format!("{{ref: {}/{}, if_withheld: drop}}", FOLDERS[kind], self::id(seeds, *to))).collect()
    };
    let own = match seed.kind {
        0 => format!(
            "type: state\nrelations: [{}]",
            to(0).iter().map(|to| format!("{{type: ally-of, to: {to}}}")).collect::<Vec<_>>().join(", ")
        ),
        1 => format!(
            "type: meeting\ndate: {year}-03-04\nparticipants: [{}]",
            to(0).iter().map(|to| format!("{{actor: {to}, role: participant}}")).collect::<Vec<_>>().join(", ")
        ),
        2 => format!("action: Talk.\norigin: desk\nprogress: open\naddressees: [{}]\nbased_on: [{}]", to(0).join(", "), to(1).join(", ")),
        3 => format!("published: {year}-05-06\nabout: [{}]", to(0).join(", ")),
        _ => format!("type: report\norigin: origin-{at}\nissued: {year}"),
    };
    let picture = if seed.pictured { format!("image: {{src: {id}.gif, alt: A picture}}\n") } else { String::new() };
    let sources = if seed.kind == 4 { String::new() } else { format!("sources: [{}]\n", to(4).join(", ")) };
    let prose: String = links
        .iter()
        .filter(|to| open_to(**to))
        .map(|to| match seeds[*to].kind {
            4 => format!("So says [@{}].\n", self::id(seeds, *to)),
            kind => format!("It met [[{}/{}]], also Title {to}.\n", FOLDERS[kind], self::id(seeds, *to)),
        })
        .collect();
    format!(
        "---\ntitle: Title {at}\nsummary: Summary {at}.\naliases: [Name {at}]\ntags: [tag-{}]\nupdated: {year}-06-07\nredirect_from: [/was/{id}.html]\n{}\n{own}\n{picture}{sources}---\nText {at}.\n\n{prose}",
        seed.tag, RELEASES[seed.release]
    )
}

fn snapshot<'a>(files: impl Iterator<Item = &'a (String, Vec<u8>)>) -> Snapshot {
    let mut snapshot = Snapshot::default();
    snapshot.insert("casebook.yaml", CASEBOOK);
    for (path, bytes) in files {
        snapshot.insert(path.as_str(), bytes.clone());
    }
    snapshot
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn order_and_threads_change_no_byte(seeds in seeds(), threads in 1..6usize, turned in any::<prop::sample::Index>()) {
        let briefs = casebook_of(&seeds);
        let mut files: Vec<(String, Vec<u8>)> = briefs.into_iter().flat_map(|(_, files)| files).collect();
        let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        let one = alone.install(|| site(&snapshot(files.iter()), NOW)).unwrap();
        let by = turned.index(files.len());
        files.rotate_left(by);
        files.reverse();
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let other = pool.install(|| site(&snapshot(files.iter()), NOW)).unwrap();
        prop_assert_eq!(difference(&one, &other), None);
    }
}

/// Every file of the built-in starter and of one rich casebook, as text to damage.
fn rich() -> Vec<(String, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites");
    let mut files = Vec::new();
    for name in ["contested", "translations"] {
        for entry in walkdir::WalkDir::new(root.join(name)).sort_by_file_name().into_iter().map(Result::unwrap) {
            let path = entry.path().strip_prefix(root.join(name)).unwrap().to_str().unwrap().to_owned();
            if entry.file_type().is_file() && (path == "casebook.yaml" || path.starts_with("content/")) {
                files.retain(|(known, _)| *known != path);
                files.push((path, fs::read(entry.path()).unwrap()));
            }
        }
    }
    files
}

/// What is done to one file.
#[derive(Clone, Debug)]
enum Damage {
    /// These bytes are the whole file.
    Replace(Vec<u8>),
    /// These bytes stand in the middle of it.
    Insert(prop::sample::Index, Vec<u8>),
    /// The file ends early.
    Cut(prop::sample::Index),
    /// A line stands twice, or instead of another.
    Lines(prop::sample::Index, prop::sample::Index),
}

fn damage() -> impl Strategy<Value = Damage> {
    let marks = prop::sample::select(vec![
        "---",
        "\n",
        ": ",
        "{",
        "}",
        "[",
        "]",
        "[[",
        "]]",
        "[@",
        "&a",
        "*a",
        "<<: ",
        "!!str ",
        "|",
        "'",
        "\"",
        "#",
        "~",
        "..",
        "\u{202e}",
        "\u{feff}",
        "\t",
        "- ",
        "<script>",
        "](javascript:x)",
        "```",
        "| a |\n|--|",
        "[^1]",
        "[^1]: ",
        "9999999999",
        "-0001-13-40",
        "2024-01-16/..",
        "NaN",
        "\0",
        "ﷺ",
        "🏴",
        "\\",
        "%",
    ]);
    let text = prop::collection::vec(marks, 1..12).prop_map(|marks| marks.concat().into_bytes());
    let bytes = prop_oneof![text, prop::collection::vec(any::<u8>(), 0..200)];
    prop_oneof![
        bytes.clone().prop_map(Damage::Replace),
        (any::<prop::sample::Index>(), bytes).prop_map(|(at, bytes)| Damage::Insert(at, bytes)),
        any::<prop::sample::Index>().prop_map(Damage::Cut),
        (any::<prop::sample::Index>(), any::<prop::sample::Index>()).prop_map(|(from, to)| Damage::Lines(from, to)),
    ]
}

fn damaged(bytes: &[u8], damage: Damage) -> Vec<u8> {
    match damage {
        Damage::Replace(bytes) => bytes,
        Damage::Insert(at, inserted) => {
            let at = at.index(bytes.len());
            [&bytes[..at], &inserted, &bytes[at..]].concat()
        }
        Damage::Cut(at) => bytes[..at.index(bytes.len())].to_vec(),
        Damage::Lines(from, to) => {
            let mut lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
            let line = lines[from.index(lines.len())];
            let at = to.index(lines.len());
            lines[at] = line;
            lines.concat()
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    /// For readers and for the desk; what could be read is rendered in spite of its faults, as no build would.
    #[test]
    fn no_bytes_make_the_compiler_panic(file in any::<prop::sample::Index>(), damage in damage()) {
        let mut files = rich();
        let at = file.index(files.len());
        files[at].1 = damaged(&files[at].1, damage);
        let mut snapshot = Snapshot::default();
        for (path, bytes) in files {
            snapshot.insert(path, bytes);
        }
        for reach in [Reach::Readers, Reach::Desk] {
            let compiled = compile::compile(&snapshot, &Options { ceiling: None, now: NOW.parse().unwrap(), reach });
            let report = compiled.report();
            prop_assert!(compiled.graph.is_some() || !report.is_empty(), "nothing was read and nothing is said");
            let Some(graph) = compiled.graph.as_ref().filter(|_| reach == Reach::Readers) else { continue };
            let Ok(engine) = compiled.engine(&graph.config, Key([0; 32])) else { continue };
            for page in compile::plan(graph, &compiled.theme).pages().filter(|page| page.view != "static") {
                prop_assert!(render::page(page, graph, &engine).is_ok(), "{} cannot be rendered", page.address);
            }
        }
    }
}

/// Every file with what would show that it was written again.
fn stamps(folder: &Path) -> BTreeMap<String, (u64, std::time::SystemTime, u64)> {
    use std::os::unix::fs::MetadataExt;
    let files = walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    let stamp = |entry: walkdir::DirEntry| {
        let of = entry.metadata().unwrap();
        (entry.path().to_str().unwrap().to_owned(), (of.ino(), of.modified().unwrap(), of.len()))
    };
    files.map(stamp).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, failure_persistence: None, ..ProptestConfig::default() })]

    /// Also where the files come into the folder in another order, and where nothing is remembered.
    #[test]
    fn a_build_without_a_change_writes_nothing(seeds in seeds(), forgets in any::<bool>()) {
        let files: Vec<(String, Vec<u8>)> = casebook_of(&seeds).into_iter().flat_map(|(_, files)| files).collect();
        let write = |files: &mut dyn Iterator<Item = &(String, Vec<u8>)>| {
            let folder = cli::folder();
            fs::write(folder.path().join("casebook.yaml"), CASEBOOK).unwrap();
            for (path, bytes) in files {
                let path = folder.path().join(path);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, bytes).unwrap();
            }
            folder
        };
        let again = if forgets { "build --date 2024-06-01 --no-cache" } else { "build --date 2024-06-01" };
        let here = write(&mut files.iter());
        let built = cli::run(here.path(), "build --date 2024-06-01");
        prop_assert_eq!(built.code, 0, "{}", built.err);
        let before = stamps(&here.path().join("public"));
        prop_assert_eq!(cli::run(here.path(), again).code, 0);
        prop_assert_eq!(&before, &stamps(&here.path().join("public")));
        let there = write(&mut files.iter().rev());
        prop_assert_eq!(cli::run(there.path(), "build --date 2024-06-01 --jobs 1").code, 0);
        let compared = std::process::Command::new("diff").args(["-r", "--brief"]).args([here.path(), there.path()].map(|root| root.join("public"))).output().unwrap();
        prop_assert_eq!(String::from_utf8_lossy(&compared.stdout), "");
    }
}
