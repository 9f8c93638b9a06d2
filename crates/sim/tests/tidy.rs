//! Rules of the codebase that neither the compiler nor clippy can check. Each test is one rule and names every place that breaks it.
//!
//! A file that cannot keep the length limit yet stands in `tidy-allow.txt` with its length; that list may only shrink.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

const LINES_MAX: usize = 700;

/// Who may know whom, beside the dependencies of tests.
const EDGES: &[(&str, &[&str])] = &[
    ("touchstone-stats", &[]),
    ("touchstone-domain", &["touchstone-stats"]),
    ("touchstone-store", &["touchstone-domain"]),
    ("touchstone-engine", &["touchstone-stats", "touchstone-domain", "touchstone-store"]),
    ("touchstone-web", &["touchstone-domain", "touchstone-engine"]),
    ("touchstone-sim", &["touchstone-domain", "touchstone-store", "touchstone-engine", "touchstone-web"]),
    (
        "touchstone",
        &["touchstone-domain", "touchstone-store", "touchstone-engine", "touchstone-web", "touchstone-sim"],
    ),
];

/// What tests above `domain` may know in addition: the simulator's worlds, and the store that they run on. A crate's tests
/// may also name the crate itself, to turn its feature `testing` on.
const TEST_EDGES: &[&str] = &["touchstone-sim", "touchstone-store"];

/// Crates whose presence would let a layer do what it must not.
const FORBIDDEN: &[(&str, &str, &[&str])] = &[
    (
        "touchstone-domain",
        "decisions are pure: no runtime, no database, no network, no randomness",
        &[
            "tokio",
            "rusqlite",
            "postgres",
            "tokio-postgres",
            "axum",
            "hyper",
            "reqwest",
            "lettre",
            "tower",
            "rand",
        ],
    ),
    (
        "touchstone-store",
        "the store knows no HTTP and sends nothing",
        &["axum", "hyper", "reqwest", "lettre"],
    ),
    ("touchstone-engine", "only the store speaks SQL, only web HTTP", &["rusqlite", "postgres", "axum"]),
    ("touchstone-web", "only the store speaks SQL", &["rusqlite", "postgres", "tokio-postgres"]),
];

/// How a statement begins; in capitals, since that is how we write SQL and not how prose is written.
const STATEMENTS: &[&str] =
    &["INSERT INTO ", "SELECT ", "DELETE FROM ", "CREATE TABLE ", "ALTER TABLE ", "ON CONFLICT ", "PRAGMA "];

#[test]
fn crates_depend_only_downwards() {
    let mut wrong = Vec::new();
    for package in packages() {
        let Some((_, allowed)) = EDGES.iter().find(|(name, _)| *name == package.name) else {
            wrong.push(format!(
                "{}: a new crate needs its row in EDGES and in docs/ARCHITECTURE.md",
                package.name
            ));
            continue;
        };
        for dependency in package.dependencies.iter().filter(|d| d.name.starts_with("touchstone")) {
            let is_own = dependency.name == package.name;
            let is_tool = !allowed.is_empty() && TEST_EDGES.contains(&dependency.name.as_str());
            let for_tests = dependency.kind == "dev" && (is_own || is_tool);
            if !allowed.contains(&dependency.name.as_str()) && !for_tests {
                wrong.push(format!("{} must not know {}", package.name, dependency.name));
            }
        }
    }
    report("the direction is domain <- store <- engine <- web <- sim <- touchstone", &wrong);
}

#[test]
fn layers_stay_pure() {
    let mut wrong = Vec::new();
    for package in packages() {
        for (_, why, crates) in FORBIDDEN.iter().filter(|(name, ..)| *name == package.name) {
            let used = package.dependencies.iter().filter(|d| d.kind != "dev");
            let forbidden = used.filter(|d| crates.contains(&d.name.as_str()));
            wrong.extend(forbidden.map(|d| format!("{} must not depend on {}: {why}", package.name, d.name)));
        }
    }
    report("a layer's manifest keeps it from doing what it must not", &wrong);
}

#[test]
fn files_are_short() {
    let allowed = allow_list();
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for file in sources() {
        let path = relative(&file);
        let lines = product_lines(&read(&file)).count();
        let limit = allowed.get(&path).copied().unwrap_or(LINES_MAX);
        if lines > limit {
            wrong.push(format!("{path}: {lines} lines, at most {limit}; split it by concept"));
        }
        if allowed.contains_key(&path) && lines < limit {
            wrong
                .push(format!("{path}: {lines} lines now, so lower its entry in tidy-allow.txt, or drop it"));
        }
        seen.insert(path);
    }
    let gone = allowed.keys().filter(|path| !seen.contains(*path));
    wrong.extend(gone.map(|path| format!("{path}: in tidy-allow.txt, but gone")));
    report("a file has at most 700 lines, its own tests aside", &wrong);
}

#[test]
fn only_the_store_speaks_sql() {
    let mut wrong = Vec::new();
    for file in sources().into_iter().filter(|f| !relative(f).starts_with("crates/store/")) {
        for (number, line) in code_lines(&read(&file)) {
            if STATEMENTS.iter().any(|statement| line.contains(statement)) {
                wrong.push(place(&file, number, line));
            }
        }
    }
    report("SQL stands in crates/store and nowhere else", &wrong);
}

#[test]
fn databases_differ_only_in_the_dialect() {
    let mut wrong = Vec::new();
    for file in sources() {
        let path = relative(&file);
        // Row functions do not even mention a database; elsewhere, only the dialect and the two connections match on it.
        let words: &[&str] = if path.starts_with("crates/store/src/rows/") {
            &["sqlite", "postgres"]
        } else {
            &["dialect::sqlite", "dialect::postgres"]
        };
        if ["dialect", "sqlite", "postgres"]
            .iter()
            .any(|name| path.starts_with(&format!("crates/store/src/{name}")))
        {
            continue;
        }
        for (number, line) in code_lines(&read(&file)) {
            let lower = line.to_lowercase();
            if words.iter().any(|word| lower.contains(word)) {
                wrong.push(place(&file, number, line));
            }
        }
    }
    report("one body per statement: what differs between databases is a method of Dialect", &wrong);
}

#[test]
fn every_dependency_says_what_for() {
    let mut wrong = Vec::new();
    let mut explained: Vec<String> = Vec::new();
    let mut in_comment = false;
    for line in dependency_lines() {
        if let Some(comment) = line.strip_prefix('#') {
            if !in_comment {
                explained.clear();
            }
            let names = comment.split_once(':').map_or("", |(names, _)| names);
            explained.extend(names.split(',').map(|name| name.trim().to_owned()));
            in_comment = true;
        } else if let Some((name, _)) = line.split_once(" = ") {
            in_comment = false;
            if !name.starts_with("touchstone") && !explained.iter().any(|n| n == name) {
                wrong.push(format!("Cargo.toml: `{name}` needs the line `# {name}: what for` above it"));
            }
        }
    }
    report("each workspace dependency has its reason", &wrong);
}

#[test]
fn every_dependency_is_used() {
    let used: BTreeSet<String> =
        packages().into_iter().flat_map(|p| p.dependencies).map(|d| d.name).collect();
    let declared = dependency_lines().into_iter().filter(|line| !line.starts_with('#'));
    let names = declared.filter_map(|line| line.split_once(" = ").map(|(name, _)| name.to_owned()));
    let unused = names.filter(|name| !used.contains(name));
    let wrong: Vec<String> = unused.map(|name| format!("Cargo.toml: no crate uses `{name}`")).collect();
    report("a dependency that no crate uses goes", &wrong);
}

#[test]
fn texts_carry_no_marks_and_no_machine_paths() {
    // Put together here, so that this file does not break its own rule.
    let marks = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("/wo", "rk/"), concat!("/ro", "ot/")];
    let mut wrong = Vec::new();
    for file in texts() {
        for (number, line) in read(&file).lines().enumerate() {
            if marks.iter().any(|mark| has_word(line, mark)) {
                wrong.push(place(&file, number + 1, line));
            }
        }
    }
    report("unfinished work goes into an issue, and no path of one machine is written down", &wrong);
}

#[test]
fn lock_files_name_no_download_address() {
    let crates_io = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";
    let mut wrong = Vec::new();
    for file in walk(&root()) {
        let foreign = |line: &str| line.starts_with("source = ") && line != crates_io;
        let address = |line: &str| line.trim_start().starts_with("\"resolved\": \"http");
        let breaks: &dyn Fn(&str) -> bool = match file.file_name().and_then(|n| n.to_str()) {
            Some("Cargo.lock") => &foreign,
            Some("package-lock.json") => &address,
            _ => continue,
        };
        for (number, line) in read(&file).lines().enumerate().filter(|(_, line)| breaks(line)) {
            wrong.push(place(&file, number + 1, line));
        }
    }
    report("lock files hold versions and digests; the registry is the builder's choice", &wrong);
}

#[test]
fn every_source_file_belongs_to_a_module() {
    let mut wrong = Vec::new();
    for folder in children(&root().join("crates")) {
        let src = folder.join("src");
        let mut open: Vec<PathBuf> = ["lib.rs", "main.rs"].iter().map(|name| src.join(name)).collect();
        open.extend(children(&src.join("bin")));
        open.retain(|file| file.is_file());
        let mut reached = BTreeSet::new();
        while let Some(file) = open.pop() {
            open.extend(modules(&file, &src));
            reached.insert(file);
        }
        let files = walk(&src).into_iter().filter(|f| f.extension().is_some_and(|e| e == "rs"));
        let dead = files.filter(|f| !reached.contains(f));
        wrong.extend(dead.map(|f| format!("{}: no `mod` names it", relative(&f))));
    }
    report("a file that no module names is dead", &wrong);
}

/// The existing files of the modules that `file` declares.
fn modules(file: &Path, src: &Path) -> Vec<PathBuf> {
    let stem = file.file_stem().and_then(|s| s.to_str()).unwrap_or_default();
    let parent = file.parent().expect("a source file has a folder");
    let is_root =
        stem == "mod" || parent == src && matches!(stem, "lib" | "main") || parent == src.join("bin");
    let base = if is_root { parent.to_owned() } else { parent.join(stem) };
    let text = read(file);
    let declared = text.lines().filter_map(|line| {
        let (visibility, name) = line.trim().strip_suffix(';')?.rsplit_once("mod ")?;
        let plain = visibility.is_empty() || visibility.starts_with("pub");
        plain.then_some(name)
    });
    declared
        .flat_map(|name| [base.join(format!("{name}.rs")), base.join(name).join("mod.rs")])
        .filter(|path| path.is_file())
        .collect()
}

struct Package {
    name: String,
    dependencies: Vec<Dependency>,
}

struct Dependency {
    name: String,
    /// "normal", "dev" or "build".
    kind: String,
}

fn packages() -> Vec<Package> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata prints JSON");
    let text = |value: &Value| value.as_str().unwrap_or("normal").to_owned();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let dependency = |value: &Value| Dependency { name: text(&value["name"]), kind: text(&value["kind"]) };
    let package = |value: &Value| Package {
        name: text(&value["name"]),
        dependencies: list(&value["dependencies"]).iter().map(dependency).collect(),
    };
    list(&metadata["packages"]).iter().map(package).collect()
}

/// The lines of the workspace's dependency table.
fn dependency_lines() -> Vec<String> {
    let manifest = read(&root().join("Cargo.toml"));
    let lines = manifest.lines().skip_while(|line| *line != "[workspace.dependencies]").skip(1);
    lines.take_while(|line| !line.starts_with('[')).map(str::to_owned).collect()
}

fn root() -> PathBuf {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    crates.and_then(Path::parent).expect("this crate stands two folders below the root").to_owned()
}

fn relative(file: &Path) -> String {
    file.strip_prefix(root()).unwrap_or(file).display().to_string()
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_else(|e| panic!("{}: {e}", file.display()))
}

/// Rust files of the product: sources and benchmarks, not tests.
fn sources() -> Vec<PathBuf> {
    let is_product = |file: &PathBuf| {
        let path = relative(file);
        let folder = path.contains("/src/") || path.contains("/benches/");
        path.starts_with("crates/") && folder && file.extension().is_some_and(|e| e == "rs")
    };
    walk(&root()).into_iter().filter(is_product).collect()
}

/// Every file that people write and read.
fn texts() -> Vec<PathBuf> {
    const KINDS: &[&str] = &[
        "rs", "toml", "md", "sql", "html", "css", "js", "mjs", "ts", "tsx", "py", "sh", "json", "txt", "yml",
    ];
    let is_written = |file: &PathBuf| {
        let kind = file.extension().and_then(|e| e.to_str()).unwrap_or_default();
        let name = file.file_name().and_then(|n| n.to_str()).unwrap_or_default();
        (KINDS.contains(&kind) && name != "package-lock.json") || matches!(name, "Makefile" | "run")
    };
    let folder = |file: &PathBuf| !relative(file).starts_with("data/");
    walk(&root()).into_iter().filter(folder).filter(is_written).collect()
}

/// Lines before the file's own test module.
fn product_lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().take_while(|line| *line != "#[cfg(test)]")
}

/// Numbered lines before the file's own test module that are not comments.
fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let numbered = product_lines(text).enumerate().map(|(i, line)| (i + 1, line));
    numbered.filter(|(_, line)| !line.trim_start().starts_with("//"))
}

/// Whether `mark` stands in `line` by itself, not as the end of a longer word or path.
fn has_word(line: &str, mark: &str) -> bool {
    line.match_indices(mark).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '-'))
    })
}

fn place(file: &Path, number: usize, line: &str) -> String {
    format!("{}:{number}: {}", relative(file), line.trim().chars().take(120).collect::<String>())
}

/// `path lines` per line.
fn allow_list() -> BTreeMap<String, usize> {
    let text = read(&root().join("crates/sim/tests/tidy-allow.txt"));
    let entries = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let parsed = entries.map(|line| {
        let (path, lines) = line.split_once(' ').expect("an entry is `path lines`");
        (path.to_owned(), lines.parse().expect("an entry ends with a number of lines"))
    });
    parsed.collect()
}

fn children(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.map(|e| e.expect("a folder's entry can be read").path()).collect();
    paths.sort();
    paths
}

/// All files below `folder`, except what is built, installed or hidden.
fn walk(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for path in children(folder) {
        let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
        let is_hidden = name.starts_with('.') && name != ".ci";
        if path.is_symlink() || is_hidden || matches!(name, "target" | "node_modules" | "dist") {
            continue;
        }
        if path.is_dir() {
            files.extend(walk(&path));
        } else {
            files.push(path);
        }
    }
    files
}

fn report(rule: &str, wrong: &[String]) {
    assert!(wrong.is_empty(), "{rule}:\n  {}\n", wrong.join("\n  "));
}
