import session from "./session.ts";
import shell from "./shell.ts";
import sources from "./sources.ts";
import ui from "./ui.ts";

export default { session, shell, sources, ui };
