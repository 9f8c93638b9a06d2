//! What to do about an answer that cannot be taken.

use touchstone_domain::survey::{Ask, FaultKind, NumberField};

use super::{Words, size};

impl Words {
    /// What to do about an answer. `label` is how the respondent knows the option that a fault names.
    pub fn fault(self, kind: &FaultKind, ask: &Ask, label: Option<&str>) -> String {
        match kind {
            FaultKind::Required => self.missing(ask).to_owned(),
            FaultKind::Unmet { message } => message.clone(),
            FaultKind::TooLong { max } => match self {
                Self::Chinese => format!("最多 {max} 个字，请删减一些"),
                Self::English => format!("Please shorten this to {max} characters"),
                Self::Arabic => format!("يرجى الاختصار إلى {max} حرفًا"),
            },
            FaultKind::TooMany { max } => self.too_many(ask, *max),
            FaultKind::TooFew { min } => self.too_few(ask, *min),
            FaultKind::Outside { min, max } => self.outside(ask, min.as_deref(), max.as_deref()),
            FaultKind::Exclusive { option } => {
                let option = label.unwrap_or(option);
                match self {
                    Self::Chinese => format!("“{option}”不能与其他选项同时选择"),
                    Self::English => format!("“{option}” cannot be combined with other answers"),
                    Self::Arabic => format!("لا يمكن الجمع بين «{option}» وإجابات أخرى"),
                }
            }
            FaultKind::Duplicate { .. } => self
                .pick(
                    "每个名次只能用一次",
                    "Please give each place only once",
                    "يرجى استخدام كل ترتيب مرة واحدة",
                )
                .to_owned(),
            FaultKind::TooLarge { max_kb } => {
                let size = size(*max_kb);
                match self {
                    Self::Chinese => format!("文件太大，最多 {size}"),
                    Self::English => format!("This file is too large. The limit is {size}."),
                    Self::Arabic => format!("الملف كبير جدًا. الحد الأقصى {size}."),
                }
            }
            FaultKind::NoRoom => self
                .pick(
                    "目前无法再接收文件，请稍后再试",
                    "No more files can be taken right now. Please try again later.",
                    "لا يمكن استلام مزيد من الملفات الآن. يرجى المحاولة لاحقًا.",
                )
                .to_owned(),
            _ => self.unreadable(ask),
        }
    }

    fn missing(self, ask: &Ask) -> &'static str {
        match ask {
            Ask::Text(_) => self.pick("请填写", "Please write a few words", "يرجى كتابة بضع كلمات"),
            Ask::ItemRating(_) => {
                self.pick("请至少评价一项", "Please rate at least one", "يرجى تقييم عنصر واحد على الأقل")
            }
            Ask::MultipleChoice(_) => {
                self.pick("请至少选择一项", "Please choose at least one", "يرجى اختيار واحد على الأقل")
            }
            Ask::Ranking(_) => self.pick("请排序", "Please put these in order", "يرجى الترتيب"),
            Ask::Matrix(_) => self.pick("请回答每一行", "Please answer every row", "يرجى الإجابة عن كل صف"),
            Ask::Slider(_) | Ask::Number(_) => {
                self.pick("请填写数字", "Please enter a number", "يرجى إدخال رقم")
            }
            Ask::Date(_) => self.pick("请选择日期", "Please give a date", "يرجى إدخال تاريخ"),
            Ask::Time => self.pick("请选择时间", "Please give a time", "يرجى إدخال وقت"),
            Ask::Email | Ask::Phone | Ask::Contact(_) => {
                self.pick("请填写", "Please fill this in", "يرجى ملء هذا الحقل")
            }
            Ask::Consent(_) => self.pick(
                "请勾选同意后继续",
                "Please tick the box to go on",
                "يرجى وضع علامة للموافقة والمتابعة",
            ),
            Ask::File(_) => self.pick("请上传文件", "Please add a file", "يرجى إضافة ملف"),
            _ => self.pick("请选择一项", "Please choose one", "يرجى اختيار واحد"),
        }
    }

    fn too_many(self, ask: &Ask, max: usize) -> String {
        let files = matches!(ask, Ask::File(_));
        match self {
            Self::Chinese if files => format!("最多上传 {max} 个文件"),
            Self::English if files => format!("Please send no more than {max}"),
            Self::Arabic if files => format!("الحد الأقصى لعدد الملفات: {max}"),
            Self::Chinese => format!("最多选择 {max} 项"),
            Self::English => format!("Please choose no more than {max}"),
            Self::Arabic => format!("الحد الأقصى للاختيارات: {max}"),
        }
    }

    fn too_few(self, ask: &Ask, min: usize) -> String {
        let order = matches!(ask, Ask::Ranking(_));
        match self {
            Self::Chinese if order => format!("请排出前 {min} 名"),
            Self::English if order => format!("Please give all places from 1 to {min}"),
            Self::Arabic if order => format!("يرجى تحديد كل المراتب من 1 إلى {min}"),
            Self::Chinese => format!("至少选择 {min} 项"),
            Self::English => format!("Please choose at least {min}"),
            Self::Arabic => format!("الحد الأدنى للاختيارات: {min}"),
        }
    }

    fn outside(self, ask: &Ask, min: Option<&str>, max: Option<&str>) -> String {
        let day = matches!(ask, Ask::Date(_));
        match (self, min, max) {
            (Self::Chinese, Some(min), Some(max)) => format!("请填写 {min} 到 {max}"),
            (Self::Chinese, Some(min), None) => match day {
                true => format!("请填写 {min} 或之后的日期"),
                false => format!("请填写不小于 {min} 的数字"),
            },
            (Self::Chinese, None, Some(max)) => match day {
                true => format!("请填写 {max} 或之前的日期"),
                false => format!("请填写不大于 {max} 的数字"),
            },
            (Self::English, Some(min), Some(max)) => format!("Please give one from {min} to {max}"),
            (Self::English, Some(min), None) => match day {
                true => format!("Please give {min} or a later day"),
                false => format!("Please give {min} or more"),
            },
            (Self::English, None, Some(max)) => match day {
                true => format!("Please give {max} or an earlier day"),
                false => format!("Please give {max} or less"),
            },
            (Self::Arabic, Some(min), Some(max)) => format!("يرجى الإدخال من {min} إلى {max}"),
            (Self::Arabic, Some(min), None) => format!("الحد الأدنى: {min}"),
            (Self::Arabic, None, Some(max)) => format!("الحد الأقصى: {max}"),
            (_, None, None) => self.unreadable(ask),
        }
    }

    /// What cannot be read as what the question asks for.
    fn unreadable(self, ask: &Ask) -> String {
        let text = match ask {
            Ask::Slider(slider) => {
                let (min, max, step) = (slider.min, slider.max, slider.step);
                return match self {
                    Self::Chinese => format!("请填写 {min} 到 {max} 之间的数字，间隔 {step}"),
                    Self::English => format!("Please enter a number from {min} to {max} in steps of {step}"),
                    Self::Arabic => format!("يرجى إدخال رقم من {min} إلى {max} بخطوات {step}"),
                };
            }
            Ask::Number(NumberField { decimals: 0, .. }) => {
                self.pick("请填写整数", "Please enter a whole number", "يرجى إدخال رقم صحيح")
            }
            Ask::Number(NumberField { decimals, .. }) => {
                return match self {
                    Self::Chinese => format!("请填写数字，最多 {decimals} 位小数"),
                    Self::English => format!("Please enter a number with at most {decimals} decimals"),
                    Self::Arabic => format!("يرجى إدخال رقم، وعدد المنازل العشرية حتى {decimals}"),
                };
            }
            Ask::Date(_) => self.pick(
                "请填写日期，如 2026-11-22",
                "Please give a date like 2026-11-22",
                "يرجى إدخال تاريخ مثل 2026-11-22",
            ),
            Ask::Time => {
                self.pick("请填写时间，如 18:30", "Please give a time like 18:30", "يرجى إدخال وقت مثل 18:30")
            }
            Ask::Email => self.pick(
                "请填写邮箱，如 name@example.com",
                "Please give an e-mail address like name@example.com",
                "يرجى إدخال بريد إلكتروني مثل name@example.com",
            ),
            Ask::Phone => self.pick(
                "请填写有效的电话号码",
                "Please give a phone number with its area code",
                "يرجى إدخال رقم هاتف صحيح",
            ),
            Ask::Contact(_) => {
                self.pick("请检查格式", "Please check how this is written", "يرجى التحقق من الصيغة")
            }
            Ask::File(file) => {
                let kinds = self.file_kinds(file.images_only);
                return match self {
                    Self::Chinese => format!("无法使用这个文件，请换成 {kinds}"),
                    Self::English => format!("This file cannot be used. Please send {kinds}."),
                    Self::Arabic => format!("لا يمكن استخدام هذا الملف. يرجى إرسال {kinds}."),
                };
            }
            _ => self.pick(
                "请从给出的选项中选择",
                "Please choose one of the answers shown",
                "يرجى الاختيار من الإجابات المعروضة",
            ),
        };
        text.to_owned()
    }
}
