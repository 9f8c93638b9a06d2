//! Cleaning of text that people type, before it is stored or shown.

/// Removes what no person types and what misleads later readers: control characters, invisible
/// direction overrides and byte-order marks. Line ends become `\n`, tabs spaces; outer white space
/// goes. Joiners stay, since emoji and several scripts need them.
#[must_use]
pub fn clean(text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len());
    let mut after_return = false;
    for character in text.chars() {
        match character {
            '\r' => cleaned.push('\n'),
            '\n' if after_return => {}
            '\n' => cleaned.push('\n'),
            '\t' => cleaned.push(' '),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{2028}' | '\u{2029}' => {}
            _ if character.is_control() => {}
            _ => cleaned.push(character),
        }
        after_return = character == '\r';
    }
    let trimmed = cleaned.trim();
    if trimmed.len() == cleaned.len() { cleaned } else { trimmed.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_people_type_remains() {
        assert_eq!(clean("  汤是\u{0}凉的\r\n等位\t太久\u{202e}\r\r\n "), "汤是凉的\n等位 太久");
        assert_eq!(clean("👩\u{200d}🍳 ok"), "👩\u{200d}🍳 ok");
        assert_eq!(clean("\u{feff}\u{7}"), "");
    }
}
