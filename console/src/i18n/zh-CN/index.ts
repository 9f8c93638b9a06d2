import type { Words } from "../words.ts";
import cases from "./cases.ts";
import customers from "./customers.ts";
import inbox from "./inbox.ts";
import live from "./live.ts";
import session from "./session.ts";
import shell from "./shell.ts";
import sources from "./sources.ts";
import traces from "./traces.ts";
import ui from "./ui.ts";

export default { cases, customers, inbox, live, session, shell, sources, traces, ui } satisfies Words;
