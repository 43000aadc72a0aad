//! Faults: every writing system call of publishing a 20-page site fails, or is where the process dies.
//!
//! The publishing runs in a process of its own under `strace`, which makes the n-th call of a kind fail, for every
//! n until none is left. After each fault the site is the old one or the new one (in place: every file whole, no
//! linked page missing), and the next build succeeds and equals a clean one.

use super::*;
use std::process::{Command, Stdio};

const ROOT: &str = "CASEBOOK_FAULT_ROOT";
const SITE: &str = "CASEBOOK_FAULT_SITE";

/// Each call that writes, by its names on the architectures we run on; a name that is never called costs one run.
const CALLS: [&str; 16] = [
    "?open",
    "?openat",
    "?write",
    "?mkdir",
    "?mkdirat",
    "?link",
    "?linkat",
    "?rename",
    "?renameat",
    "?renameat2",
    "?unlink",
    "?unlinkat",
    "?rmdir",
    "?fsync",
    "?chmod",
    "?fchmodat",
];

const FAULTS: [&str; 4] = ["error=ENOSPC", "error=EACCES", "error=EIO", "signal=SIGKILL"];

/// Other faults that some calls know.
const MORE: [(&str, &str); 4] =
    [("?open", "error=EMFILE"), ("?openat", "error=EMFILE"), ("?getdents64", "error=EIO"), ("?read", "error=EIO")];

#[derive(Clone, Copy)]
struct Scenario {
    name: &'static str,
    way: Way,
    old: fn() -> Option<Site>,
    new: fn() -> Site,
}

const FIRST: Scenario = Scenario { name: "first", way: Way::Fresh, old: || None, new: linked };
const IN_PLACE: Scenario = Scenario { name: "in-place", way: Way::InPlace, old: || Some(linked()), new: one_more };
const EXCHANGED: Scenario = Scenario { name: "exchanged", way: Way::Exchanged, old: || Some(linked()), new: rewritten };

/// Twenty pages; the index links to all of them.
fn linked() -> Site {
    index(site(19))
}

/// One page new, one changed, one gone, and the index.
fn one_more() -> Site {
    index(with(&site(19), &[("/tags/new.html", Some("new")), ("/actors/a1.html", Some("changed")), ("/actors/a2.html", None)]))
}

fn rewritten() -> Site {
    let mut site = one_more();
    site.iter_mut().filter(|(address, _)| *address != "/actors/a7.html").for_each(|(_, text)| text.push_str(" again"));
    site
}

fn index(mut site: Site) -> Site {
    let links: Vec<String> = site.keys().filter(|address| *address != "/index.html").cloned().collect();
    site.insert("/index.html".into(), format!("home {}", links.join(" ")));
    site
}

/// The process that the sweep starts: publishes one site, and dies of what is injected.
fn publish_as_told(root: &Path, name: &str) -> ! {
    let scenario = [FIRST, IN_PLACE, EXCHANGED].into_iter().find(|scenario| scenario.name == name).unwrap();
    let keep = ["CNAME".to_owned()];
    let output = root.join("public");
    let publish = || {
        let stage = Stage::open(Options { keep: &keep, ..Options::new(root, &output) })?;
        for (address, text) in (scenario.new)() {
            let key = Key::of_bytes(text.as_bytes());
            if stage.previous(&address) == Some(key) {
                stage.keep(&address, key).map_err(DiskError::from_sink)?;
            } else {
                stage.write(&address, key, text.as_bytes()).map_err(DiskError::from_sink)?;
            }
        }
        stage.commit(None)
    };
    std::process::exit(publish().map_or(4, |_| 0))
}

fn sweep(scenario: Scenario) {
    if let (Some(root), Ok(name)) = (std::env::var_os(ROOT), std::env::var(SITE)) {
        publish_as_told(Path::new(&root), &name);
    }
    let faults = CALLS.iter().flat_map(|call| FAULTS.iter().map(move |fault| (*call, *fault))).chain(MORE);
    let mut injected = 0;
    for (call, fault) in faults {
        for when in 1.. {
            if !inject(scenario, call, fault, when) {
                break;
            }
            injected += 1;
        }
    }
    // Twenty files, their folders, the marker, the manifest: far fewer would mean that nothing was injected.
    assert!(injected > 500, "{injected}");
    eprintln!("{}: {injected} faults", scenario.name);
}

/// Publishes with one fault and looks at what stands; false if the fault was not met any more.
fn inject(scenario: Scenario, call: &str, fault: &str, when: usize) -> bool {
    let what = format!("{}: {call} {fault} at {when}", scenario.name);
    let desk = Desk { keep: vec!["CNAME".into()], ..Desk::new() };
    let old = (scenario.old)();
    if let Some(old) = &old {
        desk.build(old).unwrap();
        fs::write(desk.path("CNAME"), "theirs").unwrap();
    }
    let trace = desk.folder.path().join("trace");
    let status = Command::new("strace")
        .args(["-f", "-e", &format!("trace={call}"), "-e", &format!("inject={call}:{fault}:when={when}"), "-o"])
        .arg(&trace)
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", &format!("disk::tests::faults::{}", test_of(scenario)), "--ignored", "--nocapture"])
        .env(ROOT, desk.folder.path().join("book"))
        .env(SITE, scenario.name)
        .env("RAYON_NUM_THREADS", "1")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("strace runs; Debian's package is strace");
    let trace = fs::read_to_string(trace).unwrap_or_default();
    let was_met = trace.contains("(INJECTED)") || trace.contains("killed by SIGKILL");
    let has_published = status.success() && was_met;
    check(&desk, scenario, old.as_ref(), has_published, &what);
    let next = (scenario.new)();
    desk.build(&next).unwrap_or_else(|error| panic!("{what}: then {error}"));
    let expected = if old.is_some() { with(&next, &[("/CNAME", Some("theirs"))]) } else { next };
    assert_eq!(desk.published(), expected, "{what}: then a build");
    was_met
}

fn test_of(scenario: Scenario) -> &'static str {
    match scenario.way {
        Way::Fresh => "a_first_build_outlives_every_fault",
        Way::InPlace => "a_build_in_place_outlives_every_fault",
        _ => "an_exchanged_build_outlives_every_fault",
    }
}

fn check(desk: &Desk, scenario: Scenario, old: Option<&Site>, has_published: bool, what: &str) {
    let mut found = if desk.output().exists() { everything(&desk.output()) } else { Site::new() };
    if let Some(old) = old {
        assert_eq!(found.remove("/CNAME").as_deref(), Some("theirs"), "{what}");
        let new = (scenario.new)();
        if scenario.way == Way::InPlace {
            for address in old.keys().filter(|address| new.contains_key(*address)) {
                assert!(found.contains_key(address), "{what}: {address} is missing");
            }
            for (address, text) in &found {
                assert!([old.get(address), new.get(address)].contains(&Some(text)), "{what}: {address} is {text:?}");
                let missing = text.split(' ').find(|word| word.starts_with('/') && !found.contains_key(*word));
                assert_eq!(missing, None, "{what}: {address} links to it");
            }
        }
    }
    let is_new = found == (scenario.new)();
    let is_old = found == old.cloned().unwrap_or_default();
    assert!(is_new || (!has_published && (is_old || scenario.way == Way::InPlace)), "{what}: {found:?}");
}

#[test]
#[ignore = "takes a minute and needs strace; tests/run runs it"]
fn a_first_build_outlives_every_fault() {
    sweep(FIRST);
}

#[test]
#[ignore = "takes a minute and needs strace; tests/run runs it"]
fn a_build_in_place_outlives_every_fault() {
    sweep(IN_PLACE);
}

#[test]
#[ignore = "takes a minute and needs strace; tests/run runs it"]
fn an_exchanged_build_outlives_every_fault() {
    sweep(EXCHANGED);
}
