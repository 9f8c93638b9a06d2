//! The setup as a page, offered until there is a brand.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use touchstone_domain::brand::BrandSettings;
use touchstone_domain::field::FieldError;
use touchstone_engine::Refusal;

use super::words::Words;
use crate::Web;
use crate::api::v1::{LogInRequest, SetupRequest, begin_session, begin_with_starter};
use crate::auth::{ClientAddress, refuse_other_origin};
use crate::extract::Form;
use crate::problem::Problem;

/// The form's fields.
#[derive(Deserialize)]
pub struct SetupForm {
    brand: String,
    email: String,
    password: String,
    time_zone: String,
}

#[derive(Template)]
#[template(path = "start/setup.html")]
struct SetupPage {
    words: &'static Words,
    errors: Vec<Wrong>,
    brand: String,
    email: String,
    time_zone: String,
}

#[derive(Template)]
#[template(path = "start/done.html")]
struct DonePage {
    words: &'static Words,
    token: String,
    public_url: String,
}

/// A field that is wrong, in the reader's words.
struct Wrong {
    field: String,
    label: &'static str,
    message: String,
}

/// The empty form, or the way to `/` once there is a brand.
pub async fn show(State(web): State<Web>, headers: HeaderMap) -> Result<Response, Problem> {
    if web.app.installed_brand().await?.is_some() {
        return Ok(Redirect::to("/").into_response());
    }
    let page = SetupPage {
        words: super::words(&headers),
        errors: Vec::new(),
        brand: String::new(),
        email: String::new(),
        time_zone: BrandSettings::default().time_zone,
    };
    super::page(StatusCode::OK, &page)
}

/// Sets up and logs in, or shows the form again with what is wrong. The password is never sent back.
pub async fn submit(
    State(web): State<Web>,
    address: ClientAddress,
    headers: HeaderMap,
    Form(form): Form<SetupForm>,
) -> Result<Response, Problem> {
    refuse_other_origin(&headers)?;
    let words = super::words(&headers);
    let request = SetupRequest {
        brand: form.brand.clone(),
        email: form.email.clone(),
        password: form.password.clone(),
        time_zone: Some(form.time_zone.clone()),
        language: Some(words.lang.to_owned()),
        public_url: None,
        starter: true,
    };
    match web.app.set_up(request.into_setup(&web.settings)).await {
        Ok(done) => {
            begin_with_starter(&web.app, &done.token).await;
            let public_url = web.settings.public_url.clone();
            let mut response =
                super::page(StatusCode::CREATED, &DonePage { words, token: done.token, public_url })?;
            let who = LogInRequest { email: form.email, password: form.password, code: None };
            let cookie = begin_session(&web, address, &headers, who).await?.0;
            response.headers_mut().insert(header::SET_COOKIE, cookie);
            Ok(response)
        }
        Err(Refusal::Fields(errors)) => {
            let errors = errors.into_iter().map(|error| wrong(words, error)).collect();
            let SetupForm { brand, email, time_zone, .. } = form;
            let page = SetupPage { words, errors, brand, email, time_zone };
            super::page(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(Refusal::AlreadySetUp) => Ok(Redirect::to("/").into_response()),
        Err(refusal) => Err(refusal.into()),
    }
}

fn wrong(words: &'static Words, error: FieldError) -> Wrong {
    let label = match error.field.as_str() {
        "brand" => words.brand,
        "email" => words.email,
        "password" => words.password,
        "time_zone" => words.time_zone,
        _ => words.setup_title,
    };
    let message = match error.code.as_str() {
        "too_short" => words.too_short,
        "too_easy" => words.too_easy,
        _ => words.invalid,
    };
    Wrong { field: error.field, label, message: message.to_owned() }
}
