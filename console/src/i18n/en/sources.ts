export default {
  title: "Sources",
  lead: "Tills, apps and sites that send events. Each has a key of its own.",
  make: "New source",
  makeVerb: "Make a key",
  name: "Name",
  nameHint: "Where the events come from, such as “Tills” or “Mini program”.",
  key: "Key",
  made: "Made",
  state: { title: "State", open: "In use", revoked: "Revoked" },
  empty: {
    title: "No source yet",
    text: "Make one, paste its key into your client library, and watch the first event arrive.",
  },
  newKey: {
    title: "The key",
    text: "It is shown only now. Keep it where your program finds it.",
    kept: "I have kept it",
  },
  revoke: {
    verb: "Revoke",
    title: "Revoke the key of “{{name}}”?",
    consequence:
      "Programs that send with it are refused from now on. It cannot be given back; a new source has a new key.",
  },
  tab: { live: "Live", rejected: "Rejected", snippets: "How to send" },
  library: "Client library",
  snippet: {
    filled: "The key is filled in.",
    replace:
      "Put your key in place of YOUR_KEY. It was shown when the source was made; if it is lost, make a new source.",
  },
  live: {
    title_one: "The last {{count}}",
    title_other: "The last {{count}}",
    find: "Name, id or content",
    none: "Nothing fits",
    hold: "Pause",
    goOn: "Go on",
    nobody: "about no customer",
    empty: {
      title: "Nothing has come yet",
      text: "Send an event, and it appears here within two seconds. “How to send” has the lines to paste.",
    },
  },
  outcome: { title: "How it ended", accepted: "accepted", flawed: "accepted, flawed", rejected: "rejected" },
  rejected: {
    title: "The last {{count}} that could not be used",
    noId: "without an id",
    excerpt: "As it was sent",
    empty: {
      title: "Nothing was rejected",
      text: "Whatever cannot become an event will stand here with the reason.",
    },
  },
};
