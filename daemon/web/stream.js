// One stream of alerts for all pages of a browser: one page holds it and tells the others (BroadcastChannel). After a
// break the browser asks again from the last one it has, so that each is told once; what was told before the page was
// made stands in it already.
const CHANNEL = "jarak-peringatan";

export function listen(sign) {
    if (!sign || !window.EventSource || !navigator.locks) return;
    const channel = new BroadcastChannel(CHANNEL);
    const say = (state) => {
        sign.hidden = false;
        sign.textContent = sign.dataset[state];
    };
    const tell = (alert) => {
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

    channel.onmessage = ({ data }) => (data.state ? say(data.state) : tell(data));
    navigator.locks.request(CHANNEL, () => new Promise(() => {
        let last = Number(sign.dataset.after);
        const source = new EventSource("/api/v1/alerts/stream?after=" + sign.dataset.after);
        const both = (message, own) => {
            channel.postMessage(message);
            own();
        };
        source.onopen = () => both({ state: "on" }, () => say("on"));
        source.onerror = () => both({ state: "off" }, () => say("off"));
        source.addEventListener("reset", () => {
            last = 0; // the inbox was restored from a copy: its numbers begin anew
        });
        source.addEventListener("alert", (event) => {
            const told = JSON.parse(event.data);
            if (Number(event.lastEventId) <= last) return;
            last = Number(event.lastEventId);
            const lines = (told.text || "").split("\n");
            const alert = { id: event.lastEventId, conflict: told.conflict && told.conflict.id, text: lines.slice(1, 3).join(". ") };
            both(alert, () => tell(alert));
        });
    }));
}
