export default {
  login: {
    title: "Log in",
    email: "E-mail",
    emailNeeded: "Type your e-mail address.",
    password: "Password",
    passwordNeeded: "Type your password.",
    submit: "Log in",
    wrong: "E-mail address or password is wrong.",
    slow: "Too many tries. Wait a minute, then try again.",
    unreachable: "The server cannot be reached. Check the network, then try again.",
  },
  logout: "Log out",
  role: {
    administrator: "Administrator",
    analyst: "Analyst",
    manager: "Manager",
    front_line: "Front line",
    developer: "Developer",
  },
  me: {
    look: "Language and colours",
    sessions: "Logged in on",
    here: "this device",
    end: "Log out",
    unknownDevice: "Unknown device",
  },
};
