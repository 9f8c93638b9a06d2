//! The address of the customer's device, where the request comes from one.

use std::net::{IpAddr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::header::{ORIGIN, USER_AGENT};
use axum::http::request::Parts;

/// The address to keep with the events, if a browser sent them and the page does not forbid it.
///
/// A server that sends on behalf of its customers is not their device: its address says nothing
/// about them. Jitsu's `X-IP-Policy` may cut the address or keep it out.
pub(super) fn address(parts: &Parts) -> Option<String> {
    let header = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
    let browser = header(ORIGIN.as_str()).is_some()
        || header(USER_AGENT.as_str()).is_some_and(|agent| agent.starts_with("Mozilla/"));
    let ConnectInfo(peer) = parts.extensions.get::<ConnectInfo<SocketAddr>>()?;
    let ip = peer.ip().to_canonical();
    match header("x-ip-policy") {
        _ if !browser => None,
        None | Some("keep") => Some(ip.to_string()),
        Some("stripLastOctet") => Some(without_last_part(ip)),
        Some(_) => None,
    }
}

fn without_last_part(ip: IpAddr) -> String {
    match ip {
        IpAddr::V4(ip) => {
            let [a, b, c, _] = ip.octets();
            std::net::Ipv4Addr::new(a, b, c, 0).to_string()
        }
        // What a provider hands to one household.
        IpAddr::V6(ip) => std::net::Ipv6Addr::from_bits(ip.to_bits() >> 80 << 80).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    fn address_of(peer: &str, headers: &[(&str, &str)]) -> Option<String> {
        let mut request = Request::builder();
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (mut parts, ()) = request.body(()).expect("a request").into_parts();
        let peer: SocketAddr = peer.parse().expect("an address");
        parts.extensions.insert(ConnectInfo(peer));
        address(&parts)
    }

    #[test]
    fn only_a_customers_own_device_has_an_address() {
        let page = ("origin", "https://shop.cn");
        assert_eq!(address_of("203.0.113.7:4000", &[page]).as_deref(), Some("203.0.113.7"));
        assert_eq!(address_of("[::ffff:203.0.113.7]:4000", &[page]).as_deref(), Some("203.0.113.7"));
        assert_eq!(address_of("203.0.113.7:4000", &[("user-agent", "analytics-node/3.0.13")]), None);
        let cut = ("x-ip-policy", "stripLastOctet");
        assert_eq!(address_of("203.0.113.7:4000", &[page, cut]).as_deref(), Some("203.0.113.0"));
        assert_eq!(address_of("[2001:db8:1:2:3::4]:1", &[page, cut]).as_deref(), Some("2001:db8:1::"));
        assert_eq!(address_of("203.0.113.7:4000", &[page, ("x-ip-policy", "remove")]), None);
    }
}
