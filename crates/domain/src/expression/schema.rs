//! What a condition may name: the roots, their fields and types. The tables are data; a new field is a
//! new line, and the struct that implements [`Record`](super::Record) has to answer to its name.

/// A name that an expression can start from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Root {
    /// The event that is being decided upon.
    Event,
    /// The customer's profile, with this event already applied.
    Customer,
    /// The survey response that is being decided upon.
    Response,
    /// The organisation unit the event or response belongs to.
    Unit,
    /// The time of the decision.
    Now,
    /// What was answered, by question. Its fields and types are those of one survey, see
    /// [`Names`](super::Names), as are those of the next three.
    Answers,
    /// The survey's hidden fields.
    Hidden,
    /// The survey's computed values.
    Computed,
    /// What the answers count, by question.
    Scores,
    /// The order that the link is about.
    Order,
    /// The language of the page.
    Language,
}

/// The type of a field, as far as it is known when an expression is checked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// Not known: the content of an open record.
    Any,
    /// Always without a value.
    Null,
    /// True or false.
    Bool,
    /// A number, whole or not.
    Number,
    /// Text.
    Text,
    /// An instant.
    Timestamp,
    /// A length of time.
    Duration,
    /// A list of anything.
    List,
    /// A record with any fields.
    Open,
    /// A record with exactly these fields.
    Closed(&'static [Field]),
    /// A record with the fields of this number in the [`Names`](super::Names).
    Declared(u16),
    /// Text that is one of the options of this number in the [`Names`](super::Names).
    Choice(u16),
    /// A list of such texts.
    Choices(u16),
}

/// A field of a record.
#[derive(Debug, PartialEq)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// Its type.
    pub kind: Kind,
}

const fn field(name: &'static str, kind: Kind) -> Field {
    Field { name, kind }
}

static EVENT: [Field; 5] = [
    field("name", Kind::Text),
    field("message_id", Kind::Text),
    field("source", Kind::Text),
    field("occurred_at", Kind::Timestamp),
    field("properties", Kind::Open),
];

static CUSTOMER: [Field; 36] = [
    field("id", Kind::Text),
    field("known", Kind::Bool),
    field("traits", Kind::Open),
    // From tag to value: `'vip' in customer.tags`, `customer.tags.need == 'skin care'`.
    field("tags", Kind::Open),
    field("language", Kind::Text),
    field("home_unit", Kind::Text),
    field("last_order_at", Kind::Timestamp),
    field("orders_90d", Kind::Number),
    field("spend_90d", Kind::Number),
    field("last_nps", Kind::Number),
    field("contacts_7d", Kind::Number),
    field("open_case", Kind::Bool),
    field("time_zone", Kind::Text),
    field("first_seen_at", Kind::Timestamp),
    field("last_seen_at", Kind::Timestamp),
    field("orders_total", Kind::Number),
    field("spend_total", Kind::Number),
    // Records with `product`, `category`, `quantity`, `amount`, `order` and `day`, oldest first:
    // `customer.purchases_90d.exists(p, p.category == 'soup' && p.amount > 100)`.
    field("purchases_90d", Kind::List),
    // From product or category to how many pieces: `'soup' in customer.categories_90d`.
    field("products_90d", Kind::Open),
    field("categories_90d", Kind::Open),
    // From product or category to the money: `customer.category_spend_90d.soup > 100`.
    field("product_spend_90d", Kind::Open),
    field("category_spend_90d", Kind::Open),
    // From category to a record with `count`, `average` and `last`, 0 worst to 1 best.
    field("category_ratings", Kind::Open),
    // The latest 20, records with `id`, `survey`, `at`, `nps`, `csat` and `ces`, oldest first.
    field("responses", Kind::List),
    field("responses_90d", Kind::Number),
    field("last_response_at", Kind::Timestamp),
    field("last_csat", Kind::Number),
    field("last_ces", Kind::Number),
    field("last_asked_at", Kind::Timestamp),
    field("contacts_30d", Kind::Number),
    field("contacts_90d", Kind::Number),
    field("last_contact_at", Kind::Timestamp),
    // From scope to what was said last: `customer.consent['sms.marketing'] == false`.
    field("consent", Kind::Open),
    // Orders and visits: all of them, by hour of the day in the customer's time zone, and the hour of most.
    field("visits_total", Kind::Number),
    field("visit_hours", Kind::List),
    field("preferred_hour", Kind::Number),
];

static RESPONSE: [Field; 9] = [
    field("survey", Kind::Text),
    field("nps", Kind::Number),
    field("csat", Kind::Number),
    field("ces", Kind::Number),
    // How good it is as a whole, 0 worst to 1 best, whatever scales were asked.
    field("score", Kind::Number),
    // promoter, passive or detractor.
    field("band", Kind::Text),
    field("complete", Kind::Bool),
    field("answers", Kind::Open),
    // The comments, joined.
    field("text", Kind::Text),
];

static UNIT: [Field; 4] = [
    field("id", Kind::Text),
    field("name", Kind::Text),
    field("kind", Kind::Text),
    // Ids from the head office down to the unit itself: `'unt_…' in unit.path`.
    field("path", Kind::List),
];

static ORDER: [Field; 7] = [
    field("id", Kind::Text),
    field("total", Kind::Number),
    field("channel", Kind::Text),
    field("product", Kind::Text),
    field("staff", Kind::Text),
    field("group", Kind::Text),
    // Records with `id` and `name`: `order.items.exists(i, i.name == 'soup')`.
    field("items", Kind::List),
];

impl Root {
    /// All of them.
    pub const ALL: [Root; 11] = [
        Root::Event,
        Root::Customer,
        Root::Response,
        Root::Unit,
        Root::Now,
        Root::Answers,
        Root::Hidden,
        Root::Computed,
        Root::Scores,
        Root::Order,
        Root::Language,
    ];

    /// How it is written.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Root::Event => "event",
            Root::Customer => "customer",
            Root::Response => "response",
            Root::Unit => "unit",
            Root::Now => "now",
            Root::Answers => "answers",
            Root::Hidden => "hidden",
            Root::Computed => "computed",
            Root::Scores => "scores",
            Root::Order => "order",
            Root::Language => "language",
        }
    }

    /// Its type, where no survey says more.
    #[must_use]
    pub const fn kind(self) -> Kind {
        match self {
            Root::Event => Kind::Closed(&EVENT),
            Root::Customer => Kind::Closed(&CUSTOMER),
            Root::Response => Kind::Closed(&RESPONSE),
            Root::Unit => Kind::Closed(&UNIT),
            Root::Now => Kind::Timestamp,
            Root::Answers | Root::Hidden | Root::Computed | Root::Scores => Kind::Open,
            Root::Order => Kind::Closed(&ORDER),
            Root::Language => Kind::Text,
        }
    }

    /// The root of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Root> {
        Root::ALL.into_iter().find(|root| root.name() == name)
    }
}

/// The roots that are at hand where an expression is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scope(u16);

impl Scope {
    /// Where an event is decided upon.
    pub const EVENT: Scope = Scope::of(&[Root::Event, Root::Customer, Root::Unit, Root::Now]);
    /// Where a response is decided upon.
    pub const RESPONSE: Scope =
        Scope::of(&[Root::Event, Root::Customer, Root::Response, Root::Unit, Root::Now]);
    /// Where only a customer is looked at, as in a segment.
    pub const CUSTOMER: Scope = Scope::of(&[Root::Customer, Root::Now]);
    /// Where a survey is filled in.
    pub const SURVEY: Scope = Scope::of(&[
        Root::Answers,
        Root::Hidden,
        Root::Computed,
        Root::Scores,
        Root::Customer,
        Root::Order,
        Root::Unit,
        Root::Language,
        Root::Now,
    ]);

    /// A scope of these roots.
    #[must_use]
    pub const fn of(roots: &[Root]) -> Scope {
        let mut bits = 0;
        let mut index = 0;
        while index < roots.len() {
            bits |= 1 << roots[index] as u8;
            index += 1;
        }
        Scope(bits)
    }

    /// Whether the root is at hand.
    #[must_use]
    pub const fn has(self, root: Root) -> bool {
        self.0 & (1 << root as u8) != 0
    }

    /// The roots at hand.
    pub fn roots(self) -> impl Iterator<Item = Root> {
        Root::ALL.into_iter().filter(move |root| self.has(*root))
    }

    /// What the product itself knows here, as it is written, with its type: the fields of its records, and roots
    /// that are values. What a survey adds is not among them.
    pub fn fields(self) -> impl Iterator<Item = (String, Kind)> {
        self.roots().flat_map(|root| match root.kind() {
            Kind::Closed(fields) => {
                fields.iter().map(|field| (format!("{}.{}", root.name(), field.name), field.kind)).collect()
            }
            Kind::Open => Vec::new(),
            kind => vec![(root.name().to_owned(), kind)],
        })
    }

    /// This scope with one more root.
    #[must_use]
    pub(crate) const fn with(self, root: Root) -> Scope {
        Scope(self.0 | 1 << root as u8)
    }
}

impl Kind {
    /// How messages call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Any => "any",
            Kind::Null => "null",
            Kind::Bool => "bool",
            Kind::Number => "number",
            Kind::Text | Kind::Choice(_) => "text",
            Kind::Timestamp => "timestamp",
            Kind::Duration => "duration",
            Kind::List | Kind::Choices(_) => "list",
            Kind::Open | Kind::Closed(_) | Kind::Declared(_) => "record",
        }
    }

    /// The kind without what is known about the content of a text or list.
    #[must_use]
    pub const fn plain(self) -> Self {
        match self {
            Kind::Choice(_) => Kind::Text,
            Kind::Choices(_) => Kind::List,
            other => other,
        }
    }

    /// The kind of what is of one or the other.
    #[must_use]
    pub fn or(self, other: Kind) -> Self {
        match (self.plain(), other.plain()) {
            _ if self == other => self,
            (one, two) if one == two => one,
            _ => Kind::Any,
        }
    }

    /// Whether a value of this kind may turn out to be one of the other.
    #[must_use]
    pub fn may_be(self, other: Kind) -> bool {
        let unknown = |kind| matches!(kind, Kind::Any | Kind::Null);
        unknown(self) || unknown(other) || self.name() == other.name()
    }
}
