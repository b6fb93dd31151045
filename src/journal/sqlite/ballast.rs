//! Room that is kept free for the outcomes of what has been sent already: when the disk is full,
//! nothing new is begun, and what is in flight can still be kept.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Enough for the outcomes of some ten thousand actions in flight.
const BYTES: usize = 8 << 20;

/// A file that takes up room until the room is needed.
pub struct Ballast {
    path: PathBuf,
}

impl Ballast {
    pub fn new(path: &Path) -> Self {
        let ballast = Self {
            path: path.to_owned(),
        };
        ballast.take_room();
        ballast
    }

    /// Whether the room is there. Without it nothing new may be begun.
    pub fn is_there(&self) -> bool {
        std::fs::metadata(&self.path).is_ok_and(|file| file.len() >= BYTES as u64)
    }

    /// Takes the room up again, where there is room.
    pub fn take_room(&self) -> bool {
        if self.is_there() {
            return true;
        }
        if self.fill().is_err() {
            self.free();
        }
        self.is_there()
    }

    /// Gives the room up, for what has to be kept now.
    pub fn free(&self) {
        let _ = std::fs::remove_file(&self.path);
    }

    /// Random bytes: a file system that compresses would keep no room for zeros.
    fn fill(&self) -> std::io::Result<()> {
        let mut file = File::create(&self.path)?;
        let mut random = fastrand::Rng::new();
        let mut block = [0u8; 64 << 10];
        for _ in 0..BYTES / block.len() {
            random.fill(&mut block);
            file.write_all(&block)?;
        }
        file.sync_all()
    }
}
