import {
  AppstoreOutlined,
  CalendarOutlined,
  CheckCircleOutlined,
  CheckSquareOutlined,
  ClockCircleOutlined,
  ContactsOutlined,
  DashboardOutlined,
  FileImageOutlined,
  FontSizeOutlined,
  InfoCircleOutlined,
  LikeOutlined,
  MailOutlined,
  NumberOutlined,
  OrderedListOutlined,
  PhoneOutlined,
  SafetyCertificateOutlined,
  ShoppingOutlined,
  SlidersOutlined,
  SmileOutlined,
  StarOutlined,
  TableOutlined,
} from "@ant-design/icons";
import type { ComponentType, ReactNode } from "react";
import type { Kind } from "./format.ts";

const ICONS: Record<Kind, ComponentType<{ "aria-hidden"?: boolean }>> = {
  nps: DashboardOutlined,
  csat: SmileOutlined,
  ces: LikeOutlined,
  rating: StarOutlined,
  item_rating: ShoppingOutlined,
  slider: SlidersOutlined,
  single_choice: CheckCircleOutlined,
  multiple_choice: CheckSquareOutlined,
  ranking: OrderedListOutlined,
  matrix: TableOutlined,
  yes_no: AppstoreOutlined,
  text: FontSizeOutlined,
  number: NumberOutlined,
  date: CalendarOutlined,
  time: ClockCircleOutlined,
  email: MailOutlined,
  phone: PhoneOutlined,
  contact: ContactsOutlined,
  consent: SafetyCertificateOutlined,
  file: FileImageOutlined,
  statement: InfoCircleOutlined,
};

/** The sign of a kind of question. */
export function KindIcon({ kind }: { kind: Kind }): ReactNode {
  const Icon = ICONS[kind];
  return <Icon aria-hidden />;
}
