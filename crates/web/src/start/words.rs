//! The words of the start pages, in Chinese and English.

use touchstone_domain::locale::{Lang, negotiate};

/// All words of one language.
pub(crate) struct Words {
    pub lang: &'static str,
    pub setup_title: &'static str,
    pub setup_intro: &'static str,
    pub errors_title: &'static str,
    pub colon: &'static str,
    pub brand: &'static str,
    pub email: &'static str,
    pub password: &'static str,
    pub password_hint: &'static str,
    pub time_zone: &'static str,
    pub submit: &'static str,
    pub done_title: &'static str,
    pub done_token: &'static str,
    pub done_next: &'static str,
    pub done_home: &'static str,
    pub unbuilt_title: &'static str,
    pub unbuilt_text: &'static str,
    pub unbuilt_api: &'static str,
    pub unbuilt_ready: &'static str,
    pub too_short: &'static str,
    pub too_easy: &'static str,
    pub invalid: &'static str,
}

const ZH: Words = Words {
    lang: "zh-CN",
    setup_title: "首次设置",
    setup_intro: "填写品牌和管理员账号，之后即可使用全部功能。此页面只能提交一次。",
    errors_title: "请修改以下内容：",
    colon: "：",
    brand: "品牌名称",
    email: "管理员邮箱",
    password: "密码",
    password_hint: "至少 10 个字符，几个词连在一起就很好。",
    time_zone: "时区",
    submit: "完成设置",
    done_title: "设置完成",
    done_token: "这是管理员的访问令牌，只显示这一次，请妥善保存：",
    done_next: "试一试：",
    done_home: "打开控制台",
    unbuilt_title: "Touchstone 正在运行",
    unbuilt_text: "管理接口已就绪。此版本编译时未包含控制台，请先构建控制台，再重新编译：",
    unbuilt_api: "接口文档（OpenAPI）",
    unbuilt_ready: "运行状态",
    too_short: "太短，至少需要 10 个字符。",
    too_easy: "太容易被猜到，请换一个。",
    invalid: "填写有误，请检查。",
};

const EN: Words = Words {
    lang: "en",
    setup_title: "First start",
    setup_intro: "Name your brand and its administrator, and everything works. This page can be sent once.",
    errors_title: "Please correct:",
    colon: ": ",
    brand: "Brand",
    email: "Administrator's e-mail",
    password: "Password",
    password_hint: "At least 10 characters; a few words are good.",
    time_zone: "Time zone",
    submit: "Set up",
    done_title: "Ready",
    done_token: "This is the administrator's access token. It is shown only now; keep it safe:",
    done_next: "Try it:",
    done_home: "Open the console",
    unbuilt_title: "Touchstone is running",
    unbuilt_text: "The management API is ready. This binary was built without the console. Build it, then the binary again:",
    unbuilt_api: "API document (OpenAPI)",
    unbuilt_ready: "State of the server",
    too_short: "too short, at least 10 characters are needed.",
    too_easy: "too easy to guess, please take another.",
    invalid: "this does not look right, please check it.",
};

impl Words {
    /// English for those who ask for it before Chinese, Chinese for all others.
    pub fn for_accept_language(header: &str) -> &'static Self {
        let chosen = negotiate(header, &[Lang::zh_cn(), Lang::en()], &Lang::zh_cn());
        if chosen == Lang::en() { &EN } else { &ZH }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_chooses() {
        let lang = |header: &str| Words::for_accept_language(header).lang;
        assert_eq!(lang(""), "zh-CN");
        assert_eq!(lang("en-GB,en;q=0.9"), "en");
        assert_eq!(lang("fr, en;q=0.8, zh;q=0.5"), "en");
        assert_eq!(lang("zh-HK, en;q=0.8"), "zh-CN");
    }
}
