//! Any sequence of builds, with and without a cache, over damage and interruption, ends in the site of a clean build.

use super::*;
use proptest::prelude::*;

/// What happens between two builds.
#[derive(Clone, Copy, Debug)]
enum Mishap {
    Nothing,
    CacheGone,
    CacheDamaged,
    MarkerGone,
    PageChanged,
    PageGone,
    StageLeft,
}

fn mishap() -> impl Strategy<Value = Mishap> {
    use Mishap::*;
    prop_oneof![
        3 => Just(Nothing), 1 => Just(CacheGone), 1 => Just(CacheDamaged), 1 => Just(MarkerGone), 1 => Just(PageChanged), 1 => Just(PageGone),
        1 => Just(StageLeft)
    ]
}

/// Names that are files in one site and folders in the next.
fn sites() -> impl Strategy<Value = Site> {
    let address =
        proptest::sample::select(vec!["/a", "/a/b", "/a/b/c", "/a/d", "/e.html", "/f/g.html", "/f/h.html", "/i/j/k/l.html", "/m~2.html"]);
    let few = proptest::collection::btree_map(address.prop_map(str::to_owned), "[xy]{0,3}", 0..9);
    // Enough pages that stay the same, so that some changes are small.
    (few, 0..30_usize).prop_map(|(few, many)| {
        let is_folder = |address: &str| few.keys().any(|other| other.starts_with(&format!("{address}/")));
        let plain = few.iter().filter(|(address, _)| !is_folder(address));
        plain.map(|(address, text)| (address.clone(), text.clone())).chain(site(many)).collect()
    })
}

fn suffer(desk: &Desk, mishap: Mishap) {
    let cache = desk.folder.path().join("book/.casebook");
    let first = everything(&desk.output()).into_keys().next();
    match mishap {
        Mishap::Nothing => {}
        Mishap::CacheGone => drop(fs::remove_dir_all(cache)),
        Mishap::CacheDamaged => {
            for entry in fs::read_dir(cache).into_iter().flatten().flatten().filter(|entry| entry.path().is_file()) {
                fs::write(entry.path(), "casebook cache 1, but not really").unwrap();
            }
        }
        Mishap::MarkerGone => {
            // Without either, the folder would be a stranger's.
            if desk.cache {
                fs::remove_file(desk.path(".casebook-site")).unwrap();
            }
        }
        Mishap::PageChanged => {
            // A page changed by hand is not removed, so only the one that every site has.
            fs::write(desk.path("index.html"), "by hand").unwrap();
        }
        Mishap::PageGone => {
            if let Some(address) = first {
                fs::remove_file(desk.path(&address[1..])).unwrap();
            }
        }
        Mishap::StageLeft => {
            let output = fs::canonicalize(desk.output()).unwrap();
            let work = Work::enter(&output, PATIENCE).unwrap();
            fs::create_dir(work.new_stage()).unwrap();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn any_sequence_of_builds_equals_a_clean_one(steps in proptest::collection::vec((sites(), any::<bool>(), mishap()), 1..6)) {
        let mut desk = Desk::new();
        for (next, cache, mishap) in steps {
            desk.cache = cache || !desk.output().join(".casebook-site").exists();
            desk.build(&next).unwrap();
            prop_assert_eq!(desk.published(), next.clone());
            let clean = Desk { cache: false, ..Desk::new() };
            clean.build(&next).unwrap();
            let marker = |desk: &Desk| fs::read_to_string(desk.path(".casebook-site")).unwrap();
            prop_assert_eq!(marker(&desk), marker(&clean));
            suffer(&desk, mishap);
        }
    }
}
