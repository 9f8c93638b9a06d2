import { useEffect } from "react";

let page = "";
let unread = 0;

/** Names the browser's tab. */
export function useTitle(title: string): void {
  useEffect(() => {
    page = title;
    write();
  }, [title]);
}

/** Shows how many notes wait: before the tab's name, and on the icon of the installed app. */
export function useUnreadMark(count: number): void {
  useEffect(() => {
    unread = count;
    write();
    // Browsers without a badge, and those that have not installed the app, do nothing.
    if ("setAppBadge" in navigator) {
      void (count > 0 ? navigator.setAppBadge(count) : navigator.clearAppBadge()).catch(() => undefined);
    }
  }, [count]);
}

function write(): void {
  document.title = `${unread > 0 ? `(${unread > 99 ? "99+" : unread}) ` : ""}${page} · Touchstone`;
}
