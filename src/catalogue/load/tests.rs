use super::*;

#[test]
fn the_tables_that_come_with_the_program_are_right() {
    if let Err(error) = cxone() {
        panic!("{error}");
    }
}
