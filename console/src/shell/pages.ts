// The pages of the rail, in its order. A page that is added here is in the rail, the palette and the keys.

import {
  AlertOutlined,
  ApartmentOutlined,
  ApiOutlined,
  BranchesOutlined,
  FormOutlined,
  InboxOutlined,
  MessageOutlined,
  NodeIndexOutlined,
  SettingOutlined,
  TeamOutlined,
  ThunderboltOutlined,
  UserSwitchOutlined,
} from "@ant-design/icons";
import type { ComponentType } from "react";
import type { Permission } from "../session/account.ts";

export const GROUPS = ["now", "understand", "ask", "act", "people", "setup"] as const;

interface Described {
  /** Names it in `i18n/*\/shell.ts`, under `page`. */
  id: string;
  group: (typeof GROUPS)[number];
  path: string;
  icon: ComponentType<{ "aria-hidden": boolean }>;
  needs: Permission;
  /** Pressed after `g`. */
  key: string;
  /** In the bar at the bottom of a phone, in this place. */
  phone?: number;
}

const ALL = [
  {
    id: "live",
    group: "now",
    path: "/live",
    icon: ThunderboltOutlined,
    needs: "read_inbox",
    key: "l",
    phone: 3,
  },
  { id: "inbox", group: "now", path: "/inbox", icon: InboxOutlined, needs: "read_inbox", key: "i", phone: 1 },
  { id: "cases", group: "now", path: "/cases", icon: AlertOutlined, needs: "read_cases", key: "w" },
  {
    id: "journeys",
    group: "understand",
    path: "/journeys",
    icon: NodeIndexOutlined,
    needs: "read_metrics",
    key: "j",
  },
  {
    id: "responses",
    group: "understand",
    path: "/responses",
    icon: MessageOutlined,
    needs: "read_responses",
    key: "r",
  },
  {
    id: "customers",
    group: "people",
    path: "/customers",
    icon: TeamOutlined,
    needs: "read_customers",
    key: "c",
    phone: 2,
  },
  { id: "sources", group: "setup", path: "/sources", icon: ApiOutlined, needs: "manage_sources", key: "o" },
  {
    id: "playbooks",
    group: "act",
    path: "/playbooks",
    icon: BranchesOutlined,
    needs: "read_playbooks",
    key: "p",
  },
  { id: "surveys", group: "ask", path: "/surveys", icon: FormOutlined, needs: "read_surveys", key: "s" },
  { id: "units", group: "setup", path: "/units", icon: ApartmentOutlined, needs: "read_units", key: "u" },
  {
    id: "members",
    group: "setup",
    path: "/members",
    icon: UserSwitchOutlined,
    needs: "read_members",
    key: "m",
  },
  { id: "settings", group: "setup", path: "/settings", icon: SettingOutlined, needs: "edit_brand", key: "e" },
] as const satisfies readonly Described[];

export type RailPage = Described & (typeof ALL)[number];
export const PAGES: readonly RailPage[] = ALL;
