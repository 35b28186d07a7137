// While somebody types: the server checks what is there and its panel is put in place of the old one. Nothing is saved.
import { forgetDraft, putDraft, readDraft, saveDraft } from "./draft.js";

const PAUSE_MS = 700;

export function followForm(form, account) {
    const note = document.getElementById("simpan");
    let timer = 0;
    let running = null;

    async function check() {
        if (running) running.abort();
        running = new AbortController();
        const body = new URLSearchParams(new FormData(form));
        body.set("a", "sela");
        try {
            const answer = await fetch(form.action, { method: "POST", body, signal: running.signal });
            if (answer.redirected || !answer.ok) return; // the session has ended: the button says so
            const page = new DOMParser().parseFromString(await answer.text(), "text/html");
            const panel = page.getElementById("periksa");
            if (panel) document.getElementById("periksa").replaceWith(document.adoptNode(panel));
        } catch {
            // the line is gone: what stands there stays, and the next key tries again
        }
    }

    const kept = readDraft(account, form);
    const typed = !form.elements.namedItem("ubah") && [...form.querySelectorAll("input[type=text]")].some((i) => i.value !== "");
    if (kept && !typed) {
        putDraft(form, kept.fields);
        note.textContent = note.dataset.restored;
        check();
    }
    form.addEventListener("input", () => {
        if (saveDraft(account, form)) note.textContent = note.dataset.kept;
        clearTimeout(timer);
        timer = setTimeout(check, PAUSE_MS);
    });
    form.addEventListener("submit", (event) => {
        if (event.submitter && event.submitter.value === "ajukan") forgetDraft(account, form);
    });
}
