export default {
  title: "Members",
  lead: "Who works for the brand, as what, and which units they see.",
  make: "New member",
  makeVerb: "Add",
  change: "Change",
  save: "Save",
  name: "Name",
  email: "E-mail",
  role: "Role",
  units: "Sees",
  unitsHint: "These units and everything below them.",
  actions: "Actions",
  yourself: "You",
  state: { title: "State", active: "Active", suspended: "Suspended" },
  empty: { title: "No member yet" },
  password: {
    title: "New password",
    text: "For {{email}}. It is shown only now; hand it over in a safe way.",
  },
  reset: {
    verb: "New password",
    title: "Make a new password for {{name}}?",
    consequence: "The old one stops working and they are logged out everywhere.",
  },
  suspend: {
    verb: "Suspend",
    title: "Suspend {{name}}?",
    consequence:
      "They are logged out at once, cannot log in, and their tokens are refused until you restore them.",
  },
  restore: {
    verb: "Restore",
    title: "Restore {{name}}?",
    consequence: "They can log in again with their password.",
  },
};
