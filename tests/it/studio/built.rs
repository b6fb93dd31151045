//! What is in the program is what the script builds from the lock file.

use crate::tools;
use std::path::Path;
use std::process::Command;

fn unpacked(file: &Path) -> Vec<u8> {
    let done = Command::new("gzip")
        .args(["-dc"])
        .arg(file)
        .output()
        .expect("gzip is there");
    assert!(done.status.success(), "{}", file.display());
    done.stdout
}

#[test]
fn the_page_is_built_from_what_stands_here() {
    let test = "the studio's page is built again";
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    if !tools::is_there(test, "npm") || !tools::is_there(test, "gzip") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    // in a copy: npm writes beside what it installs for
    let copy = folder.path().join("studio");
    let copied = Command::new("cp")
        .arg("-r")
        .arg(root.join("studio/src"))
        .arg(folder.path().join("src"))
        .status();
    assert!(copied.is_ok_and(|status| status.success()));
    std::fs::create_dir(&copy).expect("a folder");
    std::fs::rename(folder.path().join("src"), copy.join("src")).expect("it is moved");
    for file in [
        "package.json",
        "package-lock.json",
        ".npmrc",
        "build.mjs",
        "build.sh",
    ] {
        std::fs::copy(root.join("studio").join(file), copy.join(file)).expect("it is copied");
    }
    let out = folder.path().join("dist");
    let built = Command::new("bash")
        .arg(copy.join("build.sh"))
        .arg(&out)
        .output()
        .expect("bash is there");
    if !built.status.success() {
        // without a registry nothing can be installed
        tools::skipped(
            test,
            &format!(
                "what npm installs ({})",
                String::from_utf8_lossy(&built.stderr)
            ),
        );
        return;
    }
    for name in ["studio.js.gz", "studio.css.gz", "notices.txt.gz"] {
        let own = unpacked(&root.join("studio/dist").join(name));
        let new = unpacked(&out.join(name));
        assert!(
            own == new,
            "studio/dist/{name} is old: run studio/build.sh, and commit what it has written"
        );
    }
    let lock = std::fs::read_to_string(root.join("studio/package-lock.json")).expect("it is there");
    assert!(
        !lock.contains("\"resolved\""),
        "the lock file names where packages come from"
    );
}
