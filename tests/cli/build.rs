//! `build` and `check`: what is published, what is said, how it ends.

use super::{folder, run};
use std::fs;
use std::path::Path;

fn desk(folder: &Path) {
    assert_eq!(run(folder, "init .").code, 0);
}

/// Misspells a word of the fourth line.
fn break_it(folder: &Path) {
    let path = folder.join("content/actors/harbour-authority.md");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(path, text.replace("type: government-body", "type: goverment-body")).unwrap();
}

#[test]
fn a_new_casebook_has_no_problem_and_builds_at_once() {
    let folder = folder();
    desk(folder.path());
    let check = run(folder.path(), "check");
    assert_eq!((check.code, check.out.as_str()), (0, ""), "{}", check.err);
    assert!(check.err.starts_with("no problems in "), "{}", check.err);
    let build = run(folder.path(), "build");
    assert_eq!((build.code, build.out.as_str()), (0, ""), "{}", build.err);
    assert!(build.err.contains(" written, 0 unchanged, "), "{}", build.err);
    assert!(folder.path().join("public/static").is_dir());
}

#[test]
fn the_built_in_case_has_no_problem() {
    let folder = folder();
    assert_eq!(run(folder.path(), "init --example case").code, 0);
    let check = run(&folder.path().join("case"), "check");
    assert_eq!((check.code, check.out.as_str()), (0, ""), "{}", check.err);
}

#[test]
fn a_second_build_writes_nothing() {
    let folder = folder();
    desk(folder.path());
    run(folder.path(), "build");
    for args in ["build", "build --no-cache", "--root . build --jobs 1"] {
        let again = run(folder.path(), args);
        assert!(again.err.contains(" 0 written, "), "{args}: {}", again.err);
    }
}

#[test]
fn a_problem_stops_the_build_and_leaves_the_old_site() {
    let folder = folder();
    desk(folder.path());
    run(folder.path(), "build");
    let before = fs::read_dir(folder.path().join("public")).unwrap().count();
    break_it(folder.path());
    let build = run(folder.path(), "build");
    assert_eq!((build.code, build.out.as_str()), (1, ""));
    assert!(build.err.contains("content/actors/harbour-authority.md:4:7: error[bad-value]: "), "{}", build.err);
    assert!(build.err.contains("4 | type: goverment-body\n  |       ^^^^^^^^^^^^^^\n"), "{}", build.err);
    assert!(build.err.ends_with("1 error in 1 file\n"), "{}", build.err);
    assert_eq!(fs::read_dir(folder.path().join("public")).unwrap().count(), before);
}

#[test]
fn check_writes_every_format_to_standard_output() {
    let folder = folder();
    desk(folder.path());
    break_it(folder.path());
    let json = run(folder.path(), "check --format json");
    assert_eq!(json.code, 1);
    let line: serde_json::Value = serde_json::from_str(json.out.lines().next().unwrap()).unwrap();
    assert_eq!((line["code"].as_str(), line["line"].as_u64(), line["column"].as_u64()), (Some("bad-value"), Some(4), Some(7)));
    let sarif: serde_json::Value = serde_json::from_str(&run(folder.path(), "check --format sarif").out).unwrap();
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "bad-value");
    let rule = sarif["runs"][0]["tool"]["driver"]["rules"][0]["help"]["markdown"].as_str().unwrap();
    assert!(rule.contains("## Why"), "{rule}");
    assert!(run(folder.path(), "check --format github").out.starts_with("::error file=content/actors/harbour-authority.md,line=4,"));
    assert!(!folder.path().join("public").exists() && !folder.path().join(".casebook").exists(), "check wrote something");
}

#[test]
fn withheld_material_ends_with_its_own_code() {
    let folder = folder();
    desk(folder.path());
    fs::write(
        folder.path().join("content/actors/informant.md"),
        "---\ntitle: Informant\nsummary: A person who spoke.\ntype: person\nrelease: {tlp: RED}\n---\n",
    )
    .unwrap();
    assert_eq!(run(folder.path(), "build").code, 0);
    let path = folder.path().join("content/actors/harbour-authority.md");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{text}\nIt heard [[informant]].\n")).unwrap();
    let build = run(folder.path(), "build");
    assert!(build.code == 3 && build.err.contains("error[marking-leak]"), "{}", build.err);
    assert_eq!(run(folder.path(), "build --ceiling RED").code, 0);
}

#[test]
fn wrong_flags_and_configuration_are_wrong_usage() {
    let folder = folder();
    desk(folder.path());
    for args in ["build --ceiling PURPLE", "build --date yesterday", "build --jobs 0", "check --format xml"] {
        let ran = run(folder.path(), args);
        assert!(ran.code == 2 && !folder.path().join("public").exists(), "{args}: {}", ran.err);
    }
    let epoch = super::casebook(folder.path()).arg("build").env("SOURCE_DATE_EPOCH", "soon").output().unwrap();
    assert_eq!(epoch.status.code(), Some(2));
    fs::write(folder.path().join("casebook.yaml"), "title: x\nlinst: {}\n").unwrap();
    assert_eq!(run(folder.path(), "check").code, 2);
    fs::write(folder.path().join("casebook.yaml"), "titel: x\n").unwrap();
    let build = run(folder.path(), "build");
    assert!(build.code == 2 && build.err.contains("casebook.yaml:1:1: error[unknown-key]"), "{}", build.err);
}

#[test]
fn a_foreign_output_is_refused() {
    let folder = folder();
    desk(folder.path());
    fs::create_dir(folder.path().join("public")).unwrap();
    fs::write(folder.path().join("public/mine.txt"), "mine").unwrap();
    assert_eq!(run(folder.path(), "build").code, 6);
    assert_eq!(fs::read_to_string(folder.path().join("public/mine.txt")).unwrap(), "mine");
    assert_eq!(run(folder.path(), "build --output .").code, 6);
}

#[test]
fn timings_and_reasons_go_to_standard_output() {
    let folder = folder();
    desk(folder.path());
    let build = run(folder.path(), "build --timings --explain");
    for phase in ["survey", "read", "parse", "link", "plan", "lint", "render", "write", "publish", "all"] {
        assert!(build.out.lines().any(|line| line.starts_with(phase)), "{phase}: {}", build.out);
    }
    assert!(build.out.contains("/static/") && build.out.contains("no earlier build is remembered"), "{}", build.out);
}

#[test]
fn only_the_external_check_asks_the_web() {
    let folder = folder();
    desk(folder.path());
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/gone", listener.local_addr().unwrap());
    for file in ["content/sources/library.yaml", "content/sources/inspection-report.md"] {
        let path = folder.path().join(file);
        let text = fs::read_to_string(&path).unwrap();
        let lines = text.lines().filter(|line| !line.trim_start().starts_with("archive:"));
        let asked = |line: &str| {
            if line.trim_start().starts_with("url:") {
                format!("{}url: {address}", &line[..line.find('u').unwrap()])
            } else {
                line.to_owned()
            }
        };
        fs::write(path, lines.map(asked).collect::<Vec<_>>().join("\n") + "\n").unwrap();
    }
    assert!(!run(folder.path(), "check").out.contains("unreachable-url"));
    let answering = std::thread::spawn(move || {
        // Two sources share the address, so it is asked about once: HEAD, then GET to be sure.
        for stream in listener.incoming().take(2) {
            let mut stream = stream.unwrap();
            let mut request = [0; 2048];
            let _ = std::io::Read::read(&mut stream, &mut request).unwrap();
            std::io::Write::write_all(&mut stream, b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").unwrap();
        }
    });
    let check = run(folder.path(), "check --external");
    answering.join().unwrap();
    assert_eq!(check.out.matches("warning[unreachable-url]: the address answers 410").count(), 2, "{}", check.out);
    assert_eq!(check.code, 0);
}

#[test]
fn an_export_goes_to_standard_output_or_into_a_file() {
    let folder = folder();
    desk(folder.path());
    let list = run(folder.path(), "export --list");
    assert!(list.code == 0 && list.out.lines().any(|line| line.starts_with("events.csv ")), "{}", list.out);
    let csv = run(folder.path(), "export events.csv");
    assert!(csv.code == 0 && csv.out.contains("North quay closed") && csv.err.is_empty(), "{}", csv.err);
    assert_eq!(run(folder.path(), "export events.csv --output events.csv").out, "");
    assert_eq!(fs::read_to_string(folder.path().join("events.csv")).unwrap(), csv.out);
    let unknown = run(folder.path(), "export event.csv");
    assert!(unknown.code == 2 && unknown.err.contains("did you mean `events.csv`"), "{}", unknown.err);
    assert_eq!(run(folder.path(), "export").code, 2);
    break_it(folder.path());
    let broken = run(folder.path(), "export events.csv");
    assert_eq!((broken.code, broken.out.as_str()), (1, ""));
}

#[test]
fn a_build_shows_some_warnings_and_counts_all() {
    let folder = folder();
    desk(folder.path());
    for n in 0..30 {
        let text = format!("---\ntitle: Company {n}\nsummary: A company that nothing refers to.\ntype: company\n---\n");
        fs::write(folder.path().join(format!("content/actors/company-{n}.md")), text).unwrap();
    }
    let build = run(folder.path(), "build");
    assert_eq!((build.code, build.err.matches("warning[orphan-brief]").count()), (0, 20), "{}", build.err);
    assert!(build.err.contains("30 warnings in 30 files; `casebook check` shows them all\n"), "{}", build.err);
    let check = run(folder.path(), "check");
    assert_eq!((check.code, check.out.matches("warning[orphan-brief]").count()), (0, 30));
}

#[test]
fn faults_in_a_withheld_brief_stop_check_and_not_the_public_build() {
    let folder = folder();
    desk(folder.path());
    let text = "---\ntitle: Canary\nsummary: A draft.\ntype: compny\nrelease: {status: draft}\n---\n\nSee [[nowhere]] and <b>this</b>.\n";
    fs::write(folder.path().join("content/actors/canary.md"), text).unwrap();
    let build = run(folder.path(), "build");
    assert_eq!(build.code, 0, "{}", build.err);
    assert!(!build.err.to_lowercase().contains("canary") && !build.err.contains("nowhere"), "{}", build.err);
    let check = run(folder.path(), "check");
    assert_eq!(check.code, 1);
    for code in ["bad-value", "unresolved-reference", "raw-html"] {
        assert!(check.out.contains(&format!("error[{code}]")), "{code}: {}", check.out);
    }
}

#[test]
fn builds_at_once_take_turns_or_give_up() {
    let folder = folder();
    desk(folder.path());
    std::thread::scope(|scope| {
        let builds: Vec<_> = (0..4).map(|_| scope.spawn(|| run(folder.path(), "build --no-cache"))).collect();
        let ran: Vec<_> = builds.into_iter().map(|build| build.join().unwrap()).collect();
        assert!(ran.iter().all(|ran| [0, 7].contains(&ran.code)), "{:?}", ran.iter().map(|ran| &ran.err).collect::<Vec<_>>());
        assert!(ran.iter().any(|ran| ran.code == 0));
    });
    assert!(run(folder.path(), "build").err.contains(" 0 written, "));
}

#[test]
fn too_few_open_files_end_the_build_and_leave_the_old_site() {
    let folder = folder();
    desk(folder.path());
    assert_eq!(run(folder.path(), "build").code, 0);
    let page = folder.path().join("public/actors/harbour-authority.html");
    let before = fs::read(&page).unwrap();
    let path = folder.path().join("content/actors/harbour-authority.md");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{text}\nOne more sentence.\n")).unwrap();
    // Fewer than it takes to start are no build at all; some number in between is where a file cannot be opened.
    let mut codes = std::collections::BTreeSet::new();
    for limit in 4..16 {
        let build = std::process::Command::new("sh")
            .args(["-c", &format!("ulimit -n {limit} && exec \"$0\" build --no-cache"), env!("CARGO_BIN_EXE_casebook")])
            .current_dir(folder.path())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&build.stderr).into_owned();
        let code = build.status.code().unwrap_or(-1);
        codes.insert(code);
        assert!([0, 2, 4, 127].contains(&code), "{limit}: {code} {said}");
        if code == 4 {
            assert!(said.contains("error: ") && fs::read(&page).unwrap() == before, "{limit}: {said}");
        }
        if code == 0 {
            break;
        }
    }
    assert!(codes.contains(&4), "{codes:?}");
    assert_eq!(run(folder.path(), "build").code, 0);
    assert!(fs::read(&page).unwrap() != before);
}
