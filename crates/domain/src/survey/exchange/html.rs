//! Plain text of a text that may hold markup: our pages write what they show themselves.

/// The longest entity, with its `&` and `;`.
const ENTITY_MAX: usize = 12;

/// The text, and whether anything but text was in it.
pub(super) fn plain(text: &str) -> (String, bool) {
    if !text.contains(['<', '&']) {
        return (text.to_owned(), false);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut changed = false;
    // Texts come from anybody: what was looked for in vain is not looked for again behind every `<`.
    let last_tag_end = text.rfind('>');
    while let Some(at) = rest.find(['<', '&']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let may_end = last_tag_end.is_some_and(|last| last > text.len() - rest.len());
        if let Some((tag, after)) = may_end.then(|| tag(rest)).flatten() {
            changed = true;
            let name: String = tag
                .trim_start_matches('/')
                .chars()
                .take_while(char::is_ascii_alphanumeric)
                .collect::<String>()
                .to_ascii_lowercase();
            rest = after;
            match name.as_str() {
                "br" | "p" | "div" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "tr" | "ul" | "ol" => {
                    break_line(&mut out);
                }
                "li" if !tag.starts_with('/') => {
                    break_line(&mut out);
                    out.push_str("• ");
                }
                // What stands inside is not for readers.
                "script" | "style" if !tag.starts_with('/') => {
                    rest = closing(rest, &name).map_or("", |end| &rest[end..]);
                }
                _ => {}
            }
        } else if let Some((character, after)) = entity(rest) {
            changed = true;
            out.push(character);
            rest = after;
        } else {
            out.push_str(&rest[..1]);
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    let out = if changed { out.trim().to_owned() } else { out };
    (out, changed)
}

fn break_line(out: &mut String) {
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
}

/// Where an element ends, whose name is in small letters.
fn closing(text: &str, name: &str) -> Option<usize> {
    text.match_indices("</").map(|(at, _)| at).find(|at| {
        let found = text.as_bytes().get(at + 2..at + 2 + name.len());
        found.is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
    })
}

/// The inside of a tag at the beginning, and what follows it. `a < b` is no tag.
fn tag(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_prefix('<')?;
    let begins = inside.strip_prefix('/').unwrap_or(inside);
    if !begins.starts_with(|character: char| character.is_ascii_alphabetic() || character == '!') {
        return None;
    }
    let end = inside.find('>')?;
    Some((&inside[..end], &inside[end + 1..]))
}

/// The character of an entity at the beginning, and what follows it.
fn entity(text: &str) -> Option<(char, &str)> {
    let end = text.bytes().take(ENTITY_MAX).position(|byte| byte == b';')?;
    let name = text.get(1..end)?;
    let character = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "hellip" => '…',
        "ndash" => '–',
        "mdash" => '—',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).filter(|character| !character.is_control())?
        }
    };
    Some((character, &text[end + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_becomes_text() {
        let said = |text| plain(text).0;
        assert_eq!(said("<p>Hello&nbsp;<b>you</b></p><ul><li>one<li>two</ul>"), "Hello you\n• one\n• two");
        assert_eq!(said("<SCRIPT>alert(1)</Script>a &amp;&#x4e2d;&长长长长长长;"), "a &中&长长长长长长;");
        assert_eq!(plain("1 < 2 & 3"), ("1 < 2 & 3".to_owned(), false));
    }

    #[test]
    fn hostile_markup_is_read_once() {
        // Looking for an end behind every beginning would take minutes.
        for hostile in ["<a", "<script></script>", "<style>", "&长", "</p", "<!--"] {
            let text = hostile.repeat(400_000 / hostile.len());
            assert!(plain(&text).0.len() <= text.len());
            assert!(plain(&format!("<b>x</b>{text}")).0.starts_with('x'));
        }
    }
}
