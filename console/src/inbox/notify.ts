// Notes of the system, for when the console is open but not looked at. Without permission nothing happens.

/** Whether the browser can show them, and whether the member allowed it. */
export function notifying(): NotificationPermission | "impossible" {
  return "Notification" in window && "serviceWorker" in navigator ? Notification.permission : "impossible";
}

/** Shows a note unless the member is looking at the console. */
export function notify(text: string, path: string): void {
  if (notifying() !== "granted" || document.visibilityState === "visible") return;
  void navigator.serviceWorker.ready.then((worker) =>
    worker.showNotification("Touchstone", { body: text, tag: path, icon: "/icon.svg", data: { path } }),
  );
}
