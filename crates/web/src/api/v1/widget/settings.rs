//! How a widget is set up, as it is sent and answered.

use serde::{Deserialize, Serialize};
use touchstone_domain::widget::{Form, Look, Side, Trigger, Widget};
use utoipa::ToSchema;

use crate::extract::object;

/// How a widget is set up.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WidgetSettings {
    /// Whether it asks anybody.
    #[serde(default)]
    pub enabled: bool,
    /// The origins of the brand's pages; no other page may show it.
    #[serde(default)]
    #[schema(max_items = 20, example = json!(["https://shop.example.com"]))]
    pub origins: Vec<String>,
    /// When a page asks whether to show it.
    #[serde(default, deserialize_with = "object::only")]
    pub trigger: TriggerView,
    /// Only on pages whose path fits one of these, `*` standing for anything; on all when empty.
    #[serde(default)]
    #[schema(max_items = 20, example = json!(["/orders/*"]))]
    pub pages: Vec<String>,
    /// How it looks.
    #[serde(default, deserialize_with = "object::only")]
    pub look: LookView,
    /// Only those for whom this holds: CEL over `customer`. Everything about a stranger is null.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 4000, example = "customer.orders_90d >= 2")]
    pub condition: Option<String>,
    /// The share of people that is asked.
    #[serde(default = "all")]
    #[schema(exclusive_minimum = 0.0, maximum = 1.0)]
    pub share: f64,
    /// After how many days it may be shown again, where the survey has no clock of its own.
    #[serde(default = "month")]
    #[schema(minimum = 1, maximum = 3650, example = 30)]
    pub again_after_days: u32,
    /// Whether a user's id counts only with a signature of the brand's server. Without this, an id that is not signed may
    /// be a reason not to ask, and nothing else: the survey is the browser's, and shows nothing of a customer.
    #[serde(default = "yes")]
    pub signed_users_only: bool,
}

fn all() -> f64 {
    1.0
}

fn month() -> u32 {
    30
}

fn yes() -> bool {
    true
}

/// When a page asks whether to show the survey.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TriggerView {
    /// `page`: when it is there. `event`: when `name` happens. `exit`: when the pointer leaves. `delay`: after `seconds`.
    /// `scroll`: when `share` of the page was scrolled through.
    pub on: TriggerOn,
    /// For `event`: a call of `touchstone("event", name)`, or of Segment's `track`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 200, example = "Order Completed")]
    pub name: Option<String>,
    /// For `delay`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(maximum = 3600)]
    pub seconds: Option<u32>,
    /// For `scroll`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0.0, maximum = 1.0)]
    pub share: Option<f64>,
}

impl Default for TriggerView {
    fn default() -> Self {
        Trigger::default().into()
    }
}

/// What a page waits for.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TriggerOn {
    /// The page is there.
    Page,
    /// Something happens.
    Event,
    /// The pointer leaves.
    Exit,
    /// Time passes.
    Delay,
    /// The page is scrolled.
    Scroll,
}

/// How a widget looks.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LookView {
    /// Where it stands.
    #[serde(default)]
    pub form: FormView,
    /// From which side it slides in.
    #[serde(default)]
    pub side: SideView,
    /// For `inline`: which element of the page holds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 200, example = "#survey")]
    pub selector: Option<String>,
}

/// Where a widget stands.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FormView {
    /// Over the page, which waits.
    Popover,
    /// At the edge.
    #[default]
    SlideIn,
    /// In the page.
    Inline,
}

/// A side of the page.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SideView {
    /// Where reading ends.
    #[default]
    End,
    /// Where reading begins.
    Start,
}

impl From<WidgetSettings> for Widget {
    fn from(view: WidgetSettings) -> Self {
        let TriggerView { on, name, seconds, share } = view.trigger;
        Self {
            enabled: view.enabled,
            origins: view.origins,
            trigger: match on {
                TriggerOn::Page => Trigger::Page {},
                TriggerOn::Event => Trigger::Event { name: name.unwrap_or_default() },
                TriggerOn::Exit => Trigger::Exit {},
                TriggerOn::Delay => Trigger::Delay { seconds: seconds.unwrap_or_default() },
                TriggerOn::Scroll => Trigger::Scroll { share: share.unwrap_or_default() },
            },
            pages: view.pages,
            look: Look {
                form: match view.look.form {
                    FormView::Popover => Form::Popover,
                    FormView::SlideIn => Form::SlideIn,
                    FormView::Inline => Form::Inline,
                },
                side: match view.look.side {
                    SideView::End => Side::End,
                    SideView::Start => Side::Start,
                },
                selector: view.look.selector,
            },
            condition: view.condition,
            share: view.share,
            again_after_days: view.again_after_days,
            signed_users_only: view.signed_users_only,
        }
    }
}

impl From<Trigger> for TriggerView {
    fn from(trigger: Trigger) -> Self {
        let of = |on| Self { on, name: None, seconds: None, share: None };
        match trigger {
            Trigger::Page {} => of(TriggerOn::Page),
            Trigger::Exit {} => of(TriggerOn::Exit),
            Trigger::Event { name } => Self { name: Some(name), ..of(TriggerOn::Event) },
            Trigger::Delay { seconds } => Self { seconds: Some(seconds), ..of(TriggerOn::Delay) },
            Trigger::Scroll { share } => Self { share: Some(share), ..of(TriggerOn::Scroll) },
        }
    }
}

impl From<Widget> for WidgetSettings {
    fn from(widget: Widget) -> Self {
        Self {
            enabled: widget.enabled,
            origins: widget.origins,
            trigger: widget.trigger.into(),
            pages: widget.pages,
            look: LookView {
                form: match widget.look.form {
                    Form::Popover => FormView::Popover,
                    Form::SlideIn => FormView::SlideIn,
                    Form::Inline => FormView::Inline,
                },
                side: match widget.look.side {
                    Side::End => SideView::End,
                    Side::Start => SideView::Start,
                },
                selector: widget.look.selector,
            },
            condition: widget.condition,
            share: widget.share,
            again_after_days: widget.again_after_days,
            signed_users_only: widget.signed_users_only,
        }
    }
}
