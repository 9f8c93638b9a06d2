//! One suite, run on SQLite and on PostgreSQL: whoever uses the store need not know which it is.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod acting;
mod ahead;
mod durability;
mod files;
mod hot;
mod limits;
mod lists;
mod results;
mod schema;
mod security;
mod support;
mod transactions;
mod types;
mod upgrade;
mod vouchers;

/// Makes two tests of each function: one per database.
macro_rules! on_both {
    ($($module:ident :: $test:ident),* $(,)?) => {
        mod sqlite {
            $(#[test] fn $test() { crate::$module::$test(&mut touchstone_store::testing::TestDatabase::sqlite()); })*
        }
        mod postgres {
            $(#[test] fn $test() { crate::$module::$test(&mut touchstone_store::testing::TestDatabase::postgres()); })*
        }
    };
}

on_both![
    acting::a_run_that_begins_anew_is_listed_as_new,
    acting::timers_fire_in_order_and_once,
    acting::a_timer_whose_work_fails_is_still_there,
    acting::two_workers_never_fire_the_same_timer,
    acting::an_effect_is_leased_tried_again_and_finished,
    acting::a_dead_workers_lease_ends_and_its_late_report_does_not_count,
    acting::a_dead_peers_rows_do_not_stand_in_the_way,
    acting::what_was_refused_is_kept_with_its_reason,
    acting::lists_go_page_by_page,
    acting::inboxes_have_positions_without_gaps,
    acting::notices_are_read_once_and_listed_newest_first,
    ahead::a_write_sees_what_changed_since_it_looked_ahead,
    ahead::a_row_swept_during_a_look_is_read_again,
    ahead::a_write_takes_what_it_looked_ahead_at,
    ahead::what_changed_since_a_look_is_read_again,
    ahead::a_view_that_serves_several_looks_hides_nothing,
    ahead::an_identity_leads_where_it_was_pointed_last,
    durability::acknowledged_writes_survive_a_kill,
    hot::rows_are_found_wherever_they_are,
    hot::a_failed_body_leaves_no_hot_rows,
    hot::a_key_given_twice_is_new_once_at_its_first_place,
    hot::a_profile_as_large_as_it_gets_is_kept,
    hot::the_log_stays_short_when_keys_ascend,
    lists::rows_are_found_by_terms_and_units,
    lists::customers_are_walked_by_rank,
    lists::the_audit_log_is_narrowed,
    lists::answers_are_counted_by_day_unit_and_channel,
    results::responses_are_read_by_when_they_were_completed,
    results::marks_are_found_and_forgotten,
    limits::a_full_queue_is_busy,
    limits::a_newer_database_is_refused,
    limits::several_may_open_an_empty_database,
    limits::statements_survive_a_changed_schema,
    security::a_code_is_taken_once_and_wrong_ones_are_counted,
    security::a_link_is_used_once_and_in_its_own_brand,
    security::letters_are_taken_in_turn_and_put_off,
    security::an_address_is_invited_once,
    transactions::a_body_that_fails_leaves_nothing,
    transactions::a_failed_statement_discards_a_body_that_ignores_it,
    transactions::a_panicking_body_is_an_error_and_the_store_goes_on,
    transactions::bodies_of_one_group_stand_alone,
    transactions::concurrent_counters_are_exact,
    transactions::a_long_write_gets_through_among_short_ones,
    transactions::a_read_sees_one_state,
    transactions::a_read_cannot_write,
    transactions::a_closed_store_says_so_and_keeps_everything,
    transactions::a_brand_never_reaches_another,
    types::every_type_comes_back_as_it_went_in,
    types::a_value_of_another_type_is_corrupt,
    types::conflicts_carry_the_same_names,
    types::many_rows_go_in_and_come_out,
    types::defects_are_told_apart,
    files::files_belong_to_one_response_or_are_forgotten,
    upgrade::what_an_older_release_left_is_read_back,
    vouchers::vouchers_are_unique_listed_changed_and_erased,
];
