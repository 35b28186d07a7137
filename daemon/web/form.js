// While somebody types: the server checks what is there and its panel is put in place of the old one. Nothing is saved.
import { forgetDraft, putDraft, readDraft, saveDraft } from "./draft.js";
import { ensureListRows } from "./list.js";
import { ensureRows, hasWay, offerInserts, readWay, writeWay } from "./way.js";

const PAUSE_MS = 700;

export function followForm(form, account) {
    const note = document.getElementById("simpan");
    let timer = 0;
    let running = null;
    let map = null;

    // A file is never sent along with a check.
    function typed() {
        const body = new URLSearchParams();
        for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
        return body;
    }

    async function ask(body) {
        const answer = await fetch(form.action, { method: "POST", body, signal: running ? running.signal : undefined });
        if (answer.redirected) return null; // the session has ended: the button says so
        return new DOMParser().parseFromString(await answer.text(), "text/html");
    }

    async function check() {
        if (running) running.abort();
        running = new AbortController();
        const body = typed();
        body.set("a", "sela");
        try {
            const page = await ask(body);
            const panel = page && page.getElementById("periksa");
            if (!panel) return;
            document.getElementById("periksa").replaceWith(document.adoptNode(panel));
            if (map) map.tellRivals(panel);
        } catch {
            // the line is gone: what stands there stays, and the next key tries again
        }
    }

    // A file becomes a way as soon as it is chosen: the server reads it, and the table takes what it made of it.
    async function takeFile(field) {
        const prefix = field.name === "berkas" ? "" : "p";
        const body = new FormData(form);
        body.set("a", field.name);
        try {
            running = null;
            const page = await ask(body);
            const now = page && page.querySelector(`table.coords[data-way="${prefix}"]`);
            if (!now) return;
            const said = page.querySelector(".say[role=alert]") || now.closest(".scroll").parentElement.querySelector(".scroll ~ .say");
            const old = document.querySelector(`table.coords[data-way="${prefix}"]`);
            const place = old.closest(".scroll");
            old.replaceWith(document.adoptNode(now));
            for (const gone of place.parentElement.querySelectorAll(":scope > .say")) gone.remove();
            if (said) place.after(document.adoptNode(said));
            field.value = "";
            if (map) {
                map.draw();
                map.fit();
            }
            form.dispatchEvent(new Event("input", { bubbles: true }));
        } catch {
            // the line is gone: the button beside it tries again
        }
    }

    const kept = readDraft(account, form);
    const begun = !form.elements.namedItem("ubah") && [...form.querySelectorAll("input[type=text], .entries input, textarea")].some((i) => i.value !== "");
    if (kept && !begun) {
        for (const prefix of ["", "p"]) {
            const count = Object.keys(kept.fields).filter((name) => new RegExp(`^${prefix}lat\\d+$`).test(name)).length;
            if (hasWay(prefix) && count) ensureRows(prefix, count + 3);
        }
        const entries = form.querySelector("table.entries");
        if (entries) ensureListRows(entries, Object.keys(kept.fields));
        putDraft(form, kept.fields);
        note.textContent = note.dataset.restored;
        check();
    }
    form.addEventListener("input", (event) => {
        if (event.target.type === "file") {
            if (event.target.files.length) takeFile(event.target);
            return;
        }
        if (saveDraft(account, form)) note.textContent = note.dataset.kept;
        offerInserts("");
        offerInserts("p");
        if (map && event.target !== form) map.draw(); // a key in a field; the map's own acts have drawn already
        clearTimeout(timer);
        timer = setTimeout(check, PAUSE_MS);
    });
    form.addEventListener("click", (event) => {
        const button = event.target.closest("button[value^=sisip-], button[value^=psisip-]");
        if (!button) return;
        event.preventDefault();
        const prefix = button.value[0] === "p" ? "p" : "";
        const at = Number(button.value.split("-")[1]) - 1;
        const way = readWay(form, prefix);
        const before = way[Math.max(0, at - 1)];
        if (at > way.length || way.length === 0) return;
        way.splice(at, 0, way[at] && at > 0 ? [(before[0] + way[at][0]) / 2, (before[1] + way[at][1]) / 2] : before);
        writeWay(form, prefix, way);
        if (map) map.draw();
        form.elements.namedItem(prefix + "lat" + at).focus();
        form.dispatchEvent(new Event("input", { bubbles: true }));
    });
    form.addEventListener("submit", (event) => {
        if (event.submitter && event.submitter.value === "ajukan") forgetDraft(account, form);
    });
    import("./formmap.js")
        .then((module) => module.openFormMap(form))
        .then((made) => {
            map = made;
            map.draw();
            map.tellRivals(document.getElementById("periksa"));
            performance.mark("jarak-peta");
        })
        .catch(() => performance.mark("jarak-tanpa-peta"));
}
