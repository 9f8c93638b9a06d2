//! The page's own words, in Chinese and English; a survey in another language gets English ones.

use touchstone_domain::locale::Lang;
use touchstone_domain::survey::{Ask, FaultKind};

use super::Stop;

/// The page's own words in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Words {
    /// 简体中文.
    Chinese,
    /// English.
    English,
}

impl Words {
    pub fn of(lang: &Lang) -> Self {
        if lang.primary() == "zh" { Self::Chinese } else { Self::English }
    }

    /// The tag of these words, for HTML's `lang` when the page is in a third language.
    pub fn tag(self) -> &'static str {
        self.pick("zh-CN", "en")
    }

    fn pick<T>(self, chinese: T, english: T) -> T {
        match self {
            Self::Chinese => chinese,
            Self::English => english,
        }
    }

    pub fn language(self) -> &'static str {
        self.pick("语言", "Language")
    }

    pub fn optional(self) -> &'static str {
        self.pick("选填", "Optional")
    }

    pub fn next(self) -> &'static str {
        self.pick("下一页", "Continue")
    }

    pub fn back(self) -> &'static str {
        self.pick("上一页", "Back")
    }

    pub fn submit(self) -> &'static str {
        self.pick("提交", "Send answers")
    }

    pub fn other(self) -> &'static str {
        self.pick("其他", "Other")
    }

    pub fn other_label(self) -> &'static str {
        self.pick("请说明", "Please say what")
    }

    pub fn resumed(self) -> &'static str {
        self.pick(
            "已为您保留上次填写的内容，可以接着填写。",
            "We kept your earlier answers. You can go on from here.",
        )
    }

    pub fn saved(self) -> &'static str {
        self.pick("已自动保存", "Answers saved")
    }

    pub fn unsaved(self) -> &'static str {
        self.pick("暂时无法保存，请勿关闭页面", "Not saved yet. Please keep this page open.")
    }

    pub fn page_of(self, page: usize, pages: usize) -> String {
        self.pick(format!("第 {page} 页，共 {pages} 页"), format!("Page {page} of {pages}"))
    }

    /// What a screen reader says of one of several numbers.
    pub fn number_of(self, number: u8, max: u8) -> String {
        self.pick(format!("{number} 分，满分 {max} 分"), format!("{number} out of {max}"))
    }

    pub fn error_prefix(self) -> &'static str {
        self.pick("请检查：", "Please check: ")
    }

    pub fn errors_title(self, count: usize) -> String {
        match (self, count) {
            (Self::Chinese, _) => format!("还有 {count} 处需要您看一下"),
            (Self::English, 1) => "One answer needs another look".to_owned(),
            (Self::English, _) => format!("{count} answers need another look"),
        }
    }

    pub fn nothing_answered(self) -> &'static str {
        self.pick("请至少回答一题再提交。", "Please answer at least one question before sending.")
    }

    /// What to do about an answer.
    pub fn fault(self, kind: &FaultKind, ask: &Ask) -> String {
        match kind {
            FaultKind::Required => match ask {
                Ask::Text(_) => self.pick("请填写", "Please write a few words").to_owned(),
                Ask::ItemRating(_) => self.pick("请至少评价一项", "Please rate at least one").to_owned(),
                Ask::MultipleChoice(_) => {
                    self.pick("请至少选择一项", "Please choose at least one").to_owned()
                }
                _ => self.pick("请选择一项", "Please choose one").to_owned(),
            },
            FaultKind::TooLong { max } => self.pick(
                format!("最多 {max} 个字，请删减一些"),
                format!("Please shorten this to {max} characters"),
            ),
            FaultKind::TooMany { max } => {
                self.pick(format!("最多选择 {max} 项"), format!("Please choose no more than {max}"))
            }
            FaultKind::TooFew { min } => {
                self.pick(format!("至少选择 {min} 项"), format!("Please choose at least {min}"))
            }
            _ => self.pick("请从给出的选项中选择", "Please choose one of the answers shown").to_owned(),
        }
    }

    /// The five steps of satisfaction, from worst to best.
    pub fn satisfaction(self) -> [&'static str; 5] {
        self.pick(
            ["很不满意", "不满意", "一般", "满意", "很满意"],
            ["Very poor", "Poor", "Fair", "Good", "Very good"],
        )
    }

    /// The ends of a scale that does not name its own.
    pub fn ends(self, ask: &Ask) -> (&'static str, &'static str) {
        match ask {
            Ask::Nps(_) => self.pick(("完全不可能", "非常可能"), ("Not at all likely", "Extremely likely")),
            Ask::Ces(_) => self.pick(("非常不同意", "非常同意"), ("Strongly disagree", "Strongly agree")),
            _ => self.pick(("很不满意", "很满意"), ("Very poor", "Very good")),
        }
    }

    pub fn thanks(self) -> &'static str {
        self.pick("谢谢您的回答", "Thank you")
    }

    pub fn thanks_text(self) -> &'static str {
        self.pick("您的意见已经收到。", "We have received your answers.")
    }

    pub fn told(self, who: &str) -> String {
        self.pick(
            format!("我们已经把您的意见转告{who}，会尽快与您联系。"),
            format!("We have told {who}. Someone will be in touch with you soon."),
        )
    }

    pub fn code(self) -> &'static str {
        self.pick("券码", "Code")
    }

    pub fn valid_until(self, date: &str) -> String {
        self.pick(format!("有效期至 {date}"), format!("Valid until {date}"))
    }

    /// Above what is offered.
    pub fn for_you(self) -> &'static str {
        self.pick("为您推荐", "Picked for you")
    }

    pub fn see_offer(self) -> &'static str {
        self.pick("查看", "View")
    }

    /// The heading and the text of a page that takes no answers.
    pub fn stop(self, stop: Stop) -> (&'static str, &'static str) {
        match stop {
            Stop::NotFound => self.pick(
                ("没有找到这份问卷", "链接可能不完整，请检查后重试，或从原消息重新打开。"),
                (
                    "We cannot find this survey",
                    "The link may be incomplete. Please check it, or open it again from the message it came in.",
                ),
            ),
            Stop::NotPublished => self.pick(
                ("问卷还没有开始", "请稍后再来。"),
                ("This survey has not started yet", "Please come back later."),
            ),
            Stop::Paused => self.pick(
                ("问卷暂停中", "请稍后再来，已填写的内容会为您保留。"),
                ("This survey is paused", "Please come back later. What you have answered is kept."),
            ),
            Stop::Closed => self.pick(
                ("问卷已经结束", "感谢您的关注。"),
                ("This survey is closed", "Thank you for your interest."),
            ),
            Stop::Expired => self.pick(
                ("链接已过期", "这份问卷的填写时间已过，感谢您的关注。"),
                ("This link has expired", "The time for this survey is over. Thank you for your interest."),
            ),
            Stop::Revoked => self.pick(
                ("链接已失效", "如果您仍想反馈，请联系我们的工作人员。"),
                ("This link no longer works", "If you still want to tell us something, please ask our staff."),
            ),
            Stop::AlreadyAnswered => self.pick(
                ("问卷已经提交过了", "这个链接只能使用一次，感谢您的回答。"),
                ("This survey has already been answered", "This link works once. Thank you for the answers."),
            ),
            Stop::Unavailable => self.pick(
                ("暂时无法打开", "是我们这边的问题，请过一会儿再试。已填写的内容会为您保留。"),
                (
                    "This page cannot be shown right now",
                    "The problem is on our side. Please try again in a moment. What you have answered is kept.",
                ),
            ),
        }
    }
}
