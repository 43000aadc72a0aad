//! `docs/cli.md` is what the commands say of themselves; `INSTA_UPDATE=always` writes it anew.

use super::{folder, run};
use std::fmt::Write;
use std::path::Path;

const HEAD: &str = "# The command line\n\n<!-- Made from the commands' own help by tests/cli/docs.rs; run it with INSTA_UPDATE=always. -->\n\n\
Results go to standard output and messages to standard error, so that either can be sent elsewhere. Every command takes\n\
`--root DIR` and `--color WHEN`; without `--root` the casebook is the nearest folder upward that holds `casebook.yaml`.\n\n\
A problem reads `path:line:column: error[code]: phrase`, with lines and columns counted from 1 in characters, then the lines\n\
concerned, then `help:`. `casebook explain CODE` says what a code means, why it matters and how to mend it.\n";

#[test]
fn the_documentation_is_what_the_commands_say() {
    let folder = folder();
    let list = run(folder.path(), "--help").out;
    let commands = list.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let names: Vec<&str> = commands
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert!(names.contains(&"build") && names.len() >= 10, "{names:?}");
    let mut text = format!("{HEAD}\n```text\n{}```\n", trimmed(&list));
    for name in names {
        let help = run(folder.path(), &format!("{name} --help")).out;
        write!(text, "\n## {name}\n\n```text\n{}```\n", trimmed(&help)).unwrap();
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/cli.md");
    if std::env::var_os("INSTA_UPDATE").is_some_and(|wanted| wanted == "always") {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &text).unwrap();
    }
    let standing = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(standing == text, "docs/cli.md is not what the commands say; run this test with INSTA_UPDATE=always and read the change");
}

fn trimmed(help: &str) -> String {
    help.trim_end().lines().map(|line| format!("{}\n", line.trim_end())).collect()
}
