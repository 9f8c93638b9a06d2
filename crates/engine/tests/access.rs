//! Accounts on real databases: the same promises on both.

use jiff::SignedDuration;
use touchstone_domain::brand::BrandSettings;
use touchstone_domain::member::{Permission, Permissions};
use touchstone_engine::access::{Actor, Claim, LoggedIn, Login, Setup, SetupDone, TokenDraft};
use touchstone_engine::on_both;
use touchstone_engine::testing::TestApp;
use touchstone_engine::worker::Worker;
use touchstone_engine::worker::expiry::Expiry;
use touchstone_engine::{App, Refusal};
use touchstone_store::rows::audit;

const PASSWORD: &str = "a warm bowl of noodles";

fn setup() -> Setup {
    let settings = BrandSettings { name: "Noodle House".to_owned(), ..BrandSettings::default() };
    Setup { settings, email: "Li.Na@example.com".to_owned(), password: PASSWORD.to_owned() }
}

fn login(email: &str, password: &str) -> Login {
    let (email, password) = (email.to_owned(), password.to_owned());
    Login { email, password, code: None, address: "192.0.2.1".to_owned(), agent: "test".to_owned() }
}

async fn set_up(app: &App) -> (SetupDone, Actor) {
    let done = app.set_up(setup()).await.expect("the first setup");
    let actor = app.bearer(&done.token).await.expect("a look-up").expect("the token of the setup");
    (done, actor)
}

async fn audited(app: &App, actor: &Actor) -> Vec<String> {
    let list = app.store().read("audit", actor.brand, |tx| audit::list(tx, &audit::Filter::default(), 100));
    list.await.expect("the audit log").into_iter().map(|entry| entry.action).collect()
}

async fn of_two_setups_one_wins(test: TestApp) {
    let (one, two) = (test.app.clone(), test.app.clone());
    let (one, two) = tokio::join!(one.set_up(setup()), two.set_up(setup()));
    let refused = [&one, &two].into_iter().filter(|result| matches!(result, Err(Refusal::AlreadySetUp)));
    assert_eq!(refused.count(), 1, "{one:?} {two:?}");
    let done = one.or(two).expect("the other won");
    assert_eq!(test.app.installed_brand().await, Ok(Some(done.brand)));
    let actor = test.app.bearer(&done.token).await.expect("a look-up").expect("its token");
    assert_eq!((actor.member, actor.permissions), (done.member, Permissions::ALL));
    assert!(actor.scope.is_everything());
    assert!(matches!(test.app.set_up(setup()).await, Err(Refusal::AlreadySetUp)));
}

async fn sessions_begin_end_and_expire(test: TestApp) {
    let app = &test.app;
    set_up(app).await;
    for (email, password) in [("li.na@example.com", "wrong"), ("nobody@example.com", PASSWORD), ("", "")] {
        let refused = app.log_in(login(email, password)).await;
        assert!(matches!(refused, Err(Refusal::Unauthenticated)), "{email}: {refused:?}");
    }
    let LoggedIn { session, secret, .. } =
        app.log_in(login(" LI.NA@example.com ", PASSWORD)).await.expect("the right password");
    let actor = app.session(&secret).await.expect("a look-up").expect("the session");
    assert_eq!(
        app.session(&secret.replace("tss_", "tst_")).await.expect("a look-up").map(|a| a.member),
        None
    );

    test.clock.advance(SignedDuration::from_hours(13 * 24));
    assert!(app.session(&secret).await.expect("a look-up").is_some(), "use keeps it alive");
    test.clock.advance(SignedDuration::from_hours(13 * 24));
    assert!(app.session(&secret).await.expect("a look-up").is_some());
    test.clock.advance(SignedDuration::from_hours(15 * 24));
    assert!(app.session(&secret).await.expect("a look-up").is_none(), "it was idle for too long");

    let step = Expiry.step(app, app.now()).await.expect("a step");
    assert_eq!(step.did, 1, "the ended session is forgotten");
    let again = app.log_in(login("li.na@example.com", PASSWORD)).await.expect("the right password");
    assert_eq!(app.list_sessions(&actor, None, 10).await.expect("a list").len(), 1);
    assert_eq!(app.end_session(&actor, session).await, Err(Refusal::NotFound("session")));
    test.clock.advance(SignedDuration::from_secs(1));
    app.end_session(&actor, again.session).await.expect("an own session");
    assert!(app.session(&again.secret).await.expect("a look-up").is_none());
    assert_eq!(audited(app, &actor).await[..2], ["session.end", "session.begin"]);
}

async fn a_new_password_ends_other_sessions(test: TestApp) {
    let app = &test.app;
    set_up(app).await;
    let (mine, other) = (
        app.log_in(login("li.na@example.com", PASSWORD)).await.expect("a session"),
        app.log_in(login("li.na@example.com", PASSWORD)).await.expect("a session"),
    );
    let actor = app.session(&mine.secret).await.expect("a look-up").expect("a session");
    let refused = app.change_password(&actor, "not mine at all", "a cold bowl of noodles").await;
    assert!(matches!(&refused, Err(Refusal::Fields(errors)) if errors[0].field == "current"), "{refused:?}");
    app.change_password(&actor, PASSWORD, "a cold bowl of noodles").await.expect("a good password");
    assert!(app.session(&mine.secret).await.expect("a look-up").is_some());
    assert!(app.session(&other.secret).await.expect("a look-up").is_none());
    assert!(app.log_in(login("li.na@example.com", PASSWORD)).await.is_err());
    app.log_in(login("li.na@example.com", "a cold bowl of noodles")).await.expect("the new password");
}

async fn tokens_never_allow_more(test: TestApp) {
    let app = &test.app;
    let (_, admin) = set_up(app).await;
    let draft = |permissions: &[Permission]| TokenDraft {
        name: "robot".to_owned(),
        permissions: Some(permissions.to_vec()),
        expires_at: Some(app.now() + SignedDuration::from_hours(1)),
    };
    let wanted = [Permission::ReadUnits, Permission::ManageTokens];
    let made = app.create_token(&admin, draft(&wanted)).await.expect("a token");
    let secret = made.secret.expect("shown once");
    let robot = app.bearer(&secret).await.expect("a look-up").expect("the token");
    assert_eq!(robot.permissions, Permissions::of(&wanted));
    let refused = app.create_token(&robot, draft(&[Permission::ReadUnits, Permission::ReadAudit])).await;
    assert!(matches!(&refused, Err(Refusal::Fields(errors)) if errors[0].field == "permissions[1]"));

    app.revoke_token(&admin, made.token.id).await.expect("it exists");
    app.revoke_token(&admin, made.token.id).await.expect("twice is no error");
    assert!(app.bearer(&secret).await.expect("a look-up").is_none());
    let brief = app.create_token(&admin, draft(&wanted)).await.expect("a token").secret.expect("shown once");
    test.clock.advance(SignedDuration::from_hours(2));
    assert!(app.bearer(&brief).await.expect("a look-up").is_none(), "it expired");
}

async fn revoked_sources_are_refused(test: TestApp) {
    let app = &test.app;
    let (done, admin) = set_up(app).await;
    // Entries of one millisecond have no order.
    test.clock.advance(SignedDuration::from_secs(1));
    let made = app.create_source(&admin, " Shop ").await.expect("a source");
    let key = made.key.expect("shown once");
    let found = app.source_of_key(&key).await.expect("a look-up").expect("the source");
    assert_eq!((found.brand, found.source), (done.brand, made.source.id));
    assert_eq!(app.source_of_key("tsk_0").await, Ok(None));
    test.clock.advance(SignedDuration::from_secs(1));
    app.revoke_source(&admin, made.source.id).await.expect("it exists");
    assert_eq!(app.source_of_key(&key).await, Ok(None), "at once, although it was remembered");
    assert_eq!(audited(app, &admin).await, ["source.revoke", "source.create", "brand.set_up"]);
}

async fn an_idempotency_key_acts_once(test: TestApp) {
    let app = &test.app;
    let (_, admin) = set_up(app).await;
    let with = |key: &str, body: &str| {
        let claim = Claim::new("POST /v1/sources".to_owned(), key, "/v1/sources");
        claim.bind(body.as_bytes());
        Actor { claim: Some(claim.into()), ..admin.clone() }
    };
    let (one, two) = (with("k1", "Shop"), with("k1", "Shop"));
    let (first, second) = tokio::join!(app.create_source(&one, "Shop"), app.create_source(&two, "Shop"));
    let (first, second) = (first.expect("a source"), second.expect("the same source"));
    assert_eq!(first.source.id, second.source.id);
    assert_eq!([&first.key, &second.key].into_iter().flatten().count(), 1, "a secret is shown once");
    assert_eq!(app.create_source(&with("k1", "Till"), "Till").await.err(), Some(Refusal::KeyReused));
    let other = app.create_source(&with("k2", "Shop"), "Shop").await.expect("another key, another source");
    assert_ne!(other.source.id, first.source.id);

    let refused = app.create_source(&with("k3", "bad"), "").await;
    assert!(matches!(refused, Err(Refusal::Fields(_))));
    app.create_source(&with("k3", "good"), "Till").await.expect("what was refused did not use the key up");

    test.clock.advance(SignedDuration::from_hours(25));
    let later = app.create_source(&with("k1", "Shop"), "Shop").await.expect("keys are kept for a day");
    assert_ne!(later.source.id, first.source.id);
    let step = Expiry.step(app, app.now()).await.expect("a step");
    assert_eq!(step.did, 2, "k2 and k3; k1 was used again just now");
    let again = Expiry.step(app, app.now()).await.expect("a step");
    assert!(again.did == 0 && again.next_wake > Some(app.now()));
}

async fn guessing_is_throttled(test: TestApp) {
    let app = &test.app;
    set_up(app).await;
    for _ in 0..10 {
        let wrong = app.log_in(login("li.na@example.com", &"x".repeat(300))).await;
        assert!(matches!(wrong, Err(Refusal::Unauthenticated)));
    }
    let blocked = app.log_in(login("li.na@example.com", PASSWORD)).await;
    assert!(matches!(blocked, Err(Refusal::TooMany { retry_after_s: 1..=60 })), "{blocked:?}");
    test.clock.advance(SignedDuration::from_secs(61));
    app.log_in(login("li.na@example.com", PASSWORD)).await.expect("patience is rewarded");
}

on_both!(
    of_two_setups_one_wins,
    sessions_begin_end_and_expire,
    a_new_password_ends_other_sessions,
    tokens_never_allow_more,
    revoked_sources_are_refused,
    an_idempotency_key_acts_once,
    guessing_is_throttled,
);
