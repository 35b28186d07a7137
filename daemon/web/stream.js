// One stream of alerts for all pages of a browser: one page holds it and tells the others (BroadcastChannel). After a
// break the browser asks again from the last one it has, so that each is told once; what was told before the page was
// made stands in it already.
const CHANNEL = "jarak-peringatan";
const KEPT = 200; // alerts a page that was just opened may ask for
const CATCH_UP_MS = 5000; // what comes so soon after a break was missed in it

// The place of an alert in the inbox; its cursor has the epoch of a restored store behind it ("46.1764489200").
const indexOf = (cursor) => parseInt(cursor, 10) || 0;
const minutes = (ms) => Math.floor(ms / 60000);

export function listen(sign) {
    if (!sign || !window.EventSource || !navigator.locks) return;
    const channel = new BroadcastChannel(CHANNEL);
    let cursor = sign.dataset.after; // told here, by whichever page; or standing in this one
    let last = indexOf(cursor);
    let lost = 0; // since when
    let back = 0;
    let missed = 0;
    const show = () => {
        sign.hidden = false;
        const age = lost ? minutes(Date.now() - lost) : 0;
        sign.textContent = !lost
            ? sign.dataset.on + (missed ? ", " + sign.dataset.missed.replace("{count}", missed) : "")
            : sign.dataset.off + (age ? ", " + sign.dataset.age.replace("{count}", age) : "");
    };
    const say = (state) => {
        if (state === "off") lost = lost || Date.now();
        else if (lost) [back, missed, lost] = [Date.now(), 0, 0];
        show();
    };
    setInterval(() => lost && show(), 20000);
    const stand = (at) => {
        cursor = at;
        last = indexOf(at);
    };
    const tell = (alert) => {
        if (indexOf(alert.id) <= last) return;
        stand(alert.id);
        if (back && Date.now() - back < CATCH_UP_MS) {
            missed += 1;
            show();
        }
        const list = document.getElementById("langsung");
        if (list) {
            const line = document.createElement("a");
            line.className = "tap";
            line.href = alert.conflict ? "/meja/konflik/" + alert.conflict : "/meja/kotak";
            line.textContent = alert.text;
            line.dataset.id = alert.id;
            list.append(document.createElement("br"), line);
        }
        document.dispatchEvent(new CustomEvent("jarak:peringatan", { detail: alert }));
    };

    let answer = () => {}; // the page that holds the stream knows what to say
    const hear = (message) => {
        if (message.reset) stand(message.reset); // the inbox was restored from a copy: what came behind it begins anew
        else if ("ask" in message) answer(message.ask);
        else if (message.state) say(message.state);
        else tell(message);
    };
    channel.onmessage = ({ data }) => hear(data);
    // Something may have been told between the making of this page and now.
    channel.postMessage({ ask: last });
    navigator.locks.request(CHANNEL, () => new Promise(() => {
        // This page may have been told by another one before it came to hold the stream.
        const source = new EventSource("/api/v1/alerts/stream?after=" + encodeURIComponent(cursor));
        const recent = [];
        let state = null;
        const both = (message) => {
            if (message.state) state = message;
            if (message.id) recent.push(message);
            if (recent.length > KEPT) recent.shift();
            channel.postMessage(message);
            hear(message);
        };
        answer = (after) => {
            if (state) channel.postMessage(state);
            for (const alert of recent) if (indexOf(alert.id) > after) channel.postMessage(alert);
        };
        source.onopen = () => both({ state: "on" });
        source.onerror = () => both({ state: "off" });
        source.addEventListener("reset", (event) => both({ reset: event.lastEventId || "0" }));
        source.addEventListener("alert", (event) => {
            const told = JSON.parse(event.data);
            const lines = (told.text || "").split("\n");
            both({ id: event.lastEventId, conflict: told.conflict && told.conflict.id, text: lines.slice(1, 3).join(". ") });
        });
    }));
}
