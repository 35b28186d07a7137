// The slider moves the map without a new page: the server draws each minute, and only the newest answer counts.
const STEP_MS = 120;

export function followDay(day) {
    const form = day.querySelector("form.time");
    const slider = form.querySelector("input[type=range]");
    let asked = 0;
    let timer = 0;

    function link(minute) {
        const url = new URL(form.action);
        for (const [name, value] of new FormData(form)) url.searchParams.set(name, value);
        url.searchParams.set("jam", minute);
        return url;
    }

    async function show(minute, url) {
        const mine = ++asked;
        try {
            const answer = await fetch(url);
            if (!answer.ok || answer.redirected) return;
            const page = new DOMParser().parseFromString(await answer.text(), "text/html");
            if (mine !== asked) return;
            for (const part of [".mid header h2", "#peta", "output#pukul", ".lanes.wide", ".lanes.tall"]) {
                const old = day.querySelector(part);
                const now = page.querySelector(part);
                if (old && now) old.replaceWith(document.adoptNode(now));
            }
            history.replaceState(null, "", url);
        } catch {
            // the line is gone: the picture stays as it is
        }
    }

    slider.addEventListener("input", () => {
        clearTimeout(timer);
        timer = setTimeout(() => show(slider.value, link(slider.value)), STEP_MS);
    });
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        show(slider.value, link(slider.value));
    });
    day.addEventListener("click", (event) => {
        const to = event.target.closest(".jump a, form.time a");
        if (!to) return;
        event.preventDefault();
        const url = new URL(to.href);
        slider.value = url.searchParams.get("jam");
        for (const a of day.querySelectorAll(".jump a")) a.toggleAttribute("aria-current", a === to);
        show(slider.value, url);
    });
}
