"""What Schemathesis cannot know from the API document."""

import schemathesis
from schemathesis.generation import GenerationMode


@schemathesis.hook
def before_call(
    context: schemathesis.HookContext, case: schemathesis.Case, kwargs: dict[str, object]
) -> None:
    """Leaves invented places to the cases that are meant to be refused: pages and streams give them out."""
    meant_well = case.meta is not None and case.meta.generation.mode is GenerationMode.POSITIVE
    if meant_well and case.query:
        case.query.pop("cursor", None)
    if meant_well and case.headers and case.path == "/v1/live":
        case.headers.pop("Last-Event-ID", None)


@schemathesis.hook
def filter_case(context: schemathesis.HookContext, case: schemathesis.Case) -> bool:
    """Leaves out the expectation that an unknown header is refused: HTTP says that it is ignored."""
    return "x-schemathesis-unknown-property" not in (case.headers or {})
