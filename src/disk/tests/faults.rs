//! Faults: every writing system call of publishing a 20-page site fails, and is where the process dies.
//!
//! The publishing runs in a process of its own under `strace`. A first run tells which of the calls that write it makes, and
//! how often; then each of these calls, one at a time, is where the process is killed, and fails with an error. After each
//! fault the site is the old one or the new one (in place: every file whole, no linked page missing), and the next build
//! succeeds and equals a clean one.
//!
//! The errors take turns, so that calls of one sort meet all of them; `CASEBOOK_FAULTS=all` lets every call meet every one.

use super::*;
use std::ops::RangeInclusive;
use std::process::{Command, Stdio};

const ROOT: &str = "CASEBOOK_FAULT_ROOT";
const SITE: &str = "CASEBOOK_FAULT_SITE";

/// Every call that can change a file system, and those that open, list or read one, by their names on the architectures
/// we run on.
const CALLS: &str = "?open,?openat,?openat2,?creat,?read,?pread64,?readv,?getdents,?getdents64,?write,?pwrite64,?writev,?pwritev,\
    ?pwritev2,?sendfile,?copy_file_range,?splice,?fallocate,?truncate,?ftruncate,?mkdir,?mkdirat,?mknod,?mknodat,?link,?linkat,\
    ?symlink,?symlinkat,?rename,?renameat,?renameat2,?unlink,?unlinkat,?rmdir,?fsync,?fdatasync,?sync,?syncfs,?sync_file_range,\
    ?chmod,?fchmod,?fchmodat,?fchmodat2,?chown,?fchown,?fchownat,?lchown,?utime,?utimes,?utimensat,?futimesat,?setxattr,\
    ?fsetxattr,?lsetxattr,?flock";

/// Disk full, permission denied, read-only, an I/O error, too many open files.
const ERRORS: [&str; 5] = ["ENOSPC", "EACCES", "EROFS", "EIO", "EMFILE"];

/// Calls that only look can fail for these reasons.
const LOOKING: [&str; 3] = ["EIO", "EACCES", "EMFILE"];

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
    let all = std::env::var_os("CASEBOOK_FAULTS").is_some_and(|which| which == "all");
    let calls = calls_of(scenario);
    // Files, folders, the marker, the manifest: fewer would mean that not everything is seen.
    assert!(calls.values().map(|range| range.clone().count()).sum::<usize>() > 40 && calls.contains_key("write"), "{calls:?}");
    let mut injected = 0;
    for (call, range) in &calls {
        let looks = ["read", "open", "getdents", "pread"].iter().any(|name| call.starts_with(name));
        let errors = if looks { &LOOKING[..] } else { &ERRORS[..] };
        for when in range.clone() {
            let turn = |at: &usize| all || at % errors.len() == when % errors.len();
            let wanted = (0..errors.len()).filter(turn).map(|at| format!("error={}", errors[at]));
            // What only reads changes nothing when it is the last.
            let kill = (!call.starts_with("read") && !call.starts_with("getdents")).then(|| "signal=SIGKILL".to_owned());
            for fault in wanted.chain(kill) {
                injected += usize::from(inject(scenario, call, &fault, when));
            }
        }
    }
    assert!(injected > 60, "{injected} of {calls:?}");
    eprintln!("{}: {injected} faults in {calls:?}", scenario.name);
}

/// A desk with the old site, in memory where that can be: waiting for a disk proves nothing more.
fn desk_of(scenario: Scenario) -> Desk {
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    let desk = Desk { keep: vec!["CNAME".into()], ..Desk::inside(folder.unwrap()) };
    if let Some(old) = (scenario.old)() {
        desk.build(&old).unwrap();
        fs::write(desk.path("CNAME"), "theirs").unwrap();
    }
    desk
}

/// Publishes in a process of its own under strace; whether it ended well, and the trace.
fn traced(desk: &Desk, scenario: Scenario, options: &[String]) -> (bool, String) {
    let trace = desk.folder.path().join("trace");
    let status = Command::new("strace")
        .args(["-f", "--seccomp-bpf", "-qq"])
        .args(options)
        .arg("-o")
        .arg(&trace)
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", &format!("disk::tests::faults::{}", test_of(scenario)), "--ignored", "--nocapture", "--test-threads=1"])
        .env(ROOT, desk.folder.path().join("book"))
        .env(SITE, scenario.name)
        .env("RAYON_NUM_THREADS", "1")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("strace runs; Debian's package is strace");
    (status.success(), fs::read_to_string(trace).unwrap_or_default())
}

/// By call, the numbers of those that a publishing makes; what the process did before it came to the desk is left out.
fn calls_of(scenario: Scenario) -> BTreeMap<String, RangeInclusive<usize>> {
    let desk = desk_of(scenario);
    let (is_done, trace) = traced(&desk, scenario, &["-e".into(), format!("trace={}", CALLS.replace(' ', ""))]);
    assert!(is_done, "{trace}");
    assert!((scenario.new)().iter().all(|(address, text)| fs::read_to_string(desk.path(&address[1..])).unwrap() == *text));
    let mut numbers = BTreeMap::<(String, String), usize>::new();
    let mut calls = BTreeMap::<String, RangeInclusive<usize>>::new();
    let mut has_come = false;
    for line in trace.lines() {
        has_come |= line.contains(desk.folder.path().to_str().unwrap());
        // `1234 openat(AT_FDCWD, …) = 3`; strace numbers the calls of each thread apart.
        let mut words = line.split_whitespace();
        let (Some(thread), Some((call, _))) = (words.next(), words.next().and_then(|call| call.split_once('('))) else { continue };
        let number = numbers.entry((thread.to_owned(), call.to_owned())).or_default();
        *number += 1;
        if has_come {
            let range = calls.entry(call.to_owned()).or_insert(*number..=*number);
            *range = *range.start().min(number)..=*range.end().max(number);
        }
    }
    calls
}

/// Publishes with one fault and looks at what stands; false if the fault was not met.
fn inject(scenario: Scenario, call: &str, fault: &str, when: usize) -> bool {
    let what = format!("{}: {call} {fault} at {when}", scenario.name);
    let desk = desk_of(scenario);
    let old = (scenario.old)();
    let options = ["-e".into(), format!("trace={call}"), "-e".into(), format!("inject={call}:{fault}:when={when}")];
    let (is_done, trace) = traced(&desk, scenario, &options);
    let was_met = trace.contains("(INJECTED)") || trace.contains("killed by SIGKILL");
    check(&desk, scenario, old.as_ref(), is_done && was_met, &what);
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
#[ignore = "needs strace, and a minute; tests/run runs it"]
fn a_first_build_outlives_every_fault() {
    sweep(FIRST);
}

#[test]
#[ignore = "needs strace, and a minute; tests/run runs it"]
fn a_build_in_place_outlives_every_fault() {
    sweep(IN_PLACE);
}

#[test]
#[ignore = "needs strace, and a minute; tests/run runs it"]
fn an_exchanged_build_outlives_every_fault() {
    sweep(EXCHANGED);
}
