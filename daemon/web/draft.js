// What was typed and not sent, kept on this device: for each account by itself, without contacts, gone after a week,
// after sending and on signing out.
const WEEK_MS = 7 * 86400 * 1000;
const NOT_KEPT = new Set(["csrf", "uid", "pj", "juru"]);

const key = (account) => "jarak-draf:" + account;

export function saveDraft(account, form) {
    const fields = {};
    for (const [name, value] of new FormData(form)) {
        if (!NOT_KEPT.has(name) && typeof value === "string" && value !== "") fields[name] = value;
    }
    try {
        localStorage.setItem(key(account), JSON.stringify({ at: Date.now(), fields }));
    } catch {
        return false; // the device keeps nothing, or is full: the page goes on without
    }
    return true;
}

export function readDraft(account) {
    try {
        const kept = JSON.parse(localStorage.getItem(key(account)));
        return kept && Date.now() - kept.at < WEEK_MS ? kept : null;
    } catch {
        return null;
    }
}

export function forgetDrafts(account) {
    try {
        localStorage.removeItem(key(account));
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
