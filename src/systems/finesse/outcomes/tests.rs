use super::*;
use crate::catalogue::Catalogue;

#[test]
fn every_request_fits_its_action() {
    let finesse = Catalogue::builtin()
        .system("finesse")
        .expect("its tables are right");
    let actions = finesse.actions.iter();
    let wrong: Vec<String> = actions
        .filter_map(|action| Request::of(action).err())
        .collect();
    assert_eq!(wrong, Vec::<String>::new());
}
