//! Second factors, forgotten passwords and invitations on real databases: the same promises on both.

use std::sync::{Arc, Mutex};

use jiff::SignedDuration;
use touchstone_domain::brand::BrandSettings;
use touchstone_domain::channel::{ChannelSettings, EmailSettings, Tls};
use touchstone_domain::id::UnitId;
use touchstone_domain::locale::Lang;
use touchstone_domain::member::{Role, second_factor};
use touchstone_engine::access::{
    Actor, InvitationDraft, LetterState, LoggedIn, Login, MemberChange, MemberDraft, Proof, Setup,
};
use touchstone_engine::channel::{Failure, Letter};
use touchstone_engine::on_both;
use touchstone_engine::testing::TestApp;
use touchstone_engine::worker::Worker;
use touchstone_engine::worker::letters::{Letters, Postman, Sending};
use touchstone_engine::{App, Refusal};
use touchstone_store::rows::{audit, second_factors};

const EMAIL: &str = "li.na@example.com";
const PASSWORD: &str = "a warm bowl of noodles";
const ANOTHER: &str = "a cold bowl of noodles";

/// Keeps what would be sent; fails as it is told.
#[derive(Default)]
struct Kept {
    letters: Mutex<Vec<Letter>>,
    failure: Option<Failure>,
}

impl Postman for Kept {
    fn send<'a>(&'a self, _: &'a EmailSettings, letter: &'a Letter) -> Sending<'a> {
        self.letters.lock().expect("no panic").push(letter.clone());
        let answer = self.failure.clone().map_or_else(|| Ok("250 ok".to_owned()), Err);
        Box::pin(async { answer })
    }
}

async fn post(app: &App, failure: Option<Failure>) -> Vec<Letter> {
    let kept = Arc::new(Kept { failure, ..Kept::default() });
    Letters::new(kept.clone()).step(app, app.now()).await.expect("a step");
    kept.letters.lock().expect("no panic").clone()
}

fn link(text: &str) -> String {
    let at = text.find("#tsl_").expect("a link");
    text[at + 1..].split_whitespace().next().expect("its end").to_owned()
}

async fn set_up(app: &App) -> Actor {
    let settings = BrandSettings { name: "Noodle House".to_owned(), ..BrandSettings::default() };
    let setup = Setup { settings, email: EMAIL.to_owned(), password: PASSWORD.to_owned() };
    let done = app.set_up(setup).await.expect("the first setup");
    app.bearer(&done.token).await.expect("a look-up").expect("the token of the setup")
}

async fn with_mail_server(app: &App) -> Actor {
    let actor = set_up(app).await;
    let email = EmailSettings {
        host: "localhost".to_owned(),
        port: 25,
        tls: Tls::None,
        user: None,
        password: None,
        from: "hello@example.com".to_owned(),
        reply_to: None,
    };
    let settings = ChannelSettings { email: Some(email), ..ChannelSettings::default() };
    app.replace_channels(&actor, settings).await.expect("sound settings");
    actor
}

async fn log_in(app: &App, email: &str, password: &str, code: Option<&str>) -> Result<LoggedIn, Refusal> {
    app.log_in(Login {
        email: email.to_owned(),
        password: password.to_owned(),
        code: code.map(str::to_owned),
        address: "192.0.2.1".to_owned(),
        agent: "test".to_owned(),
    })
    .await
}

fn code(app: &App, secret: &str) -> String {
    let secret = data_encoding::BASE32_NOPAD.decode(secret.as_bytes()).expect("base32");
    let step = u64::try_from(app.now().as_second() / 30).expect("after 1970");
    format!("{:06}", second_factor::code(&secret, step))
}

async fn audited(app: &App, actor: &Actor) -> Vec<String> {
    let list = app.store().read("audit", actor.brand, |tx| audit::list(tx, &audit::Filter::default(), 100));
    list.await.expect("the audit log").into_iter().map(|entry| entry.action).collect()
}

/// The secret and the recovery codes of a factor that was set up.
async fn enrolled(app: &App, actor: &Actor) -> (String, Vec<String>) {
    let begun = app.begin_second_factor(actor, PASSWORD).await.expect("the password").expect("fresh");
    let codes = app.confirm_second_factor(actor, &code(app, &begun.secret)).await.expect("the code");
    (begun.secret, codes.expect("fresh"))
}

async fn a_second_factor_is_asked_for_once_it_is_confirmed(test: TestApp) {
    let app = &test.app;
    let actor = set_up(app).await;
    let other = log_in(app, EMAIL, PASSWORD, None).await.expect("no second factor yet");
    assert!(app.begin_second_factor(&actor, "not mine at all").await.is_err());
    let begun = app.begin_second_factor(&actor, PASSWORD).await.expect("the password").expect("fresh");
    log_in(app, EMAIL, PASSWORD, None).await.expect("not before it is confirmed");
    let wrong = app.confirm_second_factor(&actor, "000000").await;
    assert!(matches!(&wrong, Err(Refusal::Fields(errors)) if errors[0].field == "code"), "{wrong:?}");
    let used = code(app, &begun.secret);
    let codes = app.confirm_second_factor(&actor, &used).await.expect("the code").expect("fresh");
    assert_eq!(codes.len(), 10);
    assert!(app.session(&other.secret).await.expect("a look-up").is_none(), "other sessions end");
    assert!(matches!(app.begin_second_factor(&actor, PASSWORD).await, Err(Refusal::Conflict(_))));

    assert_eq!(log_in(app, EMAIL, PASSWORD, None).await.map(|_| ()), Err(Refusal::SecondFactor));
    assert_eq!(log_in(app, EMAIL, ANOTHER, None).await.map(|_| ()), Err(Refusal::Unauthenticated));
    let replayed = log_in(app, EMAIL, PASSWORD, Some(&used)).await.map(|_| ());
    assert_eq!(replayed, Err(Refusal::Unauthenticated), "the code that confirmed it was used");
    test.clock.advance(SignedDuration::from_secs(30));
    let fresh = code(app, &begun.secret);
    let (one, two) =
        tokio::join!(log_in(app, EMAIL, PASSWORD, Some(&fresh)), log_in(app, EMAIL, PASSWORD, Some(&fresh)));
    assert_eq!(u8::from(one.is_ok()) + u8::from(two.is_ok()), 1, "of two uses of a code one passes");

    let (one, two) = tokio::join!(
        log_in(app, EMAIL, PASSWORD, Some(&codes[0])),
        log_in(app, EMAIL, PASSWORD, Some(&codes[0]))
    );
    assert_eq!(u8::from(one.is_ok()) + u8::from(two.is_ok()), 1, "so with a recovery code");
    let typed = codes[1].to_uppercase().replace('-', " ");
    log_in(app, EMAIL, PASSWORD, Some(&typed)).await.expect("however it is typed");
    assert_eq!(app.second_factor(&actor).await.expect("a state").recovery_codes_left, 8);

    let row = app.store().read("factor", actor.brand, move |tx| second_factors::find(tx, actor.member));
    let row = row.await.expect("a look-up").expect("a factor");
    assert!(row.secret.starts_with("sealed:") && !row.secret.contains(&begun.secret));
}

async fn guessing_codes_is_slowed_in_the_database(test: TestApp) {
    let app = &test.app;
    let actor = set_up(app).await;
    let (secret, _) = enrolled(app, &actor).await;
    for _ in 0..5 {
        test.clock.advance(SignedDuration::from_mins(2));
        assert!(matches!(log_in(app, EMAIL, PASSWORD, Some("000000")).await, Err(Refusal::Unauthenticated)));
    }
    let held = log_in(app, EMAIL, PASSWORD, Some(&code(app, &secret))).await.map(|_| ());
    assert_eq!(held, Err(Refusal::TooMany { retry_after_s: 30 }), "even the right one");
    assert_eq!(log_in(app, EMAIL, PASSWORD, None).await.map(|_| ()), Err(Refusal::SecondFactor));
    test.clock.advance(SignedDuration::from_secs(31));
    log_in(app, EMAIL, PASSWORD, Some(&code(app, &secret))).await.expect("the right code after the pause");
    test.clock.advance(SignedDuration::from_mins(2));
    assert!(log_in(app, EMAIL, PASSWORD, Some("000000")).await.is_err());
    test.clock.advance(SignedDuration::from_secs(1));
    log_in(app, EMAIL, PASSWORD, Some(&code(app, &secret))).await.expect("the count began anew");
}

async fn a_second_factor_is_turned_off_by_who_proves_to_be_its_owner(test: TestApp) {
    let app = &test.app;
    let actor = set_up(app).await;
    let (secret, old) = enrolled(app, &actor).await;
    test.clock.advance(SignedDuration::from_secs(1));
    let wrong = app.remove_second_factor(&actor, Proof::Code("000000".to_owned())).await;
    assert!(matches!(&wrong, Err(Refusal::Fields(errors)) if errors[0].field == "code"), "{wrong:?}");
    let wrong = app.remove_second_factor(&actor, Proof::Password(ANOTHER.to_owned())).await;
    assert!(matches!(&wrong, Err(Refusal::Fields(errors)) if errors[0].field == "password"), "{wrong:?}");
    let new =
        app.new_recovery_codes(&actor, Proof::Code(old[0].clone())).await.expect("a code").expect("fresh");
    assert!(log_in(app, EMAIL, PASSWORD, Some(&old[1])).await.is_err(), "the old ones ended");
    // Entries of one millisecond have no order.
    test.clock.advance(SignedDuration::from_secs(1));
    log_in(app, EMAIL, PASSWORD, Some(&new[0])).await.expect("a new one");
    test.clock.advance(SignedDuration::from_secs(60));
    app.remove_second_factor(&actor, Proof::Code(code(app, &secret))).await.expect("a code of the app");
    test.clock.advance(SignedDuration::from_secs(1));
    log_in(app, EMAIL, PASSWORD, None).await.expect("it is not asked for any more");
    let off = app.remove_second_factor(&actor, Proof::Password(PASSWORD.to_owned())).await;
    assert!(matches!(off, Err(Refusal::Conflict(_))), "{off:?}");
    let expected = ["session.begin", "second_factor.remove", "session.begin", "second_factor.recovery_codes"];
    assert_eq!(audited(app, &actor).await[..4], expected);
}

async fn administrators_take_a_lost_second_factor_away(test: TestApp) {
    let app = &test.app;
    let admin = set_up(app).await;
    let units = app.account(&admin).await.expect("an account").0.units;
    let draft = |email: &str, role, units: &[UnitId]| MemberDraft {
        email: email.to_owned(),
        name: "Wang Wei".to_owned(),
        role,
        units: units.to_vec(),
        password: Some(PASSWORD.to_owned()),
    };
    let boss = app.create_member(&admin, draft("boss@example.com", Role::Administrator, &units)).await;
    let boss = boss.expect("a member").member;
    let stores = test.add_stores(&["1"]).await.expect("a store");
    app.create_member(&admin, draft("lead@example.com", Role::Manager, &stores)).await.expect("a member");
    let session = log_in(app, "boss@example.com", PASSWORD, None).await.expect("a session");
    let actor = app.session(&session.secret).await.expect("a look-up").expect("a session");
    enrolled(app, &actor).await;
    assert!(app.member(&admin, boss.id).await.expect("a member").second_factor_at.is_some());

    let lead = log_in(app, "lead@example.com", PASSWORD, None).await.expect("a session");
    let lead = app.session(&lead.secret).await.expect("a look-up").expect("a session");
    let unseen = app.remove_second_factor_of(&lead, boss.id).await;
    assert_eq!(unseen, Err(Refusal::NotFound("member")), "outside their units");
    let own = app.remove_second_factor_of(&actor, boss.id).await;
    assert!(matches!(own, Err(Refusal::Forbidden(_))), "not without proof: {own:?}");
    app.remove_second_factor_of(&admin, boss.id).await.expect("an equal");
    assert!(app.session(&session.secret).await.expect("a look-up").is_none(), "sessions end");
    log_in(app, "boss@example.com", PASSWORD, None).await.expect("it is not asked for");
    assert!(audited(app, &admin).await.contains(&"second_factor.remove".to_owned()));
}

async fn the_last_administrator_is_let_in_from_the_servers_machine(test: TestApp) {
    let app = &test.app;
    let actor = set_up(app).await;
    let session = log_in(app, EMAIL, PASSWORD, None).await.expect("a session");
    let (_, codes) = enrolled(app, &actor).await;
    assert_eq!(app.let_in("nobody@example.com").await, Err(Refusal::NotFound("member")));
    let letter = app.let_in(" LI.NA@example.com ").await.expect("a link");
    assert!(app.session(&session.secret).await.expect("a look-up").is_none(), "sessions end");
    assert_eq!(app.look_at_link(&link(&letter), "192.0.2.1").await.expect("good").email, EMAIL);
    app.use_link(&link(&letter), ANOTHER, "192.0.2.1").await.expect("another password");
    log_in(app, EMAIL, ANOTHER, None).await.expect("the second factor is gone");
    assert!(log_in(app, EMAIL, PASSWORD, Some(&codes[0])).await.is_err(), "and so is the old password");
    assert!(matches!(app.use_link(&link(&letter), ANOTHER, "192.0.2.1").await, Err(Refusal::Gone(_))));
    let late = app.let_in(EMAIL).await.expect("a link");
    test.clock.advance(SignedDuration::from_mins(61));
    assert!(matches!(app.use_link(&link(&late), ANOTHER, "192.0.2.1").await, Err(Refusal::Gone(_))));
    assert!(audited(app, &actor).await.contains(&"member.let_in".to_owned()));
}

async fn a_forgotten_password_is_replaced_once(test: TestApp) {
    let app = &test.app;
    let actor = with_mail_server(app).await;
    let session = log_in(app, EMAIL, PASSWORD, None).await.expect("a session");
    let ask = |email: &'static str, language| app.forgot_password(email, language, "192.0.2.1");
    ask("Li.Na@example.com ", Some(Lang::en())).await.expect("asked");
    ask("nobody@example.com", None).await.expect("answered the same");
    let letters = post(app, None).await;
    assert_eq!(letters.len(), 1, "{letters:?}");
    assert_eq!(letters[0].to, EMAIL);
    assert!(letters[0].subject.ends_with("set a new password"), "{}", letters[0].subject);
    assert!(post(app, None).await.is_empty(), "nothing is left of either");
    ask(EMAIL, None).await.expect("asked");
    let second = post(app, None).await;
    assert!(second[0].subject.contains("重设密码"), "in the brand's language");

    let (first, second) = (link(&letters[0].text), link(&second[0].text));
    let target = app.look_at_link(&first, "192.0.2.1").await.expect("a good link");
    assert_eq!((target.email.as_str(), target.brand.as_str()), (EMAIL, "Noodle House"));
    let easy = app.use_link(&first, "password123", "192.0.2.1").await;
    assert!(matches!(&easy, Err(Refusal::Fields(errors)) if errors[0].code == "too_easy"), "{easy:?}");
    let (one, two) = tokio::join!(
        app.use_link(&first, ANOTHER, "192.0.2.1"),
        app.use_link(&first, "a third bowl of noodles", "192.0.2.1"),
    );
    assert_eq!(u8::from(one.is_ok()) + u8::from(two.is_ok()), 1, "{one:?} {two:?}");
    for over in [first.as_str(), second.as_str(), "tsl_0", "", "tst_"] {
        let refused = app.use_link(over, "a fourth bowl of noodles", "192.0.2.1").await;
        assert!(matches!(refused, Err(Refusal::Gone(_))), "{over}: {refused:?}");
        assert!(matches!(app.look_at_link(over, "192.0.2.1").await, Err(Refusal::Gone(_))));
    }
    assert!(app.session(&session.secret).await.expect("a look-up").is_none(), "sessions end");
    assert!(log_in(app, EMAIL, PASSWORD, None).await.is_err());
    let new = if one.is_ok() { ANOTHER } else { "a third bowl of noodles" };
    log_in(app, EMAIL, new, None).await.expect("the new password");
    assert!(audited(app, &actor).await.contains(&"member.password".to_owned()));
}

async fn links_end_with_time_and_with_a_change_of_password(test: TestApp) {
    let app = &test.app;
    let actor = with_mail_server(app).await;
    let ask = || app.forgot_password(EMAIL, None, "192.0.2.1");
    ask().await.expect("asked");
    let late = link(&post(app, None).await[0].text);
    test.clock.advance(SignedDuration::from_mins(61));
    assert!(matches!(app.use_link(&late, ANOTHER, "192.0.2.1").await, Err(Refusal::Gone(_))));
    ask().await.expect("asked");
    let replaced = link(&post(app, None).await[0].text);
    ask().await.expect("asked");
    app.change_password(&actor, PASSWORD, ANOTHER).await.expect("remembered after all");
    assert!(matches!(app.use_link(&replaced, PASSWORD, "192.0.2.1").await, Err(Refusal::Gone(_))));
    assert!(post(app, None).await.is_empty(), "the letter on its way goes with them");
    let many = loop {
        if let Err(refusal) = ask().await {
            break refusal;
        }
    };
    assert!(matches!(many, Refusal::TooMany { .. }), "{many:?}");
}

async fn a_letter_that_fails_is_tried_again_and_given_up(test: TestApp) {
    let app = &test.app;
    let actor = with_mail_server(app).await;
    app.forgot_password(EMAIL, None, "192.0.2.1").await.expect("asked");
    let failed = post(app, Some(Failure::transient("451 later"))).await;
    assert_eq!(failed.len(), 1);
    assert!(post(app, None).await.is_empty(), "not at once");
    test.clock.advance(SignedDuration::from_mins(3));
    let again = post(app, None).await;
    assert_eq!(again[0].id, failed[0].id);
    assert_ne!(link(&again[0].text), link(&failed[0].text));
    // What was answered "later" may have arrived all the same.
    app.use_link(&link(&failed[0].text), ANOTHER, "192.0.2.1").await.expect("the first link is good, too");
    assert!(app.use_link(&link(&again[0].text), PASSWORD, "192.0.2.1").await.is_err());

    let made = app.invite(&actor, invitation("x@example.com", Role::FrontLine, &[])).await.expect("invited");
    assert_eq!((made.link, made.invitation.letter), (None, LetterState::Queued(None)));
    let id = made.invitation.id;
    post(app, Some(Failure::transient("451 later"))).await;
    let state = app.invitation(&actor, id).await.expect("it is there").letter;
    assert_eq!(state, LetterState::Queued(Some("451 later".to_owned())));
    test.clock.advance(SignedDuration::from_mins(3));
    post(app, Some(Failure::permanent("550 no such user"))).await;
    let state = app.invitation(&actor, id).await.expect("it is there").letter;
    assert_eq!(state, LetterState::Failed("550 no such user".to_owned()));
    test.clock.advance(SignedDuration::from_hours(3));
    assert!(post(app, None).await.is_empty(), "it was given up");
}

fn invitation(email: &str, role: Role, units: &[UnitId]) -> InvitationDraft {
    InvitationDraft {
        email: email.to_owned(),
        name: "Wang Wei".to_owned(),
        role,
        units: units.to_vec(),
        language: Some(Lang::en()),
        by_hand: false,
    }
}

async fn an_invited_person_becomes_a_member(test: TestApp) {
    let app = &test.app;
    let actor = with_mail_server(app).await;
    let stores = test.add_stores(&["1", "2"]).await.expect("stores");
    let wish = invitation("Wang.Wei@example.com", Role::FrontLine, &stores[..1]);
    let made = app.invite(&actor, wish.clone()).await.expect("invited");
    assert_eq!(made.link, None, "a letter carries it");
    assert!(app.invite(&actor, wish).await.is_err(), "the address is invited already");
    let letters = post(app, None).await;
    assert_eq!(letters[0].to, "wang.wei@example.com");
    let id = made.invitation.id;
    assert_eq!(app.invitation(&actor, id).await.expect("it is there").letter, LetterState::Sent);
    let again = app.invite_again(&actor, id, true).await.expect("once more").link.expect("by hand");
    let old = app.use_link(&link(&letters[0].text), PASSWORD, "192.0.2.1").await;
    assert!(matches!(old, Err(Refusal::Gone(_))), "another link took its place");
    assert!(log_in(app, "wang.wei@example.com", PASSWORD, None).await.is_err(), "no member yet");

    let (one, two) = (link(&again), link(&again));
    let (one, two) =
        tokio::join!(app.use_link(&one, PASSWORD, "192.0.2.1"), app.use_link(&two, PASSWORD, "192.0.2.1"),);
    assert_eq!(u8::from(one.is_ok()) + u8::from(two.is_ok()), 1, "{one:?} {two:?}");
    let session = log_in(app, "wang.wei@example.com", PASSWORD, None).await.expect("a member");
    let member = app.member(&actor, session.member).await.expect("a member");
    assert_eq!((member.role, member.units), (Role::FrontLine, stores[..1].to_vec()));
    assert!(app.list_invitations(&actor, None, 10).await.expect("a list").is_empty());
    assert!(audited(app, &actor).await.contains(&"invitation.accept".to_owned()));
}

async fn nobody_invites_to_more_than_they_have(test: TestApp) {
    let app = &test.app;
    let admin = set_up(app).await;
    let stores = test.add_stores(&["1", "2"]).await.expect("stores");
    let draft = MemberDraft {
        email: "lead@example.com".to_owned(),
        name: "Lead".to_owned(),
        role: Role::Manager,
        units: stores[..1].to_vec(),
        password: Some(PASSWORD.to_owned()),
    };
    let lead = app.create_member(&admin, draft).await.expect("a member").member;
    let session = log_in(app, "lead@example.com", PASSWORD, None).await.expect("a session");
    let manager = app.session(&session.secret).await.expect("a look-up").expect("a session");
    for (role, units, field) in
        [(Role::Analyst, &stores[..1], "role"), (Role::FrontLine, &stores[1..], "units")]
    {
        let refused = app.invite(&manager, invitation("x@example.com", role, units)).await.map(|_| ());
        assert!(matches!(&refused, Err(Refusal::Fields(errors)) if errors[0].field == field), "{refused:?}");
    }
    let unseen = app.invite(&admin, invitation("y@example.com", Role::FrontLine, &stores[1..])).await;
    let unseen = unseen.expect("invited").invitation.id;
    assert!(app.list_invitations(&manager, None, 10).await.expect("a list").is_empty());
    let refused = app.withdraw_invitation(&manager, unseen).await;
    assert_eq!(refused, Err(Refusal::NotFound("invitation")));
    assert!(matches!(app.invite_again(&manager, unseen, true).await, Err(Refusal::NotFound(_))));

    let made = app.invite(&manager, invitation("z@example.com", Role::FrontLine, &stores[..1])).await;
    let handed = link(&made.expect("invited").link.expect("there is no mail server"));
    let change = MemberChange { suspended: Some(true), ..MemberChange::default() };
    app.change_member(&admin, lead.id, change).await.expect("suspended");
    let refused = app.use_link(&handed, PASSWORD, "192.0.2.1").await;
    assert!(matches!(refused, Err(Refusal::Gone(_))), "who invited them may not any more: {refused:?}");
    let change = MemberChange { suspended: Some(false), ..MemberChange::default() };
    app.change_member(&admin, lead.id, change).await.expect("back");
    let open = app.list_invitations(&admin, None, 10).await.expect("a list");
    let open = open.iter().find(|row| row.email == "z@example.com").expect("it is open").id;
    app.withdraw_invitation(&admin, open).await.expect("withdrawn");
    assert!(matches!(app.use_link(&handed, PASSWORD, "192.0.2.1").await, Err(Refusal::Gone(_))));
}

async fn a_login_does_not_escape_a_new_password(test: TestApp) {
    let app = &test.app;
    let actor = set_up(app).await;
    // However they meet, no session of the old password outlives the change.
    for round in 0..5 {
        let (old, new) = if round % 2 == 0 { (PASSWORD, ANOTHER) } else { (ANOTHER, PASSWORD) };
        let (begun, changed) =
            tokio::join!(log_in(app, EMAIL, old, None), app.change_password(&actor, old, new));
        changed.expect("the password changes");
        if let Ok(begun) = begun {
            assert!(app.session(&begun.secret).await.expect("a look-up").is_none(), "round {round}");
        }
    }
}

on_both![
    a_second_factor_is_asked_for_once_it_is_confirmed,
    guessing_codes_is_slowed_in_the_database,
    a_second_factor_is_turned_off_by_who_proves_to_be_its_owner,
    administrators_take_a_lost_second_factor_away,
    the_last_administrator_is_let_in_from_the_servers_machine,
    a_forgotten_password_is_replaced_once,
    links_end_with_time_and_with_a_change_of_password,
    a_letter_that_fails_is_tried_again_and_given_up,
    an_invited_person_becomes_a_member,
    nobody_invites_to_more_than_they_have,
    a_login_does_not_escape_a_new_password,
];
