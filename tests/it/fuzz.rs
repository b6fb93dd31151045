//! Replays what the fuzz targets have as their corpus, and what they once found.

#[path = "../../fuzz/src/targets.rs"]
mod targets;

use std::path::Path;

#[test]
fn every_input_of_the_corpus_is_taken() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    for (name, target) in targets::ALL {
        let files = std::fs::read_dir(corpus.join(name)).unwrap();
        let files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
        assert!(files.len() > 1, "{name} has no corpus");
        for file in files {
            let input = std::fs::read(&file).unwrap();
            // A panic below names the test alone: this names the input.
            println!("{}", file.display());
            target(&input);
        }
    }
}
