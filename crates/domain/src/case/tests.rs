use expect_test::{Expect, expect};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::*;

fn at(hours: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + hours * 3600).expect("inside jiff's range")
}
fn member(n: u8) -> MemberId {
    MemberId::from_bytes([n; 16])
}
fn unit(n: u8) -> UnitId {
    UnitId::from_bytes([n; 16])
}
fn cause(n: u8, at: Timestamp) -> Cause {
    Cause {
        effect: EffectId::from_bytes([n; 16]),
        at,
        reason: "汤是凉的".to_owned(),
        priority: Priority::Normal,
        message_id: format!("message-{n}"),
        run: None,
        response: Some(ResponseId::from_bytes([n; 16])),
        unit: Some(unit(3)),
        about: About { order_id: Some("A-17".to_owned()), ..About::default() },
    }
}
fn holder(at: u8, who: u8) -> Holder {
    Holder { unit: Some(unit(at)), member: Some(member(who)) }
}
fn opened() -> Decided {
    let opening = Opening {
        id: CaseId::from_bytes([1; 16]),
        customer: CustomerId::from_bytes([2; 16]),
        holder: holder(3, 7),
        cause: cause(1, at(0)),
        clock: Clock::until(at(72), at(0)),
    };
    open(opening, at(0))
}
fn due(round: u32) -> Command {
    Command::Timer { timer: CaseTimer { bell: Bell::Due, round }, above: holder(1, 9) }
}
fn remind(round: u32) -> Command {
    Command::Timer { timer: CaseTimer { bell: Bell::Remind, round }, above: holder(1, 9) }
}
fn note(text: &str, is_waiting: bool) -> Command {
    Command::Note { by: member(7), text: text.to_owned(), is_waiting }
}
fn close() -> Command {
    Command::Close { by: member(7), outcome: Outcome::Unknown, note: None }
}
fn reopen() -> Command {
    Command::Reopen { by: member(7), note: None }
}
fn answered(recovered: Option<bool>) -> Command {
    Command::Answered { response: ResponseId::from_bytes([8; 16]), recovered }
}
fn assign(to: u8) -> Command {
    Command::Assign { by: member(7), to: member(to), note: None }
}
fn message(n: u8) -> Command {
    let sent = Sent {
        effect: EffectId::from_bytes([n; 16]),
        channel: crate::profile::Channel::Sms,
        class: crate::profile::MessageClass::Service,
        text: "对不起".to_owned(),
        voucher: None,
    };
    Command::Message { by: member(7), sent }
}

/// Plays commands, each at an hour, and writes a line per command: the state, what was recorded, what follows.
#[expect(clippy::needless_pass_by_value, reason = "the macro's value is used where it is written")]
fn check(commands: &[(i64, Command)], expected: Expect) {
    let mut case = opened().case;
    let mut lines = String::new();
    for (hours, command) in commands {
        let line = match decide(&case, command, at(*hours)) {
            Ok(decided) => {
                case = decided.case.clone();
                line(&decided)
            }
            Err(error) => format!("refused: {error}"),
        };
        lines.push_str(&line);
        lines.push('\n');
    }
    expected.assert_eq(&lines);
}

fn line(decided: &Decided) -> String {
    let state = match decided.case.state {
        State::InProgress { member } => format!("in_progress by {}", member.as_bytes()[0]),
        State::Closed { outcome, .. } => format!("closed {}", outcome.as_str()),
        state => state.as_str().to_owned(),
    };
    let words: Vec<String> = decided.effects.iter().map(word).collect();
    format!("{state}; +{}; {}", decided.entries.len(), words.join(", "))
}

fn word(effect: &CaseEffect) -> String {
    match effect {
        CaseEffect::Notify { member, notice } => format!("{} to {}", notice.as_str(), member.as_bytes()[0]),
        CaseEffect::StartTimer { timer, at: time } => {
            let hours = (time.as_second() - at(0).as_second()) / 3600;
            format!("{:?} {} at {hours} h", timer.bell, timer.round)
        }
        CaseEffect::Announce => "announced".to_owned(),
    }
}

#[test]
fn opening_starts_the_clock_and_tells_the_holder() {
    expect!["open; +1; Remind 1 at 48 h, Due 1 at 72 h, case_opened to 7"].assert_eq(&line(&opened()));
}

#[test]
fn a_case_is_worked_on_closed_and_answered() {
    check(
        &[
            (1, note("Called, will come by.", false)),
            (2, note("Nobody answers.", true)),
            (3, answered(None)),
            (4, assign(8)),
            (5, close()),
            (6, answered(Some(true))),
            (7, answered(None)),
        ],
        expect![[r#"
            in_progress by 7; +1; 
            waiting_customer; +1; 
            in_progress by 7; +1; case_answered to 7
            in_progress by 8; +1; case_assigned to 8
            closed unknown; +1; announced
            closed recovered; +1; case_answered to 8
            closed recovered; +1; case_answered to 8
        "#]],
    );
}

#[test]
fn a_case_is_handed_over_and_both_are_told() {
    let by = |who: u8, to: u8, note: Option<&str>| Command::Assign {
        by: member(who),
        to: member(to),
        note: note.map(str::to_owned),
    };
    check(
        &[
            (1, by(9, 8, Some("She likes to be called in the evening."))),
            (2, by(8, 6, None)),
            (3, by(6, 6, None)),
            (4, by(9, 9, None)),
            (5, by(9, 8, Some(" "))),
        ],
        expect![[r#"
            in_progress by 8; +1; case_assigned to 8, case_handed_over to 7
            in_progress by 6; +1; case_assigned to 6
            in_progress by 6; +1; 
            in_progress by 9; +1; case_handed_over to 6
            refused: the note is empty
        "#]],
    );
}

#[test]
fn messages_are_work_and_can_be_taken_back() {
    let back = || Command::Withdraw { by: member(7), effect: EffectId::from_bytes([4; 16]) };
    check(
        &[
            (1, message(4)),
            (1, back()),
            (2, note("Waits.", true)),
            (3, message(5)),
            (4, close()),
            (5, message(6)),
            (5, back()),
        ],
        expect![[r#"
            in_progress by 7; +1; 
            in_progress by 7; +1; 
            waiting_customer; +1; 
            in_progress by 7; +1; 
            closed unknown; +1; announced
            refused: the case is closed
            closed unknown; +1; 
        "#]],
    );
    let case = opened().case;
    let next = decide(&case, &message(4), at(1)).expect("an open case").case;
    assert_eq!(case.next_message(), opened().case.next_message());
    assert_ne!(case.next_message(), next.next_message(), "the next one is another");
}

#[test]
fn a_late_case_is_shown_above_once() {
    check(
        &[(48, remind(1)), (49, remind(1)), (71, due(1)), (72, due(1)), (73, due(1)), (74, remind(1))],
        expect![[r#"
            open; +1; case_reminded to 7
            open; +0; 
            open; +0; Due 1 at 72 h
            open; +1; case_escalated to 9, case_escalated to 7
            open; +0; 
            open; +0; 
        "#]],
    );
}

#[test]
fn a_closed_case_takes_notes_and_reopens_with_a_new_clock() {
    check(
        &[
            (1, close()),
            (2, close()),
            (2, assign(8)),
            (2, note("Thanked.", false)),
            (2, note("Waits.", true)),
            (72, due(1)),
            (80, reopen()),
            (81, reopen()),
            (82, due(1)),
            (152, due(2)),
        ],
        expect![[r#"
            closed unknown; +1; announced
            refused: the case is closed
            refused: the case is closed
            closed unknown; +1; 
            refused: the case is closed
            closed unknown; +0; 
            open; +1; Remind 2 at 128 h, Due 2 at 152 h
            refused: the case is open
            open; +0; 
            open; +1; case_escalated to 9, case_escalated to 7
        "#]],
    );
}

#[test]
fn notes_have_limits() {
    let long = "汤".repeat(NOTE_BYTES_MAX / 3 + 1);
    check(
        &[(1, note("  ", false)), (1, note(&long, false))],
        expect![[r#"
            refused: the note is empty
            refused: the note is longer than 4096 bytes
        "#]],
    );
}

#[test]
fn a_second_bad_answer_adds_to_the_case_and_the_same_one_does_not() {
    let case = opened().case;
    let same = add_cause(&case, cause(1, at(1)), at(1)).expect("an open case");
    assert_eq!((same.case.causes_total, same.entries.len(), same.effects.len()), (1, 0, 0));
    let more = add_cause(&case, cause(2, at(1)), at(1)).expect("an open case");
    assert_eq!(line(&more), "open; +1; case_cause_added to 7");
    assert_eq!(more.case.due_at, case.due_at, "more trouble does not buy more time");
    let closed = decide(&case, &close(), at(2)).expect("an open case").case;
    assert_eq!(add_cause(&closed, cause(3, at(3)), at(3)), Err(CaseError::Closed));
}

#[test]
fn of_many_causes_the_first_and_the_latest_are_kept() {
    let mut case = opened().case;
    for n in 2..=30 {
        let more = add_cause(&case, cause(n, at(1)), at(1)).expect("an open case");
        assert_eq!(more.case.causes.last().map(|cause| cause.effect), Some(cause(n, at(1)).effect), "{n}");
        case = more.case;
    }
    assert_eq!((case.causes.len(), case.causes_total), (Case::CAUSES_MAX, 30));
    assert_eq!(case.causes[0].effect, cause(1, at(0)).effect, "what opened it");
    assert_eq!(case.causes[1].effect, cause(12, at(0)).effect);
}

#[test]
fn a_request_becomes_a_cause_with_its_reason_cut_at_a_letter() {
    let request = CaseRequest {
        case: CaseId::from_bytes([1; 16]),
        joins: false,
        reason: "汤".repeat(REASON_BYTES_MAX),
        priority: Priority::Urgent,
        due_at: at(24),
        unit: None,
        about: About::default(),
        response: None,
    };
    let effect = Effect {
        format: crate::effect::FORMAT,
        id: EffectId::from_bytes([9; 16]),
        customer: CustomerId::from_bytes([2; 16]),
        run: None,
        message_id: "message-9".to_owned(),
        created_at: at(1),
        not_before: None,
        kind: crate::effect::EffectKind::OpenCase(request.clone()),
    };
    let opening = Opening::new(&effect, &request, &UnitTree::default(), at(0));
    assert_eq!(opening.holder, Holder::default());
    assert_eq!(opening.clock.due, SignedDuration::from_hours(24));
    assert!(opening.cause.reason.len() <= REASON_BYTES_MAX);
    assert!(opening.cause.reason.chars().all(|letter| letter == '汤'));
    let more = add_cause(&opened().case, opening.cause, at(1)).expect("an open case");
    assert_eq!(more.case.priority, Priority::Urgent, "as the most urgent cause");
}

#[test]
fn a_full_history_still_escalates_and_closes() {
    let mut case = opened().case;
    while case.entries < HISTORY_MAX {
        case = decide(&case, &note("again", false), at(1)).expect("room").case;
    }
    assert_eq!(decide(&case, &note("again", false), at(1)), Err(CaseError::HistoryFull));
    assert_eq!(add_cause(&case, cause(5, at(1)), at(1)).expect("open").case.causes_total, 2);
    let late = decide(&case, &due(1), at(72)).expect("timers are never refused");
    assert_eq!(line(&late), "in_progress by 7; +1; case_escalated to 9, case_escalated to 7");
    assert_eq!(line(&decide(&late.case, &close(), at(73)).expect("closes")), "closed unknown; +1; announced");
}

#[test]
fn timers_round_trip_through_their_token() {
    for round in [1, 2, 77, u32::MAX] {
        for bell in [Bell::Remind, Bell::Due] {
            let timer = CaseTimer { bell, round };
            assert_eq!(CaseTimer::from_token(timer.token()), Some(timer));
        }
    }
    for token in [0, 1, -1, -2, i64::MAX, i64::MIN] {
        assert_eq!(CaseTimer::from_token(token), None, "{token}");
    }
}

fn commands() -> impl Strategy<Value = Vec<(i64, Command)>> {
    let command = prop_oneof![
        (0u32..4).prop_map(due),
        (0u32..4).prop_map(remind),
        Just(close()),
        Just(reopen()),
        any::<bool>().prop_map(|waiting| note("a note", waiting)),
        (5u8..9).prop_map(assign),
        (5u8..9).prop_map(message),
        any::<Option<bool>>().prop_map(answered),
    ];
    prop::collection::vec((-10i64..300, command), 0..60)
}

proptest! {
    /// Under any order of timers and commands, at any times, even backwards: no round escalates twice,
    /// none early, none after closing; the history has no gaps; refused commands change nothing.
    #[test]
    fn a_late_case_escalates_once(commands in commands()) {
        let mut case = opened().case;
        let mut escalated = std::collections::BTreeSet::new();
        for (hours, command) in commands {
            let Ok(decided) = decide(&case, &command, at(hours)) else { continue };
            for (entry, number) in decided.entries.iter().zip(case.entries + 1..) {
                prop_assert_eq!(entry.number, number);
                if matches!(entry.change, Change::Escalated { .. }) {
                    prop_assert!(escalated.insert(case.round), "round {} escalated twice", case.round);
                    prop_assert!(case.is_late(at(hours)));
                }
            }
            prop_assert_eq!(decided.case.entries, case.entries + u32::try_from(decided.entries.len()).unwrap());
            case = decided.case;
        }
        // Whatever came before, the due timer of an open case that has not escalated does it.
        if !case.is_closed() {
            let round = case.round;
            let last = decide(&case, &due(round), case.due_at).unwrap();
            prop_assert!(last.case.escalated.is_some());
            prop_assert_eq!(last.entries.len(), usize::from(!escalated.contains(&round)));
        }
    }

    /// The persisted form gives the case back.
    #[test]
    fn cases_survive_storage(commands in commands()) {
        let mut case = opened().case;
        for (hours, command) in commands {
            if let Ok(decided) = decide(&case, &command, at(hours)) {
                case = decided.case;
            }
        }
        let text = serde_json::to_string(&case).unwrap();
        prop_assert_eq!(serde_json::from_str::<Case>(&text).unwrap(), case);
    }
}

#[test]
fn the_first_persisted_form_stays_readable() {
    let golden = r#"{"id":"cas_01041040g2081040g2081040g2","customer":"cus_02082081040g2081040g208104","priority":"normal",
        "holder":{},"state":{"state":"closed","outcome":"recovered","at":"2027-01-15T08:00:00Z"},
        "opened_at":"2027-01-15T08:00:00Z","due_at":"2027-01-18T08:00:00Z","round":1,"causes":[],"causes_total":1,
        "clock":{"due":"PT72H"},"entries":3}"#;
    let case: Case = serde_json::from_str(golden).expect("readable");
    assert_eq!(case.clock, Clock { due: SignedDuration::from_hours(72), remind: None });
    assert!(case.is_closed() && !case.reminded && case.escalated.is_none());
}
