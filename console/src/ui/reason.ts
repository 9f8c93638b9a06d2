import { ApiProblem } from "../api/client.ts";

/** What went wrong, in the words that people get for it. */
export type Reason = "unreachable" | "forbidden" | "missing" | "busy" | "conflict" | "broken";

export function reason(error: unknown): Reason {
  if (!(error instanceof ApiProblem)) {
    return error instanceof Error && error.name === "Unreachable" ? "unreachable" : "broken";
  }
  const reasons: Record<number, Reason> = {
    403: "forbidden",
    404: "missing",
    409: "conflict",
    410: "missing",
    429: "busy",
    503: "busy",
  };
  return reasons[error.status] ?? "broken";
}
