//! A casebook compiled again with what was learnt of it before, in this process or in another, is the same as one compiled
//! afresh: pages and problems, after any sequence of changes, and after a change was taken back.

use super::world::{Files, change, world};
use casebook::compile::{self, Compiled, Edition, Memory, Options, Refused, Shown};
use casebook::content::{Input, Snapshot};
use casebook::learnt::{Aside, Learnt, Place};
use casebook::plan::Key;
use casebook::release::Reach;
use casebook::render;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// What a run stored, by name.
type Kept = Mutex<BTreeMap<String, Vec<u8>>>;

/// A place for what is too much to hold. Every seventh thing is lost there.
#[derive(Debug, Default)]
struct Elsewhere(Mutex<Vec<Vec<u8>>>);

impl Aside for Elsewhere {
    fn put(&self, bytes: &[u8]) -> Option<Place> {
        let mut kept = self.0.lock().unwrap();
        kept.push(bytes.to_vec());
        Some(Place { start: kept.len() as u64 - 1, length: u32::try_from(bytes.len()).unwrap() })
    }

    fn get(&self, place: Place) -> Option<Vec<u8>> {
        (place.start % 7 != 3).then(|| self.0.lock().unwrap()[usize::try_from(place.start).unwrap()].clone())
    }
}

/// The files as read again: those that did not change are the ones read before.
fn reread(files: &Files, before: &Snapshot) -> Snapshot {
    let mut snapshot = Snapshot::default();
    for (path, bytes) in files {
        match before.get(path).filter(|known| ***known == **bytes) {
            Some(known) => snapshot.insert(path.as_str(), known.clone()),
            None => snapshot.insert(path.as_str(), bytes.clone()),
        }
    }
    snapshot
}

/// The files of which the bytes are others; none where a file came or went.
fn written(before: &Snapshot, now: &Snapshot) -> Option<Vec<Arc<str>>> {
    let (before, now): (Vec<Input>, Vec<Input>) = (before.below("").collect(), now.below("").collect());
    let is_alike = before.len() == now.len() && before.iter().zip(&now).all(|(a, b)| a.path == b.path);
    let differing = before.iter().zip(&now).filter(|(a, b)| *a.bytes != *b.bytes).map(|(_, now)| Arc::clone(&now.path));
    is_alike.then(|| differing.collect())
}

/// Every page of an edition, or what is wrong with the theme.
fn pages_of(edition: &Edition) -> BTreeMap<String, Vec<u8>> {
    let shown = match edition.shown() {
        Ok(shown) => shown,
        Err(Refused::Problems) => return BTreeMap::new(),
        Err(Refused::Theme(message)) => return BTreeMap::from([("error".to_owned(), message.as_bytes().to_vec())]),
    };
    let (Shown { graph, engine, .. }, plan) = (&shown, shown.plan());
    let engine = engine.as_deref().unwrap();
    let own = plan.pages().filter(|page| !page.address.starts_with("/static/"));
    let pages = own.map(|page| (page.address.clone(), render::page(page, &**graph, engine).unwrap()));
    pages.chain(plan.bundles().iter().flat_map(|bundle| bundle.all(graph))).collect()
}

/// Settles an edition. What it showed of briefs before must be what it shows then.
fn settled(mut edition: Edition) -> Edition {
    let own = |edition: &Edition| -> BTreeMap<String, Vec<u8>> {
        let Ok(shown) = edition.shown() else { return BTreeMap::new() };
        let engine = shown.engine.as_deref().unwrap();
        let page = |ix| shown.page(shown.graph.address(ix)).map(|page| render::page(page, &*shown.graph, engine).unwrap());
        shown.graph.all().filter_map(|ix| Some((shown.graph.address(ix).to_owned(), page(ix)?))).collect()
    };
    let before = own(&edition);
    edition.settle();
    assert!(
        before.is_empty() || own(&edition).is_empty() || before == own(&edition),
        "a brief's page was another before the edition settled"
    );
    edition
}

/// Every page, or what is wrong with the theme.
fn pages(compiled: &Compiled) -> BTreeMap<String, Vec<u8>> {
    let Some(graph) = compiled.graph.as_ref().filter(|_| !compiled.is_stopped()) else { return BTreeMap::new() };
    let engine = match compiled.engine(&graph.config, Key([0; 32])) {
        Ok(engine) => engine,
        Err(error) => return BTreeMap::from([("error".to_owned(), error.to_string().into_bytes())]),
    };
    let plan = compile::plan(graph, &compiled.theme);
    let own = plan.pages().filter(|page| !page.address.starts_with("/static/"));
    let pages = own.map(|page| (page.address.clone(), render::page(page, graph, &engine).unwrap()));
    pages.chain(plan.bundles().iter().flat_map(|bundle| bundle.all(graph))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]
    #[test]
    fn what_was_learnt_changes_nothing(mut world in world(), changes in prop::collection::vec((change(), any::<bool>()), 1..8)) {
        let options = Options { ceiling: None, now: "2024-06-01T00:00:00Z".parse().unwrap(), reach: Reach::Readers };
        let (mut memory, mut shown) = (Memory::default(), Memory::default());
        let mut edition: Option<Edition> = None;
        let kept = Kept::default();
        let mut snapshot = Snapshot::default();
        let mut states = vec![world.files()];
        for (change, is_taken_back) in &changes {
            let before = world.files();
            world.change(change);
            states.push(world.files());
            if *is_taken_back {
                states.push(before);
            }
        }
        for files in states {
            let before = std::mem::take(&mut snapshot);
            snapshot = reread(&files, &before);
            let fresh = compile::compile(&snapshot, &options);
            let again = compile::link_again(&snapshot, &options, &Learnt::none(), &mut memory).ruled();
            // Without room for anything, so that all prose waits elsewhere.
            let learnt = Learnt::recall(|name| kept.lock().unwrap().get(name).cloned()).beside(Some(Arc::new(Elsewhere::default())), 0);
            let recalled = compile::link(&snapshot, &options, &learnt, &mut |_, _| {}).ruled();
            learnt.store(|name, bytes| _ = kept.lock().unwrap().insert(name.to_owned(), bytes.to_vec()));
            let amended = edition.as_ref().zip(written(&before, &snapshot)).and_then(|(edition, paths)| edition.amended(&snapshot, &paths, &mut shown));
            let next = amended.unwrap_or_else(|| {
                let linked = compile::link_again(&snapshot, &options, &Learnt::none(), &mut shown);
                Edition::after(edition.take().and_then(Edition::into_before), linked, Key([0; 32]))
            });
            let next = settled(next);
            prop_assert_eq!(next.report(), fresh.report());
            prop_assert!(pages_of(&next) == pages(&fresh), "pages of the edition differ");
            edition = Some(next);
            for other in [again, recalled] {
                prop_assert_eq!(other.report(), fresh.report());
                prop_assert!(pages(&other) == pages(&fresh), "pages differ");
            }
        }
    }
}

/// A casebook of four briefs, the first with this prose.
fn four(prose: &str) -> Snapshot {
    let brief = |kind: &str, id: &str, fields: &str, prose: &str| {
        format!("=== content/{kind}/{id}.md\n---\ntitle: The {id}\nsummary: It is.\n{fields}\n---\n{prose}\n")
    };
    let text = "=== casebook.yaml\ntitle: A case\nrelease: {default: CLEAR}\n".to_owned()
        + &brief("actors", "one", "type: state", prose)
        + &brief("actors", "two", "type: state\nrelations: [{type: ally-of, to: one}]", "It waits for [[one]].")
        + &brief("sources", "paper", "type: report", "On paper, as `[[Another]]`, The Third Alliance.")
        + &brief("events", "talks", "type: meeting\ndate: 2020\nparticipants: [{actor: The one, role: host}]", "Of a Fourth Alliance.");
    Snapshot::of(&text)
}

/// Says one thing after another in one brief: each time only that is looked at, and it is as if all were.
#[test]
fn a_change_of_a_brief_is_amended_unless_it_changes_what_it_is() {
    let options = Options { ceiling: None, now: "2024-06-01T00:00:00Z".parse().unwrap(), reach: Reach::Readers };
    let one = [Arc::from("content/actors/one.md")];
    let mut memory = Memory::default();
    let fresh =
        |snapshot: &Snapshot| settled(Edition::first(compile::link(snapshot, &options, &Learnt::none(), &mut |_, _| {}), Key([0; 32])));
    let first = compile::link_again(&four("At first."), &options, &Learnt::none(), &mut memory);
    let mut edition = settled(Edition::first(first, Key([0; 32])));
    let stops = |edition: &Edition| matches!(edition.shown(), Err(Refused::Problems));
    for (prose, is_stopped) in [
        ("It knows [[two]], and [@paper].", false),
        ("It knows [[nobody]].", true),
        ("See [it](/no/such.html).", true),
        ("<b>Loud</b>", true),
        ("# Title\n\n#### Deep, the regime said.", false),
        ("", false),
        ("It knows nobody.", false),
    ] {
        let snapshot = four(prose);
        edition = edition.amended(&snapshot, &one, &mut memory).map(settled).unwrap_or_else(|| panic!("{prose} was not amended"));
        let other = fresh(&snapshot);
        assert_eq!(edition.report(), other.report(), "{prose}");
        assert_eq!(stops(&edition), is_stopped, "{prose}");
        assert!(pages_of(&edition) == pages_of(&other), "{prose}: pages differ");
    }
    assert!(edition.amended(&four("A picture ![of it](none.png)."), &one, &mut memory).is_none(), "a picture was amended");
    let with = |from: &str, to: &str| {
        let mut snapshot = four("It knows nobody.");
        let text = snapshot.get(&one[0]).unwrap().text().unwrap().replace(from, to);
        snapshot.insert(Arc::clone(&one[0]), text);
        snapshot
    };
    for (from, to) in [
        ("It is.", "It was."),
        ("type: state", "type: state\nsources: [paper]\nrelations: [{type: ally-of, to: two, note: 'Since [[two]] was.'}]"),
        ("type: state", "type: state\nsources: [paper]\nrelations: [{type: ally-of, to: two, note: 'So says [@paper], of [[one]].'}]"),
        ("type: state", "type: state\nsources: [paper]\nrelations: [{type: ally-of, to: two, note: 'Of [[nobody]], the regime said.'}]"),
        ("type: state", "type: state\nsources: [paper]\nrelations: [{type: ally-of, to: two, note: More}]"),
        ("type: state", "type: state\nrelations:\n  - type: ally-of\n    note: >\n      Much,\n      and more.\n\n    to: two"),
        (
            "type: state",
            "type: state\nrelations:\n  - type: ally-of\n    note: >\n      Much,\n      and more,\n      and all.\n    to: paper",
        ),
        ("It is.", "\"It is \\\"this\\\".\""),
        ("It is.", "It is that.\nrelations: [{type: ally-of, to: one}]"),
        ("It is.", "It is that, and a long story.\nrelations: [{type: ally-of, to: one}]"),
        ("type: state", "type: state\nrelations: [{type: ally-of, to: nobody}]"),
        ("type: state", "type: state\ntags: [new]\nredirect_from: [/old.html]"),
        ("type: state", "type: media"),
        ("The one", "Another"),
        ("title: The one", "title: The  ONE\naliases: [The Third Alliance, Another]"),
        ("title: The one", "title: The Third Alliance\naliases: [The one, The two]\nrelations: [{type: ally-of, to: two}]"),
        ("title: The one", "title: Fourth Alliance\nautolink: true"),
        ("title: The one", "title: Fourth Alliance\nautolink: false"),
        ("title: The one", "title: The paper\nautolink: true"),
        ("type: state", "type: media"),
    ] {
        let snapshot = with(from, to);
        edition = edition.amended(&snapshot, &one, &mut memory).map(settled).unwrap_or_else(|| panic!("{to} was not amended"));
        let other = fresh(&snapshot);
        assert_eq!(edition.report(), other.report(), "{to}");
        assert!(pages_of(&edition) == pages_of(&other), "{to}: pages differ");
    }
    for (from, to) in [
        ("It is.", "It is.\nlang: ur"),
        ("It is.", "It is.\nrelease: {status: draft}"),
        ("It is.", "It is.\nunknown_field: 1"),
        ("It is.", "It is.\nimage: {src: x.png, alt: X}"),
    ] {
        assert!(edition.amended(&with(from, to), &one, &mut memory).is_none(), "{to} was amended");
    }
}

/// The first edition answers for its pages before any rule is asked; what rules find is known when it has settled.
#[test]
fn the_first_edition_is_shown_before_rules_are_asked() {
    let options = Options { ceiling: None, now: "2024-06-01T00:00:00Z".parse().unwrap(), reach: Reach::Readers };
    let linked = |snapshot: &Snapshot| compile::link(snapshot, &options, &Learnt::none(), &mut |_, _| {});
    for (prose, is_sound) in [("It knows [[two]].", true), ("It knows [[nobody]].", false)] {
        let snapshot = four(prose);
        let first = Edition::first(linked(&snapshot), Key([0; 32]));
        assert!(first.shown().is_ok(), "{prose}");
        let settled = settled(first);
        assert_eq!(settled.shown().is_ok(), is_sound, "{prose}");
        assert_eq!(settled.report(), Edition::after(None, linked(&snapshot), Key([0; 32])).report(), "{prose}");
    }
    let unreadable = Edition::first(linked(&Snapshot::of("=== casebook.yaml\ntitle: [\n")), Key([0; 32]));
    assert!(settled(unreadable).shown().is_err());
}

/// The title of a hub is found by all who speak of it, whichever way that is linked.
#[test]
fn another_title_of_a_hub_is_shown_by_everybody() {
    let options = Options { ceiling: None, now: "2024-06-01T00:00:00Z".parse().unwrap(), reach: Reach::Readers };
    let brief = |title: &str, prose: &str| format!("---\ntitle: {title}\nsummary: It is.\ntype: state\n---\n{prose}\n").into_bytes();
    let hub = Arc::<str>::from("content/actors/hub.md");
    for (speaking, is_amended) in [(20, true), (300, false)] {
        let mut snapshot = Snapshot::of("=== casebook.yaml\ntitle: A case\nrelease: {default: CLEAR}\n");
        snapshot.insert(Arc::clone(&hub), brief("The hub", "At first."));
        for nth in 0..speaking {
            snapshot.insert(format!("content/actors/a-{nth}.md"), brief(&format!("Actor {nth}"), "It knows [[hub]]."));
        }
        let mut memory = Memory::default();
        let edition = settled(Edition::first(compile::link_again(&snapshot, &options, &Learnt::none(), &mut memory), Key([0; 32])));
        snapshot.insert(Arc::clone(&hub), brief("The other hub", "At first."));
        let amended = edition.amended(&snapshot, &[Arc::clone(&hub)], &mut memory);
        assert_eq!(amended.is_some(), is_amended, "{speaking}");
        let linked =
            |memory: &mut Memory| settled(Edition::first(compile::link_again(&snapshot, &options, &Learnt::none(), memory), Key([0; 32])));
        let next = amended.map_or_else(|| linked(&mut memory), settled);
        let shown = next.shown().unwrap();
        let text = shown.graph.text(shown.graph.find(casebook::model::Kind::Actor, "a-7").unwrap(), None).unwrap();
        assert!(text.html.contains("The other hub"), "{}", text.html);
    }
}

/// Where one brief gets another title, prose that does not speak of it is not read again, and all is as if it were.
#[test]
fn another_title_has_those_read_again_that_speak_of_it() {
    let options = Options { ceiling: None, now: "2024-06-01T00:00:00Z".parse().unwrap(), reach: Reach::Readers };
    let mut memory = Memory::default();
    let mut link = |snapshot: &Snapshot| compile::link_again(snapshot, &options, &Learnt::none(), &mut memory);
    let before = four("It knows [[two]].");
    let first = link(&before).graph.unwrap();
    for (title, read_again) in
        [("Elsewhere", [true, true, false, false]), ("Another", [true, true, false, true]), ("A Fourth Alliance", [true, true, true, true])]
    {
        let mut now = Snapshot::default();
        for Input { path, bytes } in before.below("") {
            let renamed = (&*path == "content/actors/two.md").then(|| bytes.text().unwrap().replace("The two", title).into());
            now.insert(Arc::clone(&path), renamed.unwrap_or(bytes));
        }
        let next = link(&now).graph.unwrap();
        let is_read_again = |ix| !std::ptr::eq(first.body(ix).unwrap(), next.body(ix).unwrap());
        let read: Vec<bool> = first.all().map(is_read_again).collect();
        assert_eq!(read, read_again, "{title}");
        let text = next.text(next.find(casebook::model::Kind::Actor, "one").unwrap(), None).unwrap();
        assert!(text.html.contains(&format!("<a href=\"/actors/two.html\">{title}</a>")), "{}", text.html);
    }
}

/// Where a brief comes or goes, the others stand elsewhere, and only prose that asked for it is read again.
#[test]
fn a_brief_more_has_those_read_again_that_asked_for_it() {
    let options = Options { ceiling: None, now: "2024-06-01T00:00:00Z".parse().unwrap(), reach: Reach::Readers };
    let mut memory = Memory::default();
    let mut link = |snapshot: &Snapshot| compile::link_again(snapshot, &options, &Learnt::none(), &mut memory).graph.unwrap();
    let before = four("It knows [[two]], says [@paper].");
    let mut more = before.clone();
    more.insert("content/actors/a.md", "---\ntitle: Another\nsummary: It is.\ntype: state\n---\nOf [[one]].\n".to_owned().into_bytes());
    let mut shown = link(&before);
    let html = |graph: &casebook::graph::Graph, name: &str| -> *const u8 {
        let (folder, id) = name.split_once('/').unwrap();
        let ix = graph.find(casebook::model::Kind::of_folder(folder).unwrap(), id).unwrap();
        match graph.text(ix, None).unwrap() {
            std::borrow::Cow::Borrowed(text) => text.html.as_ptr(),
            std::borrow::Cow::Owned(_) => panic!("{name} is not held"),
        }
    };
    // The paper shows what is called that as code.
    for (snapshot, asking) in [(&more, "sources/paper"), (&before, "sources/paper"), (&more, "sources/paper")] {
        let next = link(snapshot);
        for name in ["actors/one", "actors/two", "events/talks", "sources/paper"] {
            assert_eq!(html(&shown, name) != html(&next, name), name == asking, "{name}");
        }
        let fresh = compile::compile(snapshot, &options).graph.unwrap();
        for (ix, other) in next.all().zip(fresh.all()) {
            assert_eq!(next.backlinks(ix), fresh.backlinks(other));
            assert_eq!(next.body(ix).unwrap().original.numbering.sources(), fresh.body(other).unwrap().original.numbering.sources());
        }
        shown = next;
    }
}
