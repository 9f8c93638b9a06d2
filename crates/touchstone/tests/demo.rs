//! The demo, small and short: it plays, it ends by itself, and nothing stumbles on the way.

use std::process::Command;

#[test]
fn a_small_demo_plays_its_year_and_ends() {
    let output = Command::new(env!("CARGO_BIN_EXE_touchstone"))
        .args(["demo", "--listen", "127.0.0.1:0", "--for", "20"])
        .args(["--customers", "60", "--stores", "6", "--groups", "2"])
        .output()
        .expect("the binary of this build can run");
    let (said, complained) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}{complained}");
    for expected in [
        "演示",
        "/s/",
        "export TOKEN=",
        "A year of history is complete",
        "The journey of the last three months is complete",
        "The demo ends.",
    ] {
        assert!(said.contains(expected), "no `{expected}` in: {said}{complained}");
    }
    assert!(!complained.contains("stumbled"), "{complained}");
}
