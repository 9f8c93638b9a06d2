//! What became of each item of a foreign survey, in words for members.

use serde::Serialize;

use crate::survey::shorten;

/// The most items of a report; the last one then says that there were more.
pub const ITEMS_MAX: usize = 5_000;

/// What became of one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Where it stands in the foreign document, like `pages[0].elements[2].visibleIf`.
    pub source: String,
    /// Where it stands in ours, like `questions.q1`; none when left out.
    pub target: Option<String>,
    /// What it is: a question's kind or a property's name.
    pub kind: String,
    /// What became of it.
    pub outcome: Outcome,
    /// Why.
    pub reason: Reason,
}

/// What became of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It means the same.
    Kept,
    /// It is there, and differs in what the reason says.
    Changed,
    /// It is not there.
    LeftOut,
}

impl Outcome {
    /// The word in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Changed => "changed",
            Self::LeftOut => "left_out",
        }
    }
}

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident $(($given:ident))? = $code:literal, $en:literal, $zh:literal;)*) => {
        /// Why an item was kept, changed or left out.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Reason {
            $($(#[$doc])* $name $(($given))?,)*
        }

        impl Reason {
            /// The stable word for machines.
            #[must_use]
            pub const fn code(&self) -> &'static str {
                match self { $(reasons!(@pattern $name $(, $given)?) => $code,)* }
            }

            fn sentence(&self) -> (&'static str, &'static str) {
                match self { $(reasons!(@pattern $name $(, $given)?) => ($en, $zh),)* }
            }

            fn given(&self) -> Option<&str> {
                match self { $(reasons!(@given $name, given $(, $given)?) => reasons!(@value given $(, $given)?),)* }
            }
        }
    };
    (@pattern $name:ident) => { Self::$name };
    (@pattern $name:ident, $given:ident) => { Self::$name(_) };
    (@given $name:ident, $bound:ident) => { Self::$name };
    (@given $name:ident, $bound:ident, $given:ident) => { Self::$name($bound) };
    (@value $bound:ident) => { None };
    (@value $bound:ident, $given:ident) => { Some($bound.as_str()) };
}

reasons! {
    /// It means the same.
    Same = "same", "Means the same.", "含义相同。";
    /// The condition or value is CEL now.
    Translated(String) = "translated", "Is written in CEL now: {}", "已改写为 CEL：{}";
    /// The name has characters that ours do not have.
    Renamed(String) = "renamed", "Is named {} here: names have letters, digits and underscores.", "在这里名为 {}：名称只含字母、数字和下划线。";
    /// The nearest kind of question.
    Nearest(String) = "nearest_kind", "Became the nearest kind of question: {}.", "改成了最接近的题型：{}。";
    /// One question became several.
    Split(String) = "split", "Became several questions: {}.", "拆成了多个题目：{}。";
    /// How it looks.
    Appearance = "appearance", "Only says how it looks; the brand's theme and the page decide that here.", "只影响外观；这里由品牌主题和页面决定。";
    /// How the other tool runs it.
    Behaviour = "behaviour", "Says how the other tool runs or saves the survey; that is done in its own way here.", "说明原工具如何运行或保存问卷；这里另有做法。";
    /// There is nothing like it.
    NoCounterpart = "no_counterpart", "There is no counterpart here.", "这里没有对应的功能。";
    /// Not a field of the format.
    Unknown = "unknown_property", "Is not a property of the format that is known here.", "不是已知格式的属性。";
    /// An expression that cannot be said in CEL.
    Untranslatable(String) = "untranslatable", "Cannot be said in CEL: {}", "无法用 CEL 表达：{}";
    /// Depends on what is hidden.
    HiddenIsEmpty(String) = "hidden_is_empty", "Asks about {}, which is not always asked: what is not asked counts as unanswered here, there its last answer counts on.", "取决于 {}，而它并非总会被问到：这里未被问到的题视为未回答，原工具则继续采用它最后的回答。";
    /// Shown greyed there, hidden here.
    Disabled = "disabled_is_hidden", "Is not shown while it cannot be answered; there it is shown greyed out.", "不可作答时这里不显示；原工具显示为灰色。";
    /// A rule is looked at when its page is left.
    OnLeaving = "on_leaving", "Happens when the page is left, not while it is answered.", "在离开页面时生效，而不是作答的同时。";
    /// Comes with the link.
    FromLink(String) = "from_link", "No question has this name, so it is the hidden field {}, which comes with the link.", "没有同名题目，因此成为随链接带入的隐藏字段 {}。";
    /// Never shown, so a hidden field.
    NeverShown(String) = "never_shown", "Is never shown, so it is the hidden field {}.", "从不显示，因此成为隐藏字段 {}。";
    /// Only there with what depends on it.
    Flattened = "flattened", "Its questions stand on the page by themselves, each with its conditions; its heading is a statement.", "其中的题目直接放在页面上，各自带有它的条件；标题成为一段说明。";
    /// Markup became text.
    PlainText = "plain_text", "Became plain text; markup and pictures in it are left out.", "已转为纯文本；其中的标记和图片已去掉。";
    /// Shortened.
    Shortened(String) = "shortened", "Was shortened to {} characters.", "已截短为 {} 个字符。";
    /// A limit of ours.
    Limited(String) = "limited", "Is limited to {} here.", "这里的上限为 {}。";
    /// Not an address that pages may load.
    Address = "address", "Is not an address that begins with https://, which pages here need.", "不是以 https:// 开头的地址，而页面只能使用这种地址。";
    /// A language tag that is none.
    Language = "language", "Is not a language tag.", "不是语言标签。";
    /// What is checked besides.
    Stricter = "stricter", "Is checked more strictly here: the answer has to have the right form.", "这里检查更严格：回答必须符合格式。";
    /// Only in one page order.
    Backwards = "backwards", "Goes back to a page before, which no rule can do here: the same answers have to lead to the same survey.", "要跳回前面的页面，这里的规则不能这样做：相同的回答必须得到相同的问卷。";
    /// A check of a missing answer.
    OnceAnswered = "once_answered", "Is looked at once the question is answered; there also before.", "回答之后才会检查；原工具在未回答时也会检查。";
    /// Where a variable's value comes from.
    FromAnswers = "from_answers", "Is worked out from the answers alone, not from the way through the survey.", "只根据回答计算，与答题路径无关。";
    /// Options to choose from come from elsewhere.
    FromElsewhere = "from_elsewhere", "Takes its options from an address; options stand in the survey here.", "选项来自外部地址；这里选项写在问卷中。";
    /// The text that stands for a missing value.
    Fallback = "fallback", "Shows nothing without an answer; the text for that case is left out.", "没有回答时不显示任何内容；原来的替代文字已去掉。";
    /// A condition that can never hold.
    Never(String) = "never", "Can never hold: no option has the value {}.", "永远不会成立：没有选项的值为 {}。";
    /// An option whose condition can never hold.
    NeverOffered = "never_offered", "Its condition can never hold, so it is never offered.", "其条件永远不会成立，因此从不提供。";
    /// A condition that nobody meets.
    NeverHolds = "never_holds", "Can never hold, so it is left out.", "永远不会成立，因此没有带入。";
    /// Reads answers that come later.
    Later(String) = "later", "Asks about {}, which is asked on a later page: on the way there it counts as unanswered, and here that does not change when someone goes back.", "取决于后面页面才会问到的 {}：到达之前视为未回答，而这里返回前页时也不会改变。";
    /// The report was cut.
    More(String) = "more", "The report ends after {} items.", "报告只列出前 {} 项。";
}

impl Reason {
    /// In English.
    #[must_use]
    pub fn english(&self) -> String {
        self.sentence().0.replace("{}", self.given().unwrap_or_default())
    }

    /// In Chinese.
    #[must_use]
    pub fn chinese(&self) -> String {
        self.sentence().1.replace("{}", self.given().unwrap_or_default())
    }
}

impl Item {
    /// Our own export: all of it means the same.
    pub(super) fn identical() -> Self {
        Self {
            source: String::new(),
            target: Some(String::new()),
            kind: "survey".to_owned(),
            outcome: Outcome::Kept,
            reason: Reason::Same,
        }
    }
}

/// A report being written.
#[derive(Debug, Default)]
pub(super) struct Report {
    items: Vec<Item>,
}

impl Report {
    pub fn kept(&mut self, source: &str, kind: &str, target: impl Into<String>, reason: Reason) {
        self.add(source, kind, Some(target.into()), (Outcome::Kept, reason));
    }

    pub fn changed(&mut self, source: &str, kind: &str, target: impl Into<String>, reason: Reason) {
        self.add(source, kind, Some(target.into()), (Outcome::Changed, reason));
    }

    pub fn left_out(&mut self, source: &str, kind: &str, reason: Reason) {
        self.add(source, kind, None, (Outcome::LeftOut, reason));
    }

    fn add(
        &mut self,
        source: &str,
        kind: &str,
        target: Option<String>,
        (outcome, reason): (Outcome, Reason),
    ) {
        if self.items.len() > ITEMS_MAX {
            return;
        }
        let item = if self.items.len() == ITEMS_MAX {
            let reason = Reason::More(ITEMS_MAX.to_string());
            Item {
                source: String::new(),
                target: None,
                kind: "survey".to_owned(),
                outcome: Outcome::LeftOut,
                reason,
            }
        } else {
            Item { source: source.to_owned(), target, kind: shorten(kind), outcome, reason }
        };
        self.items.push(item);
    }

    pub fn into_items(self) -> Vec<Item> {
        self.items
    }
}
