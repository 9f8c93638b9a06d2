//! The address of the customer's device, where the request comes from one.

use std::net::IpAddr;

use axum::extract::FromRequestParts;
use axum::http::header::{ORIGIN, USER_AGENT};
use axum::http::request::Parts;

use crate::Web;
use crate::auth::ClientAddress;

/// The address to keep with the events, if a browser sent them and the page does not forbid it.
///
/// A server that sends on behalf of its customers is not their device: its address says nothing
/// about them. Jitsu's `X-IP-Policy` may cut the address or keep it out.
pub(super) async fn address(parts: &mut Parts, web: &Web) -> Option<String> {
    let header = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
    let browser = header(ORIGIN.as_str()).is_some()
        || header(USER_AGENT.as_str()).is_some_and(|agent| agent.starts_with("Mozilla/"));
    let cut = match header("x-ip-policy") {
        None | Some("keep") => false,
        Some("stripLastOctet") => true,
        Some(_) => return None,
    };
    if !browser {
        return None;
    }
    let ClientAddress(address) = ClientAddress::from_request_parts(parts, web).await.ok()?;
    let ip = address.parse::<IpAddr>().ok()?.to_canonical();
    Some(if cut { without_last_part(ip) } else { ip.to_string() })
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
    use std::net::SocketAddr;

    use axum::extract::ConnectInfo;
    use axum::http::Request;
    use touchstone_engine::testing::TestApp;

    use super::*;
    use crate::WebSettings;

    #[tokio::test]
    async fn only_a_customers_own_device_has_an_address() {
        let test = TestApp::sqlite();
        let web = Web::new(test.app.clone(), WebSettings::default());
        let page = ("origin", "https://shop.cn");
        let cut = ("x-ip-policy", "stripLastOctet");
        for (peer, headers, expected) in [
            ("203.0.113.7:4000", vec![page], Some("203.0.113.7")),
            ("[::ffff:203.0.113.7]:4000", vec![page], Some("203.0.113.7")),
            ("203.0.113.7:4000", vec![("user-agent", "analytics-node/3.0.13")], None),
            ("203.0.113.7:4000", vec![page, cut], Some("203.0.113.0")),
            ("[2001:db8:1:2:3::4]:1", vec![page, cut], Some("2001:db8:1::")),
            ("203.0.113.7:4000", vec![page, ("x-ip-policy", "remove")], None),
            ("203.0.113.7:4000", vec![page, ("x-forwarded-for", "198.51.100.1")], Some("203.0.113.7")),
        ] {
            let mut request = Request::builder();
            for (name, value) in &headers {
                request = request.header(*name, *value);
            }
            let (mut parts, ()) = request.body(()).expect("a request").into_parts();
            let peer: SocketAddr = peer.parse().expect("an address");
            parts.extensions.insert(ConnectInfo(peer));
            assert_eq!(address(&mut parts, &web).await.as_deref(), expected, "{peer} {headers:?}");
        }
    }
}
