import { Drawer, type DrawerProps, Modal, type ModalProps } from "antd";
import type { ReactNode } from "react";
import { overlays } from "../theme/ThemeProvider.tsx";
import { useReturnFocus } from "./useReturnFocus.ts";

/** In front of the page for as long as it is rendered; then the keyboard is back where it came from. */
export function Dialog(props: Omit<ModalProps, "open" | "getContainer">): ReactNode {
  useReturnFocus();
  return <Modal {...props} open getContainer={overlays} />;
}

/** The same at the side of the page, for what is long. */
export function SideDialog(props: Omit<DrawerProps, "open" | "getContainer">): ReactNode {
  useReturnFocus();
  return <Drawer {...props} open getContainer={overlays} />;
}
