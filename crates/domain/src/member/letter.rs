//! The words of letters to members: a forgotten password, an invitation.

use crate::locale::Lang;

/// What a letter, and the link in it, is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// A new password instead of the forgotten one.
    Reset,
    /// The first password of someone who is invited.
    Invitation,
}

impl Purpose {
    /// All purposes.
    pub const ALL: [Self; 2] = [Self::Reset, Self::Invitation];

    /// The word in JSON and storage.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reset => "reset",
            Self::Invitation => "invitation",
        }
    }

    /// The purpose of a word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.as_str() == word)
    }
}

/// What a letter is made of.
#[derive(Debug, Clone, Copy)]
pub struct Content<'a> {
    /// What for.
    pub purpose: Purpose,
    /// In which language; another one than Chinese is English.
    pub language: &'a Lang,
    /// What the brand is called.
    pub brand: &'a str,
    /// What the reader is called.
    pub name: &'a str,
    /// The link.
    pub url: &'a str,
}

/// Subject and text of a letter.
#[must_use]
pub fn compose(content: &Content<'_>) -> (String, String) {
    let Content { purpose, language, brand, name, url } = *content;
    match (purpose, language.primary() == "zh") {
        (Purpose::Reset, true) => (
            format!("{brand}：重设密码"),
            format!(
                "{name}，您好：\n\n请在一小时内打开以下链接，设置新密码。链接只能使用一次。\n\n{url}\n\n\
                 如果这不是您本人的操作，请忽略此邮件，您的密码不会改变。\n"
            ),
        ),
        (Purpose::Reset, false) => (
            format!("{brand}: set a new password"),
            format!(
                "Hello {name},\n\nopen this link within an hour to set a new password. It works once.\n\n{url}\n\n\
                 If you did not ask for it, ignore this e-mail; your password stays as it is.\n"
            ),
        ),
        (Purpose::Invitation, true) => (
            format!("{brand} 邀请您加入"),
            format!(
                "{name}，您好：\n\n{brand} 邀请您使用 Touchstone。请在七天内打开以下链接，设置您的密码。\
                 链接只能使用一次。\n\n{url}\n"
            ),
        ),
        (Purpose::Invitation, false) => (
            format!("{brand} invites you"),
            format!(
                "Hello {name},\n\n{brand} invites you to Touchstone. Open this link within seven days to choose \
                 your password. It works once.\n\n{url}\n"
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_carry_their_link_in_the_readers_language() {
        for purpose in Purpose::ALL {
            assert_eq!(Purpose::parse(purpose.as_str()), Some(purpose));
            for (language, is_chinese) in [("zh-CN", true), ("zh-Hant", true), ("en", false), ("fr", false)] {
                let language: Lang = language.parse().expect("a language");
                let url = "https://cem.example.com/set-password#tsl_0";
                let content = Content { purpose, language: &language, brand: "Noodles", name: "Li Na", url };
                let (subject, text) = compose(&content);
                assert!(subject.contains("Noodles") && text.contains("Li Na"));
                assert!(
                    text.lines().any(|line| line == url),
                    "alone in its line, so that all of it is a link"
                );
                assert_eq!(!text.is_ascii(), is_chinese, "{language:?}");
            }
        }
    }
}
