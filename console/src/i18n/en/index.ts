import access from "./access.ts";
import asking from "./asking.ts";
import cases from "./cases.ts";
import customers from "./customers.ts";
import inbox from "./inbox.ts";
import journeys from "./journeys.ts";
import live from "./live.ts";
import look from "./look.ts";
import members from "./members.ts";
import playbooks from "./playbooks.ts";
import responses from "./responses.ts";
import results from "./results.ts";
import session from "./session.ts";
import settings from "./settings.ts";
import shell from "./shell.ts";
import sources from "./sources.ts";
import studio from "./studio.ts";
import surveys from "./surveys.ts";
import traces from "./traces.ts";
import ui from "./ui.ts";
import units from "./units.ts";
import versions from "./versions.ts";

export default {
  access,
  asking,
  cases,
  customers,
  inbox,
  journeys,
  live,
  look,
  members,
  playbooks,
  responses,
  results,
  session,
  settings,
  shell,
  sources,
  studio,
  surveys,
  traces,
  ui,
  units,
  versions,
};
