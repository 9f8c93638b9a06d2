//! Stops the PostgreSQL cluster that tests left running.

fn main() {
    touchstone_store::testing::stop_postgres();
}
