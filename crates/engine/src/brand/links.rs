//! The links a brand hands out. Tokens are derived from what they stand for with the brand's secret,
//! so that deciding twice writes the same message, and nobody else can make one.

use hmac::{Hmac, Mac};
use sha2::Sha256;
use touchstone_domain::effect::LinkRequest;
use touchstone_domain::id::{BrandId, CustomerId, LinkId, SurveyId};
use touchstone_domain::link::Token;
use touchstone_domain::playbook::Links;
use touchstone_domain::profile::Channel;

/// Writes and reads the links of one brand.
pub struct BrandLinks {
    brand: BrandId,
    secret: [u8; 32],
    public_url: String,
}

/// What a stop link says: this customer wants no more messages on this channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stop {
    /// Who.
    pub customer: CustomerId,
    /// On which channel.
    pub channel: Channel,
}

const CHANNELS: [Channel; 4] = [Channel::Email, Channel::Sms, Channel::Wechat, Channel::Webhook];
/// Bytes of a stop token: customer, channel, proof.
const STOP_BYTES: usize = 16 + 1 + 11;

impl BrandLinks {
    /// Links of a brand with its secret.
    #[must_use]
    pub fn new(brand: BrandId, secret: [u8; 32], public_url: String) -> Self {
        Self { brand, secret, public_url }
    }

    /// The token of a link that a playbook sends.
    #[must_use]
    pub fn token(&self, link: LinkId) -> Token {
        let proof = self.proof(b"survey", &[link.as_bytes()]);
        let mut random = [0; 16];
        random.copy_from_slice(&proof[..16]);
        Token::new(random)
    }

    /// The address of a survey token.
    #[must_use]
    pub fn address(&self, token: &Token) -> String {
        format!("{}/s/{token}", self.public_url)
    }

    /// Reads a stop token: brand and what it says, before the proof is checked against the brand's secret.
    #[must_use]
    pub fn read_stop(token: &str) -> Option<(BrandId, Vec<u8>)> {
        let (brand, rest) = token.split_once('.')?;
        let brand = BrandId::from_bytes(touchstone_domain::id::decode(brand)?);
        let bytes = data_encoding::BASE64URL_NOPAD.decode(rest.as_bytes()).ok()?;
        (bytes.len() == STOP_BYTES).then_some((brand, bytes))
    }

    /// What a stop token of this brand says, if it is genuine.
    #[must_use]
    pub fn check_stop(&self, bytes: &[u8]) -> Option<Stop> {
        let (said, proof) = bytes.split_at_checked(17)?;
        let expected = self.proof(b"stop", &[said]);
        // The comparison takes the same time wherever the first difference is.
        let differs = expected.iter().zip(proof).fold(0, |sum, (left, right)| sum | (left ^ right));
        let customer = CustomerId::from_bytes(said[..16].try_into().ok()?);
        let channel = *CHANNELS.get(usize::from(said[16]))?;
        (differs == 0 && proof.len() == STOP_BYTES - 17).then_some(Stop { customer, channel })
    }

    /// The secret with which the brand's server signs the ids of users for a survey's widget.
    #[must_use]
    pub fn widget_secret(&self, survey: SurveyId) -> String {
        data_encoding::HEXLOWER.encode(&self.proof(b"widget", &[survey.as_bytes()]))
    }

    /// Whether a user's id was signed with that secret: HMAC-SHA256 in hexadecimal.
    #[must_use]
    pub fn is_signed(&self, survey: SurveyId, user: &str, signature: &str) -> bool {
        let secret = self.widget_secret(survey);
        let Ok(given) = data_encoding::HEXLOWER_PERMISSIVE.decode(signature.as_bytes()) else { return false };
        let mut mac =
            Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes keys of any length");
        mac.update(user.as_bytes());
        mac.verify_slice(&given).is_ok()
    }

    fn proof(&self, purpose: &[u8], parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.secret).expect("HMAC takes keys of any length");
        mac.update(purpose);
        mac.update(self.brand.as_bytes());
        parts.iter().for_each(|part| mac.update(part));
        mac.finalize().into_bytes().into()
    }
}

impl Links for BrandLinks {
    fn survey(&self, link: &LinkRequest) -> String {
        self.address(&self.token(link.id))
    }

    fn unsubscribe(&self, customer: CustomerId, channel: Channel) -> String {
        let position = CHANNELS.iter().position(|known| *known == channel).expect("every channel is listed");
        let mut bytes = customer.as_bytes().to_vec();
        bytes.push(u8::try_from(position).expect("four channels"));
        let proof = self.proof(b"stop", &[&bytes]);
        bytes.extend_from_slice(&proof[..STOP_BYTES - 17]);
        let brand = touchstone_domain::id::encode(self.brand.as_bytes());
        format!("{}/u/{brand}.{}", self.public_url, data_encoding::BASE64URL_NOPAD.encode(&bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_users_id_counts_with_the_right_signature_only() {
        let links = BrandLinks::new(BrandId::from_bytes([1; 16]), [2; 32], "https://cx.example".to_owned());
        let (survey, other) = (SurveyId::from_bytes([3; 16]), SurveyId::from_bytes([4; 16]));
        let mut mac = Hmac::<Sha256>::new_from_slice(links.widget_secret(survey).as_bytes()).expect("a key");
        mac.update(b"u-17");
        let signature = data_encoding::HEXLOWER.encode(&mac.finalize().into_bytes());
        assert!(links.is_signed(survey, "u-17", &signature));
        assert!(!links.is_signed(survey, "u-18", &signature));
        assert!(!links.is_signed(other, "u-17", &signature), "each widget has a secret of its own");
        assert!(!links.is_signed(survey, "u-17", "") && !links.is_signed(survey, "u-17", "no"));
    }

    #[test]
    fn a_stop_link_says_who_and_where_and_cannot_be_forged() {
        let brand = BrandId::from_bytes([1; 16]);
        let links = BrandLinks::new(brand, [2; 32], "https://cx.example".to_owned());
        let customer = CustomerId::from_bytes([3; 16]);
        let address = links.unsubscribe(customer, Channel::Sms);
        let token = address.strip_prefix("https://cx.example/u/").expect("the path");
        let (read, bytes) = BrandLinks::read_stop(token).expect("readable");
        assert_eq!(read, brand);
        assert_eq!(links.check_stop(&bytes), Some(Stop { customer, channel: Channel::Sms }));
        for position in 0..bytes.len() {
            let mut forged = bytes.clone();
            forged[position] ^= 1;
            assert_eq!(links.check_stop(&forged), None, "byte {position}");
        }
        let other = BrandLinks::new(brand, [9; 32], "https://cx.example".to_owned());
        assert_eq!(other.check_stop(&bytes), None);
    }
}
