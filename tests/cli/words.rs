//! Commands that only say or write words: help, explain, completions, man, init.

use super::{folder, run};

#[test]
fn no_arguments_show_help_and_are_wrong_usage() {
    let ran = super::casebook(folder().path()).output().unwrap();
    assert_eq!(ran.status.code(), Some(2));
    assert!(String::from_utf8(ran.stderr).unwrap().contains("casebook init desk"));
}

#[test]
fn help_and_version_go_to_standard_output() {
    let folder = folder();
    let help = run(folder.path(), "--help");
    assert_eq!((help.code, help.err.as_str()), (0, ""));
    assert!(help.out.contains("Examples:"));
    assert!(run(folder.path(), "--version").out.starts_with("casebook "));
}

#[test]
fn colour_is_written_only_where_it_is_wanted() {
    let folder = folder();
    assert!(!run(folder.path(), "explain bad-date").out.contains('\u{1b}'));
    assert!(run(folder.path(), "explain bad-date --color always").out.contains('\u{1b}'));
    assert!(!run(folder.path(), "--help").out.contains('\u{1b}'));
}

#[test]
fn explain_lists_every_code_and_explains_one() {
    let folder = folder();
    let list = run(folder.path(), "explain");
    for code in casebook::diagnostic::code::ALL {
        assert!(list.out.contains(&format!("  {code} ")), "{code}");
        let page = run(folder.path(), &format!("explain {code}"));
        assert_eq!(page.code, 0, "{code}");
        assert!(page.out.contains("Why") && page.out.contains("    === ") && !page.out.contains("```"), "{}", page.out);
    }
}

#[test]
fn an_unknown_code_is_wrong_usage_and_the_nearest_is_named() {
    let ran = run(folder().path(), "explain unsourced-clam");
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert_eq!(
        ran.err,
        "error: there is no code `unsourced-clam`\nhelp: did you mean `unsourced-claim`? `casebook explain` lists them all\n"
    );
}

#[test]
fn completions_and_manual_know_every_command() {
    let folder = folder();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let ran = run(folder.path(), &format!("completions {shell}"));
        assert!(ran.code == 0 && ran.out.contains("explain"), "{shell}");
    }
    assert!(run(folder.path(), "man").out.contains("casebook\\-explain"));
    assert!(run(folder.path(), "man explain").out.contains("casebook\\-explain"));
    let unknown = run(folder.path(), "man nothing");
    assert!(unknown.code == 2 && unknown.err.contains("the commands are"), "{}", unknown.err);
}

#[test]
fn init_never_touches_what_stands() {
    let folder = folder();
    let desk = folder.path().join("desk");
    assert_eq!(run(folder.path(), "init desk").code, 0);
    let before = std::fs::read(desk.join("casebook.yaml")).unwrap();
    std::fs::remove_file(desk.join(".gitignore")).unwrap();
    let again = run(folder.path(), "init desk");
    assert_eq!(again.code, 6);
    assert!(again.err.contains("stands already; nothing was written"), "{}", again.err);
    assert_eq!(std::fs::read(desk.join("casebook.yaml")).unwrap(), before);
    assert!(!desk.join(".gitignore").exists(), "half a casebook was written");
}

#[test]
fn the_example_is_the_repositorys_own_case() {
    let folder = folder();
    assert_eq!(run(folder.path(), "init --example case").code, 0);
    let repository = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    for path in ["casebook.yaml", "content/actors/iran.md", "content/actors/iran.ur.md"] {
        let written = std::fs::read(folder.path().join("case").join(path)).unwrap();
        assert_eq!(written, std::fs::read(repository.join(path)).unwrap(), "{path}");
    }
}
