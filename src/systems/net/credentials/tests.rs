use super::*;
use std::path::Path;

fn identity(password: &str) -> Identity {
    Identity {
        vendor: "Finesse",
        addresses: vec!["https://b".into(), "https://a".into()],
        user: vec!["1001".into()],
        secrets: vec![Secret::new(password)],
    }
}

fn here(password: &str) -> Arc<Credential> {
    Credential::of(identity(password), &Refusals::InProcess)
}

/// The same credentials in a process of their own.
fn elsewhere(password: &str, folder: &Path) -> Credential {
    let mut identity = identity(password);
    identity.addresses.sort();
    Credential {
        memory: Refusals::In(folder.to_owned()).of(&identity),
        identity,
        refused: RwLock::default(),
        proven: AtomicBool::new(false),
        proving: tokio::sync::Mutex::default(),
        since: Timestamp::now(),
    }
}

/// A refusal of as long ago as that, on disk.
fn age(credential: &Credential, minutes: i64) {
    let memory = credential.memory.as_ref().unwrap();
    let mut entry = memory.read().unwrap();
    entry.until -= SignedDuration::from_mins(minutes);
    memory.write(&entry);
}

#[tokio::test]
async fn a_refusal_stops_all_who_use_the_credentials() {
    let (one, same, other) = (here("first one"), here("first one"), here("second one"));
    let first = one.prove().await.unwrap();
    assert!(first.is_some(), "the first one goes alone");
    one.refuse("UNAUTHORIZED");
    drop(first);
    assert!(same.pass().is_err() && same.prove().await.is_err());
    assert!(other.pass().is_ok());
    drop((one, same));
    assert!(here("first one").pass().is_err(), "it is remembered");
}

#[tokio::test]
async fn what_is_proven_goes_side_by_side() {
    let credential = here("third one");
    drop(credential.prove().await.unwrap());
    credential.accepted();
    assert!(credential.prove().await.unwrap().is_none());
}

#[tokio::test]
async fn another_process_hears_of_a_refusal_for_ten_minutes_and_a_new_password_is_tried() {
    let folder = tempfile::tempdir().unwrap();
    let first = elsewhere("old", folder.path());
    drop(first.prove().await.unwrap());
    first.refuse("UNAUTHORIZED (1001)");
    for _ in 0..5 {
        let next = elsewhere("old", folder.path());
        let why = next.prove().await.err().unwrap();
        assert_eq!(why.outcome, "Unauthorized");
        assert!(why.reason.contains("for 10 minutes"), "{}", why.reason);
    }
    assert!(elsewhere("new", folder.path()).prove().await.is_ok());
    age(&first, 9);
    assert!(elsewhere("old", folder.path()).prove().await.is_err());
    age(&first, 2);
    assert!(elsewhere("old", folder.path()).prove().await.is_ok());
}

#[tokio::test]
async fn refusals_in_a_row_are_remembered_longer_and_a_success_forgets_them() {
    let folder = tempfile::tempdir().unwrap();
    let mut spans = Vec::new();
    for _ in 0..9 {
        let next = elsewhere("old", folder.path());
        drop(next.prove().await.unwrap());
        next.refuse("no");
        let entry = next.memory.as_ref().unwrap().read().unwrap();
        spans.push(entry.until.duration_since(Timestamp::now()).as_secs() / 60 + 1);
        age(&next, 24 * 60 + 1);
    }
    assert_eq!(spans, [10, 20, 40, 80, 160, 320, 640, 1280, 1440]);
    let right = elsewhere("old", folder.path());
    drop(right.prove().await.unwrap());
    right.accepted();
    assert_eq!(right.memory.as_ref().unwrap().read(), None);
}

#[tokio::test]
async fn processes_that_begin_together_prove_one_after_the_other() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (elsewhere("x", folder.path()), elsewhere("x", folder.path()));
    let first = one.prove().await.unwrap();
    let waits = async {
        let refused = other.prove().await.err();
        refused.expect("it hears of the refusal").reason
    };
    let refuses = async {
        tokio::task::yield_now().await;
        one.refuse("no");
        drop(first);
    };
    let (reason, ()) = tokio::join!(waits, refuses);
    assert!(reason.contains("in an earlier run"), "{reason}");
}

#[tokio::test]
async fn nothing_of_a_password_or_a_user_is_on_the_disk() {
    let folder = tempfile::tempdir().unwrap();
    let one = elsewhere("horse battery", folder.path());
    drop(one.prove().await.unwrap());
    one.refuse("horse battery of 1001");
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let file = file.unwrap();
        let name = file.file_name().into_string().unwrap();
        let content = std::fs::read(file.path()).unwrap();
        let all = format!("{name} {}", String::from_utf8_lossy(&content));
        assert!(!all.contains("horse") && !all.contains("1001 "), "{all}");
        #[cfg(unix)]
        if !name.ends_with("lock") {
            use std::os::unix::fs::PermissionsExt;
            let mode = file.metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0, "{name}");
        }
    }
}

#[tokio::test]
async fn where_nothing_can_be_kept_the_process_still_knows() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let one = elsewhere("x", &file.join("below"));
    assert!(one.memory.is_none());
    drop(one.prove().await.unwrap());
    one.refuse("no");
    assert!(one.pass().is_err());
}

#[test]
fn secrets_are_replaced_in_what_the_system_says() {
    let mut echo = Answer::new(
        "Rejected",
        "you said Basic MTAwMTpob3JzZQ== (horse battery)",
    );
    here("horse battery").scrub(&mut echo, &["MTAwMTpob3JzZQ==".to_owned()]);
    assert_eq!(echo.reason, "you said Basic [secret] ([secret])");
}
