//! A small brand with a tree, templates and products, on which the tests of playbooks play.

mod checking;
mod history;
mod laws;
mod persisted;
mod steps;
mod stories;

use std::collections::{HashMap, HashSet};
use std::convert::Infallible;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::*;
use crate::brand::BrandSettings;
use crate::budget::Budget;
use crate::effect::{Effect, EffectKind, LinkRequest, Message};
use crate::eligibility::SurveyTerms;
use crate::event::{Event, EventKind, Fact, Identified, OWN_SOURCE};
use crate::id::{BrandId, CustomerId, LinkId, ResponseId, SourceId, SurveyId, TemplateId, UnitId};
use crate::identity::{Identity, IdentityKind};
use crate::locale::{Lang, LocalizedText};
use crate::message::{Template, Templates};
use crate::offer::Catalogue;
use crate::profile::{Channel, MessageClass, Profile};
use crate::survey::{SurveyState, Taking};
use crate::unit::{Unit, UnitKind, UnitPath, UnitTree};

pub const CUSTOMER: CustomerId = CustomerId::from_bytes([1; 16]);
pub const SURVEY: SurveyId = SurveyId::from_bytes([2; 16]);
pub const STORE: UnitId = UnitId::from_bytes([3; 16]);
pub const PLAYBOOK: PlaybookId = PlaybookId::from_bytes([4; 16]);
const BRAND: BrandId = BrandId::from_bytes([5; 16]);

pub fn at(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

/// Template ids by a number: 1 an apology by SMS, 2 an offer by e-mail, 3 an invitation by SMS.
pub fn template(number: u8) -> TemplateId {
    TemplateId::from_bytes([number; 16])
}

pub fn templates() -> Templates {
    let texts = |zh: &str, en: &str| LocalizedText::from([(Lang::zh_cn(), zh), (Lang::en(), en)]);
    let offered = "{% for pick in offer.picks %}{{ pick.name }};{% endfor %} {{ unsubscribe_link }}";
    Templates::new([
        Template {
            id: template(1),
            name: "Apology".to_owned(),
            channel: Channel::Sms,
            class: MessageClass::Service,
            subject: LocalizedText::default(),
            body: texts("{{ customer.name }}您好，{{ unit.name }}向您致歉", "Sorry, {{ customer.name }}"),
            html: LocalizedText::default(),
        },
        Template {
            id: template(2),
            name: "Offer".to_owned(),
            channel: Channel::Email,
            class: MessageClass::Marketing,
            subject: texts("为您推荐", "For you"),
            body: texts(offered, offered),
            html: LocalizedText::default(),
        },
        Template {
            id: template(3),
            name: "Invitation".to_owned(),
            channel: Channel::Sms,
            class: MessageClass::Survey,
            subject: LocalizedText::default(),
            body: texts("请评价 {{ survey_link }}", "Please rate {{ survey_link }}"),
            html: LocalizedText::default(),
        },
    ])
}

pub fn tree() -> UnitTree {
    let root = UnitPath::under(None, 0).expect("a root");
    let head = UnitId::from_bytes([6; 16]);
    let unit = |id, parent, path, kind, code: &str, name: &str| Unit {
        id,
        parent,
        path,
        kind,
        code: code.to_owned(),
        name: name.to_owned(),
        owner: None,
        time_zone: None,
        archived: false,
    };
    UnitTree::new(vec![
        unit(head, None, root.clone(), UnitKind::HeadOffice, "hq", "总部"),
        unit(
            STORE,
            Some(head),
            UnitPath::under(Some(&root), 1).expect("a store"),
            UnitKind::Store,
            "S001",
            "人民广场店",
        ),
    ])
}

struct TestLinks;

impl Links for TestLinks {
    fn survey(&self, link: &LinkRequest) -> String {
        format!("https://t.example/s/{}", link.id)
    }

    fn unsubscribe(&self, customer: CustomerId, channel: Channel) -> String {
        format!("https://t.example/u/{customer}/{}", channel.as_str())
    }
}

fn open_survey() -> SurveyTerms {
    SurveyTerms { state: SurveyState::Published { version: 1 }, taking: Taking::default(), completed: 0 }
}

/// A brand, one of its customers and what is remembered of both.
pub struct World {
    pub set: PlaybookSet,
    pub profile: Profile,
    pub runs: HashMap<RunId, Run>,
    pub budget: Budget,
    pub surveys: HashMap<SurveyId, SurveyTerms>,
    pub catalogue: Catalogue,
    pub effects: Vec<Effect>,
    pub now: Timestamp,
    templates: Templates,
    settings: BrandSettings,
    tree: UnitTree,
}

impl World {
    /// A Saturday noon in Shanghai; the customer has a phone and an e-mail address.
    pub fn new(playbooks: impl IntoIterator<Item = Playbook>) -> Self {
        let mut profile = Profile::new();
        for (kind, value) in [(IdentityKind::Phone, "13800138000"), (IdentityKind::Email, "li@example.com")] {
            profile.identities.push(Identity::parse(kind, value).expect("an identity"));
        }
        profile.traits.insert("name".to_owned(), "李雷".into());
        Self {
            set: PlaybookSet::new(playbooks.into_iter().map(compile)),
            profile,
            runs: HashMap::new(),
            budget: Budget::default(),
            surveys: HashMap::from([(SURVEY, open_survey())]),
            catalogue: Catalogue::default(),
            effects: Vec::new(),
            now: at("2026-05-16T04:00:00Z"),
            templates: templates(),
            settings: BrandSettings { name: "山城面馆".to_owned(), ..BrandSettings::default() },
            tree: tree(),
        }
    }

    pub fn event(&mut self, name: &str, properties: Value) -> Decision {
        self.deliver(&event(name, properties, self.now), None)
    }

    /// The customer answers through a link.
    pub fn answer(&mut self, link: LinkId, nps: u8) -> Decision {
        let response = ResponseId::from_bytes([nps; 16]);
        let mut answered = event(
            crate::event::name::SURVEY_ANSWERED,
            json!({"response_id": response, "survey_id": SURVEY, "link_id": link, "unit": "S001"}),
            self.now,
        );
        answered.source = OWN_SOURCE;
        let band = if nps <= 6 { "detractor" } else { "promoter" };
        let facts = ResponseFacts {
            id: response,
            survey: SURVEY,
            nps: Some(nps),
            csat: None,
            ces: None,
            score: Some(f64::from(nps)),
            band: Some(band.to_owned()),
            complete: true,
            answers: json!({"q1": nps}),
            text: None,
        };
        self.deliver(&answered, Some(&facts))
    }

    pub fn deliver(&mut self, event: &Event, response: Option<&ResponseFacts>) -> Decision {
        let (fact, errors) = event.fact();
        assert_eq!(errors, []);
        let customer = CUSTOMER;
        let arrival = Arrival { event: Identified { event, fact: &fact, customer }, response };
        let unit = fact.place().and_then(|place| place.unit.clone());
        let known = self.runs.clone();
        self.decide(unit.as_deref(), |set, facts, profile| {
            let wanted = set.runs_wanted(&arrival, facts, profile);
            let decided = set.on_event(&arrival, facts, profile, |id| {
                assert!(wanted.contains(&id), "{id} is asked for and was not wanted");
                Ok::<_, Infallible>(known.get(&id).cloned())
            });
            decided.unwrap_or_else(|never| match never {})
        })
    }

    /// Fires the timer of a run, due or not.
    pub fn fire(&mut self, run: RunId) -> Decision {
        let run = self.runs[&run].clone();
        let unit = run.origin.about.unit.clone();
        self.decide(unit.as_deref(), |set, facts, profile| set.on_timer(&run, facts, profile))
    }

    /// Goes to the time of the only timer and fires it.
    pub fn next_timer(&mut self) -> Decision {
        let waiting: Vec<&Run> = self.runs.values().filter(|run| run.is_active()).collect();
        let [run] = waiting.as_slice() else { panic!("one run should wait, not {}", waiting.len()) };
        let id = run.id;
        self.now = run.due_at().expect("it waits");
        self.fire(id)
    }

    fn decide(
        &mut self,
        unit: Option<&str>,
        decide: impl FnOnce(&PlaybookSet, &Facts<'_>, &mut Profile) -> Decision,
    ) -> Decision {
        let brand = BrandFacts {
            id: BRAND,
            settings: &self.settings,
            budget: &self.budget,
            templates: &self.templates,
            catalogue: &self.catalogue,
        };
        let unit = unit.and_then(|code| self.tree.by_code(code));
        let unit = unit.map(|unit| UnitFacts { tree: &self.tree, unit });
        let facts = Facts { brand, unit, surveys: &self.surveys, links: &TestLinks, now: self.now };
        let decision = decide(&self.set, &facts, &mut self.profile);
        for run in &decision.runs {
            self.runs.insert(run.id, run.clone());
        }
        self.effects.extend(decision.effects.iter().cloned());
        decision
    }

    pub fn only_run(&self) -> &Run {
        assert_eq!(self.runs.len(), 1);
        self.runs.values().next().expect("one run")
    }
}

pub fn event(name: &str, properties: Value, now: Timestamp) -> Event {
    Event {
        message_id: format!("m-{name}-{now}"),
        kind: EventKind::Track,
        name: name.to_owned(),
        source: SourceId::from_bytes([9; 16]),
        occurred_at: now,
        original_at: None,
        received_at: now,
        identities: Vec::new(),
        properties,
        traits: Value::Null,
        context: Value::Null,
    }
}

/// A playbook that begins with an order, from its steps and other fields.
#[expect(clippy::needless_pass_by_value, reason = "every caller writes the JSON in place")]
pub fn playbook(steps: Value, fields: Value) -> Playbook {
    let mut document = json!({
        "id": PLAYBOOK,
        "name": "Test",
        "state": "active",
        "version": 1,
        "trigger": {"event": "Order Completed"},
        "steps": steps,
    });
    for (name, value) in fields.as_object().cloned().unwrap_or_default() {
        document[&name] = value;
    }
    Playbook::read(&document).expect("well-formed")
}

pub fn compile(playbook: Playbook) -> CompiledPlaybook {
    CompiledPlaybook::new(Arc::new(playbook)).expect("sound")
}

pub fn sound(playbook: &Playbook) -> Vec<crate::field::FieldError> {
    check(playbook, Known { surveys: &HashSet::from([SURVEY]), templates: &templates() })
}

pub fn order(id: &str) -> Value {
    json!({
        "order_id": id, "total": 186.5, "unit": "S001", "staff": "E7", "channel": "dine_in",
        "products": [
            {"product_id": "p1", "name": "牛肉面", "category": "noodles", "price": 38, "quantity": 2},
            {"product_id": "p2", "name": "凉皮", "category": "cold", "price": 18, "quantity": 1},
            {"product_id": "p1", "name": "牛肉面", "category": "noodles", "price": 38, "quantity": 1}
        ]
    })
}

pub fn message(effect: &Effect) -> &Message {
    match &effect.kind {
        EffectKind::Send(message) => message,
        other => panic!("expected a message, not {}", other.as_str()),
    }
}

pub fn kinds(effects: &[Effect]) -> Vec<&'static str> {
    effects.iter().map(|effect| effect.kind.as_str()).collect()
}

/// The outcomes of a run as words.
pub fn history(run: &Run) -> Vec<String> {
    let word = |trace: &StepTrace| {
        let json = serde_json::to_value(&trace.outcome).expect("JSON");
        format!("{} {}", trace.step, json["outcome"].as_str().unwrap_or_default())
    };
    run.history.iter().map(word).collect()
}

/// The only fact of an event.
pub fn fact_of(event: &Event) -> Fact {
    event.fact().0
}
