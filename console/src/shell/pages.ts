// The pages of the rail, in its order. A page that is added here is in the rail, the palette and the keys.

import { ApiOutlined } from "@ant-design/icons";
import type { ComponentType } from "react";
import type { Permission } from "../session/account.ts";

export const GROUPS = ["now", "understand", "ask", "act", "people", "setup"] as const;

export interface RailPage {
  id: "live" | "inbox" | "customers" | "sources";
  group: (typeof GROUPS)[number];
  path: "/me" | "/sources";
  icon: ComponentType;
  needs: Permission;
  /** Pressed after `g`. */
  key: string;
  /** In the bar at the bottom of a phone, in this place. */
  phone?: number;
}

export const PAGES: readonly RailPage[] = [
  { id: "sources", group: "setup", path: "/sources", icon: ApiOutlined, needs: "manage_sources", key: "o" },
];
