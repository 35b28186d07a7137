// What was typed and not sent, kept on this device: for each account by itself, without contacts, gone after a week,
// after sending and on signing out.
const WEEK_MS = 7 * 86400 * 1000;
const NOT_KEPT = new Set(["csrf", "uid", "ubah", "revisi", "pj", "juru"]);

// A list, and a change of a filed notice, are kept apart from a new one, and from the change of another version.
function key(account, form) {
    const of = (name) => (form.elements.namedItem(name) ? ":" + form.elements.namedItem(name).value : "");
    const path = new URL(form.action).pathname;
    return "jarak-draf:" + account + (path === "/meja/formulir" ? "" : ":" + path) + of("ubah") + of("revisi");
}

export function saveDraft(account, form) {
    const fields = {};
    for (const [name, value] of new FormData(form)) {
        if (!NOT_KEPT.has(name.replace(/\d+$/, "")) && typeof value === "string" && value !== "") fields[name] = value;
    }
    try {
        localStorage.setItem(key(account, form), JSON.stringify({ at: Date.now(), fields }));
    } catch {
        return false; // the device keeps nothing, or is full: the page goes on without
    }
    return true;
}

export function readDraft(account, form) {
    try {
        const kept = JSON.parse(localStorage.getItem(key(account, form)));
        return kept && Date.now() - kept.at < WEEK_MS ? kept : null;
    } catch {
        return null;
    }
}

export function forgetDraft(account, form) {
    try {
        localStorage.removeItem(key(account, form));
    } catch {
        // nothing was kept
    }
}

export function forgetDrafts(account) {
    const own = "jarak-draf:" + account;
    try {
        for (const name of Object.keys(localStorage)) {
            if (name === own || name.startsWith(own + ":")) localStorage.removeItem(name);
        }
    } catch {
        // nothing was kept
    }
}

export function putDraft(form, fields) {
    for (const [name, value] of Object.entries(fields)) {
        const field = form.elements.namedItem(name);
        if (!field) continue;
        if (field instanceof RadioNodeList) field.value = value;
        else if (field.type !== "hidden") field.value = value;
    }
}
