//! The page's own words, in Chinese, English and Arabic; a survey in another language gets English ones.

mod faults;

use touchstone_domain::locale::Lang;
use touchstone_domain::survey::{Ask, ContactPart, scale_words};

use super::Stop;

/// The page's own words in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Words {
    /// 简体中文.
    Chinese,
    /// English.
    English,
    /// العربية.
    Arabic,
}

impl Words {
    pub fn of(lang: &Lang) -> Self {
        match lang.primary() {
            "zh" => Self::Chinese,
            "ar" => Self::Arabic,
            _ => Self::English,
        }
    }

    /// The tag of these words, for HTML's `lang` when the page is in a third language.
    pub fn tag(self) -> &'static str {
        self.pick("zh-CN", "en", "ar")
    }

    fn pick<T>(self, chinese: T, english: T, arabic: T) -> T {
        match self {
            Self::Chinese => chinese,
            Self::English => english,
            Self::Arabic => arabic,
        }
    }

    pub fn language(self) -> &'static str {
        self.pick("语言", "Language", "اللغة")
    }

    pub fn optional(self) -> &'static str {
        self.pick("选填", "Optional", "اختياري")
    }

    pub fn next(self) -> &'static str {
        self.pick("下一页", "Continue", "متابعة")
    }

    pub fn back(self) -> &'static str {
        self.pick("上一页", "Back", "رجوع")
    }

    pub fn submit(self) -> &'static str {
        self.pick("提交", "Send answers", "إرسال الإجابات")
    }

    pub fn other(self) -> &'static str {
        self.pick("其他", "Other", "أخرى")
    }

    pub fn other_label(self) -> &'static str {
        self.pick("请说明", "Please say what", "يرجى التوضيح")
    }

    pub fn choose(self) -> &'static str {
        self.pick("请选择", "Please choose", "يرجى الاختيار")
    }

    pub fn yes(self) -> &'static str {
        self.pick("是", "Yes", "نعم")
    }

    pub fn no(self) -> &'static str {
        self.pick("否", "No", "لا")
    }

    /// What stands before a place that is not given in a ranking.
    pub fn no_place(self) -> &'static str {
        self.pick("名次", "Place", "الترتيب")
    }

    pub fn remove(self) -> &'static str {
        self.pick("删除", "Remove", "إزالة")
    }

    /// What can be sent, for the line below the button.
    pub fn files_hint(self, images_only: bool, files_max: u8, size_max_kb: u32) -> String {
        let size = size(size_max_kb);
        let kinds = self.file_kinds(images_only);
        match self {
            Self::Chinese => format!("最多 {files_max} 个文件，每个不超过 {size}。支持 {kinds}。"),
            Self::English if files_max == 1 => format!("One file of at most {size}: {kinds}."),
            Self::English => format!("Up to {files_max} files of at most {size} each: {kinds}."),
            Self::Arabic => format!("عدد الملفات حتى {files_max}، وحجم كل ملف حتى {size}: {kinds}."),
        }
    }

    pub(super) fn file_kinds(self, images_only: bool) -> &'static str {
        match images_only {
            true => self.pick(
                "JPEG、PNG、GIF 或 WebP 图片",
                "JPEG, PNG, GIF or WebP",
                "JPEG أو PNG أو GIF أو WebP",
            ),
            false => self.pick(
                "JPEG、PNG、GIF、WebP 图片，PDF、Word、Excel、PowerPoint 或文本文件",
                "JPEG, PNG, GIF, WebP, PDF, Word, Excel, PowerPoint or text",
                "JPEG أو PNG أو GIF أو WebP أو PDF أو Word أو Excel أو PowerPoint أو نص",
            ),
        }
    }

    pub fn resumed(self) -> &'static str {
        self.pick(
            "已为您保留上次填写的内容，可以接着填写。",
            "We kept your earlier answers. You can go on from here.",
            "احتفظنا بإجاباتك السابقة، ويمكنك المتابعة من هنا.",
        )
    }

    pub fn appeared(self) -> &'static str {
        self.pick(
            "根据您的回答，还有一个问题想请教。",
            "Your answer leads to one more question.",
            "بناءً على إجابتك، لدينا سؤال آخر.",
        )
    }

    pub fn saved(self) -> &'static str {
        self.pick("已自动保存", "Answers saved", "تم حفظ الإجابات")
    }

    pub fn unsaved(self) -> &'static str {
        self.pick(
            "暂时无法保存，请勿关闭页面",
            "Not saved yet. Please keep this page open.",
            "لم يتم الحفظ بعد. يرجى إبقاء هذه الصفحة مفتوحة.",
        )
    }

    pub fn page_of(self, page: usize, pages: usize) -> String {
        match self {
            Self::Chinese => format!("第 {page} 步，共 {pages} 步"),
            Self::English => format!("Step {page} of {pages}"),
            Self::Arabic => format!("الخطوة {page} من {pages}"),
        }
    }

    /// What a screen reader says of one of several numbers.
    pub fn number_of(self, number: u8, max: u8) -> String {
        match self {
            Self::Chinese => format!("{number} 分，满分 {max} 分"),
            Self::English => format!("{number} out of {max}"),
            Self::Arabic => format!("{number} من {max}"),
        }
    }

    pub fn error_prefix(self) -> &'static str {
        self.pick("请检查：", "Please check: ", "يرجى التحقق: ")
    }

    pub fn errors_title(self, count: usize) -> String {
        match (self, count) {
            (Self::Chinese, _) => format!("还有 {count} 处需要您看一下"),
            (Self::English, 1) => "One answer needs another look".to_owned(),
            (Self::English, _) => format!("{count} answers need another look"),
            (Self::Arabic, _) => format!("إجابات تحتاج إلى مراجعة: {count}"),
        }
    }

    pub fn nothing_answered(self) -> &'static str {
        self.pick(
            "请至少回答一题再提交。",
            "Please answer at least one question before sending.",
            "يرجى الإجابة عن سؤال واحد على الأقل قبل الإرسال.",
        )
    }

    pub fn part(self, part: ContactPart) -> &'static str {
        match part {
            ContactPart::Name => self.pick("姓名", "Name", "الاسم"),
            ContactPart::FirstName => self.pick("名", "First name", "الاسم الأول"),
            ContactPart::LastName => self.pick("姓", "Last name", "اسم العائلة"),
            ContactPart::Email => self.pick("邮箱", "E-mail", "البريد الإلكتروني"),
            ContactPart::Phone => self.pick("手机号", "Phone", "رقم الهاتف"),
            ContactPart::Company => self.pick("公司", "Company", "الشركة"),
            ContactPart::Address => self.pick("地址", "Address", "العنوان"),
            ContactPart::Street => self.pick("街道门牌", "Street and number", "الشارع والرقم"),
            ContactPart::City => self.pick("城市", "City", "المدينة"),
            ContactPart::Region => self.pick("省份", "State or region", "المنطقة"),
            ContactPart::PostalCode => self.pick("邮编", "Postal code", "الرمز البريدي"),
            ContactPart::Country => self.pick("国家", "Country", "البلد"),
        }
    }

    /// The five steps of satisfaction, from worst to best.
    pub fn satisfaction(self) -> [&'static str; 5] {
        scale_words::satisfaction(&self.lang())
    }

    /// The ends of a scale that does not name its own.
    pub fn ends(self, ask: &Ask) -> (&'static str, &'static str) {
        scale_words::ends(ask, &self.lang())
    }

    fn lang(self) -> Lang {
        self.tag().parse().expect("a language tag")
    }

    pub fn thanks(self) -> &'static str {
        self.pick("谢谢您的回答", "Thank you", "شكرًا لك")
    }

    pub fn thanks_text(self) -> &'static str {
        self.pick("您的意见已经收到。", "We have received your answers.", "لقد استلمنا إجاباتك.")
    }

    /// Who is told, when no place is known.
    pub fn in_charge(self) -> &'static str {
        self.pick("负责人", "the person in charge", "المسؤول")
    }

    pub fn in_charge_of(self, place: &str) -> String {
        match self {
            Self::Chinese => format!("{place}的负责人"),
            Self::English => format!("the person in charge of {place}"),
            Self::Arabic => format!("المسؤول عن {place}"),
        }
    }

    pub fn told(self, who: &str) -> String {
        match self {
            Self::Chinese => format!("我们已经把您的意见转告{who}，会尽快与您联系。"),
            Self::English => format!("We have told {who}. Someone will be in touch with you soon."),
            Self::Arabic => format!("لقد أبلغنا {who}، وسنتواصل معك قريبًا."),
        }
    }

    pub fn code(self) -> &'static str {
        self.pick("券码", "Code", "الرمز")
    }

    pub fn valid_until(self, date: &str) -> String {
        match self {
            Self::Chinese => format!("有效期至 {date}"),
            Self::English => format!("Valid until {date}"),
            Self::Arabic => format!("صالح حتى {date}"),
        }
    }

    /// Above what is offered.
    pub fn for_you(self) -> &'static str {
        self.pick("为您推荐", "Picked for you", "اخترنا لك")
    }

    /// Why something is offered: because the answers say so, or the taste known before.
    pub fn why_offered(self, stated: bool) -> &'static str {
        match stated {
            true => {
                self.pick("您说想试试，下次来正好", "You said you would like to try it", "قلت إنك تود تجربته")
            }
            false => self.pick("按您的口味推荐", "Picked to your taste", "مختار حسب ذوقك"),
        }
    }

    pub fn see_offer(self) -> &'static str {
        self.pick("查看", "View", "عرض")
    }

    /// What the button of an ending says that names none.
    pub fn go_on(self) -> &'static str {
        self.pick("继续", "Continue", "متابعة")
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
                ("لم نعثر على هذا الاستبيان", "قد يكون الرابط ناقصًا. يرجى التحقق منه أو فتحه مجددًا من الرسالة."),
            ),
            Stop::NotPublished => self.pick(
                ("问卷还没有开始", "请稍后再来。"),
                ("This survey has not started yet", "Please come back later."),
                ("لم يبدأ هذا الاستبيان بعد", "يرجى العودة لاحقًا."),
            ),
            Stop::Paused => self.pick(
                ("问卷暂停中", "请稍后再来，已填写的内容会为您保留。"),
                ("This survey is paused", "Please come back later. What you have answered is kept."),
                ("هذا الاستبيان متوقف مؤقتًا", "يرجى العودة لاحقًا. إجاباتك محفوظة."),
            ),
            Stop::Closed => self.pick(
                ("问卷已经结束", "感谢您的关注。"),
                ("This survey is closed", "Thank you for your interest."),
                ("هذا الاستبيان مغلق", "شكرًا لاهتمامك."),
            ),
            Stop::Expired => self.pick(
                ("链接已过期", "这份问卷的填写时间已过，感谢您的关注。"),
                ("This link has expired", "The time for this survey is over. Thank you for your interest."),
                ("انتهت صلاحية الرابط", "انتهى وقت هذا الاستبيان. شكرًا لاهتمامك."),
            ),
            Stop::Revoked => self.pick(
                ("链接已失效", "如果您仍想反馈，请联系我们的工作人员。"),
                ("This link no longer works", "If you still want to tell us something, please ask our staff."),
                ("لم يعد هذا الرابط يعمل", "إذا كنت ترغب في إخبارنا بشيء، يرجى التحدث إلى موظفينا."),
            ),
            Stop::AlreadyAnswered => self.pick(
                ("问卷已经提交过了", "这个链接只能使用一次，感谢您的回答。"),
                ("This survey has already been answered", "This link works once. Thank you for the answers."),
                ("تمت الإجابة عن هذا الاستبيان", "يعمل هذا الرابط مرة واحدة. شكرًا لإجاباتك."),
            ),
            Stop::Unavailable => self.pick(
                ("暂时无法打开", "是我们这边的问题，请过一会儿再试。已填写的内容会为您保留。"),
                (
                    "This page cannot be shown right now",
                    "The problem is on our side. Please try again in a moment. What you have answered is kept.",
                ),
                ("لا يمكن عرض هذه الصفحة الآن", "المشكلة من جانبنا. يرجى المحاولة بعد قليل. إجاباتك محفوظة."),
            ),
        }
    }
}

/// A size as people read it.
pub(super) fn size(kb: u32) -> String {
    match kb {
        0..1024 => format!("{kb} kB"),
        _ if kb.is_multiple_of(1024) => format!("{} MB", kb / 1024),
        _ => format!("{:.1} MB", f64::from(kb) / 1024.0),
    }
}
