//! No simulator answers to a web page of somebody else's, whatever name leads to it.

use contactflow::sim::easycim;
use contactflow::sim::finesse;
use contactflow::sim::{Options, Simulator};

/// The status of a request to this address, sent as a browser would for a page of this origin.
async fn status(client: &reqwest::Client, url: &str, host: &str, origin: &str) -> u16 {
    let mut request = client.post(url).body("{\"do\":\"drop\"}");
    if !host.is_empty() {
        request = request.header("host", host);
    }
    if !origin.is_empty() {
        request = request.header("origin", origin);
    }
    request.send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn no_page_of_somebody_elses_is_answered() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let cxone = Simulator::start(Options::default()).await.unwrap();
    let toolbar = easycim::Simulator::start(easycim::Options::default())
        .await
        .unwrap();
    let office = finesse::Simulator::start(finesse::Options::default())
        .await
        .unwrap();
    let root = reqwest::Certificate::from_der(office.root_certificate_der()).unwrap();
    let client = reqwest::Client::builder()
        .no_proxy()
        .http1_only()
        .tls_certs_only([root])
        .build()
        .unwrap();
    for base in [
        cxone.base_address(),
        toolbar.page_address().trim_end_matches('/').to_owned(),
        office.rest_address(),
    ] {
        let url = format!("{base}/simulator/faults");
        for (host, origin, refused) in [
            ("evil.example", "", 421),
            ("localhost.evil.example", "", 421),
            ("", "https://evil.example", 403),
            ("", "http://127.0.0.1:1", 403),
            ("", "null", 403),
        ] {
            let got = status(&client, &url, host, origin).await;
            assert_eq!(got, refused, "{url} {host} {origin}");
        }
        let own = base.trim_end_matches("/finesse").to_owned();
        assert!(
            status(&client, &url, "", &own).await < 300,
            "{url} to itself"
        );
    }
}
