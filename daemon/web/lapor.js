// A report that is typed where there is no line: kept on this device, for each account by itself, and sent when there is
// one again. Each has a UID from the beginning, so that sending twice files once. What the server does not take comes
// back into the form. Tasks are given at a desk and are not kept.
const LAST = "jarak-akun"; // whose reports the page without a line keeps

const key = (account) => "jarak-laporan:" + account;

function read(account) {
    try {
        return JSON.parse(localStorage.getItem(key(account))) || [];
    } catch {
        return [];
    }
}

// False: the device keeps nothing, or is full.
function write(account, list) {
    try {
        localStorage.setItem(key(account), JSON.stringify(list));
        return true;
    } catch {
        return false;
    }
}

const newUid = () => crypto.randomUUID() + "@hp";

// What was seen just now has the time of now, not that of its sending; in the zone of the region.
function localNow(form) {
    return new Date(Date.now() + Number(form.dataset.offset) * 1000).toISOString().slice(0, 16);
}

function fieldsOf(form) {
    const fields = {};
    for (const [name, value] of new FormData(form)) {
        if (name !== "csrf" && typeof value === "string") fields[name] = value;
    }
    if (!fields.waktu) fields.waktu = localNow(form);
    return fields;
}

// "sent", "refused", or "later" where there is no line, or nobody is signed in any more.
async function send(form, fields) {
    try {
        const body = new URLSearchParams({ ...fields, csrf: form.elements.namedItem("csrf").value });
        const answer = await fetch(form.action, { method: "POST", body });
        if (answer.ok && /\/meja\/laporan\/[0-9a-f]{16}/.test(answer.url)) return { what: "sent", url: answer.url };
        return { what: answer.status === 422 ? "refused" : "later" };
    } catch {
        return { what: "later" };
    }
}

// A telephone knows where it is, and says so when it is asked to.
function offerPlace(form) {
    const button = document.getElementById("di-sini");
    if (!navigator.geolocation) return;
    button.hidden = false;
    button.addEventListener("click", () => navigator.geolocation.getCurrentPosition(({ coords }) => {
        form.elements.namedItem("titik").value = `${coords.latitude.toFixed(6)}, ${coords.longitude.toFixed(6)}`;
    }, () => { button.hidden = true; }, { enableHighAccuracy: true }));
}

export function followReport(form, account) {
    const state = document.getElementById("simpanan");
    const show = () => {
        const count = read(account).length;
        state.hidden = count === 0;
        state.textContent = state.dataset.kept.replace("{count}", count);
    };

    async function sendKept() {
        if (form.dataset.luring) return;
        for (const fields of read(account)) {
            const { what } = await send(form, fields);
            if (what === "later") break;
            write(account, read(account).filter((other) => other.uid !== fields.uid));
            if (what === "refused") {
                for (const [name, value] of Object.entries(fields)) form.elements.namedItem(name).value = value;
                form.closest("details").open = true;
            }
        }
        show();
    }

    form.addEventListener("submit", async (event) => {
        event.preventDefault();
        const fields = fieldsOf(form);
        const { what, url } = form.dataset.luring ? { what: "later" } : await send(form, fields);
        if (what === "sent") {
            location.href = url;
        } else if (what === "later" && write(account, [...read(account), fields])) {
            form.reset();
            form.elements.namedItem("uid").value = newUid();
            show();
        } else {
            form.submit(); // the page says what is wrong
        }
    });
    addEventListener("online", sendKept);
    offerPlace(form);
    if (form.dataset.luring) form.elements.namedItem("uid").value = newUid();
    show();
    sendKept();
    if (form.dataset.luring) return;
    localStorage.setItem(LAST, account);
    if ("serviceWorker" in navigator) navigator.serviceWorker.register("/meja/luring.js").catch(() => {});
}

const alone = document.getElementById("lapor");
if (alone && alone.dataset.luring) followReport(alone, localStorage.getItem(LAST) || "");
