export default {
  why: "why",
  title: "Live",
  pause: "Pause",
  goOn: "Go on",
  answers: "Answers",
  bad: "Bad news",
  actions: "Actions",
  nps: "NPS today",
  npsMethod:
    "Share of 9 and 10 minus share of 0 to 6 over today's answers, −100 to 100; adjusted Wald interval at 95%.",
  perMinute: "a minute",
  latencyOf: "Answer to action, {{share}}",
  latency:
    "From when an answer came until all that it led to was on disk; of the answers since this page was opened.",
  missed_one: "{{count}} item came in while the connection was lost and is not shown.",
  missed_other: "{{count}} items came in while the connection was lost and are not shown.",
  more: "and {{count}} more at the same moment",
  empty: {
    title: "Quiet",
    text: "Orders, answers and what they lead to appear here the moment they come in.",
  },
  connection: { connecting: "Connecting", open: "Connected", lost: "Connection lost, trying again" },
  effect: { send: "message", webhook: "webhook", open_case: "case", notify: "note to staff" },
};
