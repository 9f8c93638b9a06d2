//! Plain text of a text that may hold markup: our pages write what they show themselves.

/// The text, and whether anything but text was in it.
pub(super) fn plain(text: &str) -> (String, bool) {
    if !text.contains(['<', '&']) {
        return (text.to_owned(), false);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut changed = false;
    while let Some(at) = rest.find(['<', '&']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some((tag, after)) = tag(rest) {
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
                    let end = rest.to_ascii_lowercase().find(&format!("</{name}"));
                    rest = end.map_or("", |end| &rest[end..]);
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
    let end = text.get(..text.len().min(12)).map_or_else(|| text.find(';'), |head| head.find(';'))?;
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
