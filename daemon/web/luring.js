// Where there is no line, the list of reports is the form alone (/meja/luring): a page that is no account's and tells
// nothing. Nothing else is kept here; what was typed is kept by lapor.js.
const CACHE = "jarak-luring";
const PAGE = "/meja/luring";

async function keep() {
    const cache = await caches.open(CACHE);
    const answer = await fetch(PAGE);
    if (!answer.ok) return;
    const text = await answer.clone().text();
    const assets = [...text.matchAll(/"(\/assets\/[^"]+)"/g)].map((found) => found[1]);
    for (const old of await cache.keys()) await cache.delete(old);
    await cache.put(PAGE, answer);
    await cache.addAll(assets);
}

self.addEventListener("install", (event) => event.waitUntil(keep().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
    const url = new URL(event.request.url);
    if (event.request.mode === "navigate" && url.pathname === "/meja/laporan" && event.request.method === "GET") {
        event.respondWith(fetch(event.request).then(
            (answer) => { event.waitUntil(keep().catch(() => {})); return answer; },
            () => caches.match(PAGE)));
    } else if (url.pathname.startsWith("/assets/")) {
        event.respondWith(fetch(event.request).catch(() => caches.match(event.request)));
    }
});
