//! Puts the built console into the binary: what `make console` left in `console/dist/site`, if it is there.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// Always there, so that cargo notices when a console is built into it.
const FOLDER: &str = "../../console/dist";

fn main() {
    println!("cargo::rerun-if-changed={FOLDER}");
    // Asked when it runs: clones that share a target folder share this program, too.
    let (here, out) = (told("CARGO_MANIFEST_DIR"), told("OUT_DIR"));
    // The compiler reads a copy: the console may be built anew while it does.
    let (site, kept) = (here.join(FOLDER).join("site"), out.join("console"));
    if kept.exists() {
        fs::remove_dir_all(&kept).expect("the output folder is writable");
    }
    let mut names = Vec::new();
    copy(&site, &kept, "", &mut names);
    names.sort();
    let mut code = String::from("&[\n");
    for name in names.iter().filter(|name| !name.ends_with(".br") && !name.ends_with(".gz")) {
        let compressed = |ending: &str| {
            let copy = format!("{name}.{ending}");
            if names.contains(&copy) { format!("Some({})", include(&copy)) } else { "None".to_owned() }
        };
        let (plain, brotli, gzip) = (include(name), compressed("br"), compressed("gz"));
        writeln!(code, "Asset {{ path: {name:?}, plain: {plain}, brotli: {brotli}, gzip: {gzip} }},")
            .expect("a string takes everything");
    }
    code.push(']');
    fs::write(out.join("console.rs"), code).expect("the output folder is writable");
}

#[expect(clippy::disallowed_methods, reason = "cargo tells a build script by variables")]
fn told(name: &str) -> PathBuf {
    std::env::var_os(name).expect("cargo sets it").into()
}

/// Copies a folder and collects the files' paths as browsers ask for them.
fn copy(from: &Path, to: &Path, path: &str, names: &mut Vec<String>) {
    let Ok(entries) = fs::read_dir(from) else { return };
    fs::create_dir_all(to).expect("the output folder is writable");
    for entry in entries {
        let entry = entry.expect("the folder is readable");
        let file = entry.file_name();
        let name = format!("{path}/{}", file.to_str().expect("a bundler's names are ASCII"));
        if entry.path().is_dir() {
            copy(&entry.path(), &to.join(&file), &name, names);
        } else {
            fs::copy(entry.path(), to.join(&file)).expect("the output folder is writable");
            names.push(name);
        }
    }
}

fn include(name: &str) -> String {
    format!("include_bytes!(concat!(env!(\"OUT_DIR\"), \"/console{name}\"))")
}
