//! What every operation has in common in the OpenAPI document: credentials, problems, idempotency keys.
//!
//! It is added here in one place, by rules over the operations, so that no operation can forget it.

use utoipa::PartialSchema;
use utoipa::ToSchema;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{Operation, ParameterBuilder, ParameterIn, PathItem};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    Components, ContentBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, Ref, RefOr, Required,
    Response, ResponseBuilder, SecurityRequirement, ServerBuilder,
};

use crate::layers::{KEY_CHARS_MAX, KEY_HEADER};
use crate::problem::{self, ProblemBody};

const DESCRIPTION: &str = "The management API of Touchstone. Errors are RFC 9457 problems with a closed set \
of codes; lists are keyset pages with opaque cursors; every POST takes an `Idempotency-Key`. \
`docs/api-design.md` explains the rules.";

/// Statuses of problems, with the name of the shared response and what it means.
const PROBLEMS: [(&str, &str, &str); 10] = [
    ("400", "BadRequest", "The body cannot be read, or a parameter is wrong."),
    ("401", "Unauthenticated", "The credential is missing, wrong, expired or revoked."),
    ("403", "Forbidden", "The member may not do this."),
    ("404", "NotFound", "There is no such thing, or none that the member may see."),
    ("409", "Conflict", "It does not fit the present state."),
    ("413", "TooLarge", "The body is larger than this route takes."),
    ("415", "UnsupportedMediaType", "The body has another media type than this route takes."),
    (
        "422",
        "InvalidFields",
        "Fields of the body are wrong; `errors` names them. Or the idempotency key was used for another request.",
    ),
    ("429", "TooManyRequests", "Too many requests or attempts; `Retry-After` says when to come back."),
    ("5XX", "ServerProblem", "The server failed or is at its limit; `code` says which."),
];

/// The document of the guarded and the open operations.
#[must_use]
pub fn complete(mut guarded: OpenApi, mut open: OpenApi) -> OpenApi {
    for (_, operation) in operations(&mut guarded) {
        operation.security = Some(vec![requirement("bearer"), requirement("session")]);
    }
    for (method, operation) in operations(&mut guarded) {
        if method == "post" {
            operation.parameters.get_or_insert_default().push(key_parameter().into());
        }
    }
    for (_, operation) in operations(&mut open) {
        operation.security.get_or_insert_default();
    }
    let mut document = base();
    document.merge(guarded);
    document.merge(open);
    for (method, operation) in operations(&mut document) {
        add_problems(method, operation);
    }
    document
}

fn base() -> OpenApi {
    let info = InfoBuilder::new()
        .title("Touchstone")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(DESCRIPTION))
        .license(Some(LicenseBuilder::new().name("Apache-2.0").identifier(Some("Apache-2.0")).build()))
        .build();
    let mut components = Components::new();
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("A token of `POST /v1/tokens`, or the one that the setup answered."))
        .build();
    components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
    let cookie = ApiKeyValue::with_description(
        "touchstone",
        "The cookie of `POST /v1/session`; over https its name is `__Host-touchstone`. Changes also need the \
         header `Touchstone-Csrf` and must come from the same origin.",
    );
    components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
    let source = HttpBuilder::new()
        .scheme(HttpAuthScheme::Basic)
        .description(Some("A source key of `POST /v1/sources` as the user name, with an empty password."))
        .build();
    components.add_security_scheme("source_key", SecurityScheme::Http(source));
    let mut dependencies = vec![(ProblemBody::name().into_owned(), ProblemBody::schema())];
    ProblemBody::schemas(&mut dependencies);
    components.schemas.extend(dependencies);
    for (status, name, description) in PROBLEMS {
        components.responses.insert(name.to_owned(), response(status, description).into());
    }
    OpenApiBuilder::new()
        .info(info)
        .servers(Some([ServerBuilder::new().url("/").build()]))
        .components(Some(components))
        .build()
}

fn response(status: &str, description: &str) -> Response {
    let schema = RefOr::Ref(Ref::from_schema_name(ProblemBody::name()));
    let content = ContentBuilder::new().schema(Some(schema)).build();
    let response = ResponseBuilder::new().description(description).content(problem::MEDIA_TYPE, content);
    if status == "429" {
        let seconds = ObjectBuilder::new().schema_type(Type::Integer).build();
        let header = HeaderBuilder::new().schema(Some(seconds)).description(Some("Seconds to wait.")).build();
        return response.header("Retry-After", header).build();
    }
    response.build()
}

fn key_parameter() -> utoipa::openapi::path::Parameter {
    let schema = ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length(Some(1))
        .max_length(Some(KEY_CHARS_MAX))
        .pattern(Some("^[!-~]([ -~]*[!-~])?$"))
        .build();
    ParameterBuilder::new()
        .name(KEY_HEADER)
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some("Carries the request out once, however often it is sent; kept for 24 hours."))
        .schema(Some(schema))
        .build()
}

fn add_problems(method: &str, operation: &mut Operation) {
    let has = |place: ParameterIn| {
        operation
            .parameters
            .iter()
            .flatten()
            .any(|parameter| matches!(parameter, RefOr::T(parameter) if parameter.parameter_in == place))
    };
    let guarded = operation.security.as_ref().is_some_and(|needed| !needed.is_empty());
    let body = operation.request_body.is_some();
    let in_path = has(ParameterIn::Path);
    let changes = method != "get";
    let mut statuses = vec!["5XX"];
    let mut when = |condition: bool, more: &[&'static str]| {
        if condition {
            statuses.extend(more);
        }
    };
    when(guarded, &["401", "403"]);
    when(body || in_path || has(ParameterIn::Query) || has(ParameterIn::Header), &["400"]);
    when(in_path, &["404"]);
    when(changes, &["403", "409", "422", "429"]);
    when(body, &["413", "415", "422"]);
    for (status, name, _) in PROBLEMS {
        if statuses.contains(&status) && !operation.responses.responses.contains_key(status) {
            let shared = RefOr::Ref(Ref::from_response_name(name));
            operation.responses.responses.insert(status.to_owned(), shared);
        }
    }
}

fn requirement(scheme: &str) -> SecurityRequirement {
    SecurityRequirement::new::<_, [&str; 0], &str>(scheme, [])
}

/// All operations of a document with their methods.
pub fn operations(document: &mut OpenApi) -> impl Iterator<Item = (&'static str, &mut Operation)> {
    document.paths.paths.values_mut().flat_map(methods)
}

fn methods(item: &mut PathItem) -> impl Iterator<Item = (&'static str, &mut Operation)> {
    let all = [
        ("get", item.get.as_mut()),
        ("put", item.put.as_mut()),
        ("post", item.post.as_mut()),
        ("patch", item.patch.as_mut()),
        ("delete", item.delete.as_mut()),
    ];
    all.into_iter().filter_map(|(method, operation)| operation.map(|operation| (method, operation)))
}
