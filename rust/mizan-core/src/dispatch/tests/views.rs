use super::*;

const BOARD: &str = "board/{shelf}/";
const NOTES: &str = "notes/{shelf}/";

#[test]
fn a_view_answers_its_own_response() {
    let mut host = Host::default();
    let reply = host.ask_route(get(""), BOARD, &[("shelf", "hall")]);
    assert_eq!(host.names(), ["Identify", "Run", "Commit"]);
    assert_eq!(reply.response.body(), b"\"hall\"");
    assert_eq!(header(&reply, "cache-status"), Some("mizan; fwd=bypass"));
    assert_eq!(header(&reply, "content-type"), None);
    let head = Host::default().ask_route(asked("HEAD", "", &[]), BOARD, &[("shelf", "hall")]);
    assert!(head.response.body().is_empty());
    assert_eq!(header(&head, "content-length"), Some("6"));
}

#[test]
fn functions_share_a_route_by_their_methods() {
    let mut host = Host {
        body: b"form".to_vec(),
        ..Host::default()
    };
    let reply = host.ask_route(post(""), BOARD, &[("shelf", "hall")]);
    assert_eq!(
        host.names(),
        ["Identify", "ReadBody", "Run", "Commit", "Purge"]
    );
    assert_eq!(reply.response.body(), b"\"hall\"form");
    assert_eq!(header(&reply, "x-mizan-invalidate"), Some("open"));
    assert_eq!(header(&reply, "cache-control"), Some("no-store"));
    assert_eq!(header(&reply, "cache-status"), Some("mizan; fwd=method"));
    let reply = Host::default().ask_route(asked("PUT", "", &[]), BOARD, &[("shelf", "hall")]);
    assert_eq!(reply.response.status(), 405);
    assert_eq!(header(&reply, "allow"), Some("GET, HEAD, POST"));
    let cross = asked("POST", "", &[("sec-fetch-site", "cross-site")]);
    let reply = Host::default().ask_route(cross, BOARD, &[("shelf", "hall")]);
    assert_eq!(reply.response.status(), 403);
    let mut nobody = Host {
        caller: None,
        ..Host::default()
    };
    let reply = nobody.ask_route(post(""), BOARD, &[("shelf", "hall")]);
    assert_eq!(code(&reply), (401, "UNAUTHENTICATED".to_owned()));
}

#[test]
fn a_value_of_the_path_that_does_not_fit_is_no_page() {
    for (text, status) in [
        ("7", 200),
        ("-7", 200),
        ("07", 404),
        ("x", 404),
        ("", 404),
        ("true", 404),
        ("9007199254740992", 404),
        ("99999999999999999999999999", 404),
    ] {
        let mut host = Host::default();
        let reply = host.ask_route(get(""), NOTES, &[("shelf", text)]);
        assert_eq!(reply.response.status().as_u16(), status, "{text}");
        // A private view has no identity.
        assert!(!host.names().contains(&"Identify"));
    }
    assert_eq!(
        Host::default()
            .ask_route(get(""), "no/such/", &[])
            .response
            .status(),
        404
    );
}

#[test]
fn a_problem_of_a_view_is_a_problem_like_any_other() {
    let reply = Host::default().ask_route(post(""), BOARD, &[("shelf", "gone")]);
    assert_eq!(code(&reply), (404, "NOT_FOUND".to_owned()));
    assert_eq!(body(&reply)["invalidate"], json!(["open"]));
    assert_eq!(header(&reply, "x-mizan-invalidate"), Some("open"));
    let reply = Host::default().ask_route(get(""), BOARD, &[("shelf", "gone")]);
    assert_eq!(header(&reply, "cache-status"), Some("mizan; fwd=bypass"));
    assert_eq!(body(&reply)["invalidate"], json!([]));
}

#[test]
fn what_the_address_around_a_route_has_taken_is_none_of_the_views() {
    let own = [("shelf", "hall")];
    let nested = [("tenant", "acme"), ("shelf", "hall"), ("shel", "x")];
    let [alone, within] =
        [&own[..], &nested[..]].map(|raw| Host::default().ask_route(get(""), BOARD, raw).response);
    assert_eq!(within.status(), 200);
    assert_eq!(within.into_body(), alone.into_body());
}
