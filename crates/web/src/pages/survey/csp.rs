//! What a page may load: nothing but its own style and script, and the pictures that its survey names.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use sha2::{Digest as _, Sha256};

/// The most hosts that are named; a page with pictures from more of them may load them from anywhere.
const HOSTS_MAX: usize = 20;

/// The value of `Content-Security-Policy`, from the digest of the page's style, its theme and its pictures.
pub(super) fn policy(style: &str, theme: &str, images: &[String]) -> String {
    let theme = style_hash(theme);
    let mut hosts: Vec<&str> = images.iter().filter_map(|address| origin(address)).collect();
    hosts.sort_unstable();
    hosts.dedup();
    let hosts = match hosts.len() {
        0 => String::new(),
        1..=HOSTS_MAX => format!("img-src {}; ", hosts.join(" ")),
        _ => "img-src https:; ".to_owned(),
    };
    format!(
        "default-src 'none'; {hosts}style-src {style} {theme}; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
}

pub(super) fn style_hash(style: &str) -> String {
    format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(style)))
}

/// Scheme and host of an address, if nothing in them could end the directive.
fn origin(address: &str) -> Option<&str> {
    let host = address.strip_prefix("https://")?.split(['/', '?', '#']).next()?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':' | b'[' | b']');
    (!host.is_empty() && host.bytes().all(plain)).then(|| &address[.."https://".len() + host.len()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_name_their_hosts_and_nothing_else() {
        let of = |images: &[&str]| {
            policy("a", "b", &images.iter().map(|&image| image.to_owned()).collect::<Vec<_>>())
        };
        let policy =
            of(&["https://img.example:8443/a.png", "https://img.example:8443/b", "https://x.example?1"]);
        assert!(
            policy.starts_with("default-src 'none'; img-src https://img.example:8443 https://x.example; ")
        );
        for hostile in ["https://a.example;script-src", "http://plain.example/a", "https:///", "https://a b"]
        {
            assert!(of(&[hostile]).starts_with("default-src 'none'; style-src "), "{hostile}");
        }
        let many: Vec<String> = (0..30).map(|n| format!("https://{n}.example/")).collect();
        assert!(of(&many.iter().map(String::as_str).collect::<Vec<_>>()).contains("img-src https:; "));
    }
}
