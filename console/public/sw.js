// Keeps the console's files, whose names change with their content, so that it opens on a bad network. Never keeps
// what the server says about customers: every answer of the API and every page comes from the server.

const FILES = "touchstone-files-1";
const FILES_MAX = 200;
const isFile = (url) => url.origin === self.location.origin && url.pathname.startsWith("/console/");

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => {
  const drop = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name !== FILES).map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(drop());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method === "GET" && isFile(new URL(request.url))) event.respondWith(file(request));
});

async function file(request) {
  const kept = await caches.open(FILES);
  const found = await kept.match(request);
  if (found) return found;
  const answer = await fetch(request);
  if (answer.ok) {
    await kept.put(request, answer.clone());
    const all = await kept.keys();
    await Promise.all(all.slice(0, Math.max(0, all.length - FILES_MAX)).map((old) => kept.delete(old)));
  }
  return answer;
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const path = event.notification.data?.path ?? "/inbox";
  const show = async () => {
    const [open] = await self.clients.matchAll({ type: "window" });
    if (!open) return self.clients.openWindow(path);
    await open.focus();
    return open.navigate(path);
  };
  event.waitUntil(show());
});
