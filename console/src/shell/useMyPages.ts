import { useMay } from "../session/account.ts";
import { PAGES, type RailPage } from "./pages.ts";

/** The pages that the member may open. */
export function useMyPages(): readonly RailPage[] {
  const may = useMay();
  return PAGES.filter((page) => may(page.needs));
}
