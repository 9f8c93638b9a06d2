export default {
  loading: "Loading",
  again: "Try again",
  home: "To the start page",
  pages: "Pages of the list",
  first: "First page",
  next: "Next page",
  undo: "Undo",
  undone: "Undone",
  undoFailed: "Could not be undone. Please check and try again.",
  few: "few answers",
  tone: { good: "good", mid: "neutral", bad: "bad" },
  failed: {
    unreachable: {
      title: "No connection",
      text: "The server cannot be reached. Check the network, then try again.",
    },
    forbidden: { title: "Not for your role", text: "Ask an administrator if you need this page." },
    missing: {
      title: "There is nothing here",
      text: "It may have been removed, or it lies outside your units.",
    },
    busy: { title: "The server is busy", text: "Wait a few seconds, then try again." },
    broken: { title: "That did not work", text: "Try again. If it stays so, tell your administrator." },
  },
};
