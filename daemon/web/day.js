// The slider, the play button and what is chosen, without a new page. With a map in the browser a minute is there at once;
// what the server draws (lanes, moments, the drawn maps for paper) follows when the hand rests. Without one the server draws
// each minute. The address always says what is looked at.
const REST_MS = 250;
const MINUTES_A_SECOND = 20; // of a day that is played: from six to ten at night in 48 seconds
const STEP_MIN = 15;
const STEP_STILL_MS = 1500; // where no motion is wanted, a picture each quarter of an hour
const [FIRST, LAST] = [360, 1320];

export function followDay(day) {
    const form = day.querySelector("form.time");
    const slider = form.querySelector("input[type=range]");
    const clock = form.querySelector("output");
    const play = document.getElementById("putar");
    const mark = clock.textContent[2];
    const link = new URL(location.href);
    const chosen = { konflik: form.elements.konflik?.value || "", kegiatan: form.elements.kegiatan?.value || "" };
    let map = null;
    let asked = 0;
    let timer = 0;
    let playing = false;
    let frame = 0;
    let steps = 0;

    const minute = () => Number(slider.value);

    function address(whole) {
        const url = new URL(link);
        for (const name of ["konflik", "kegiatan"]) {
            if (chosen[name]) url.searchParams.set(name, chosen[name]);
            else url.searchParams.delete(name);
        }
        if (whole) url.searchParams.set("jam", minute());
        else url.searchParams.delete("jam");
        return url;
    }

    function tell() {
        const now = String(Math.floor(minute() / 60)).padStart(2, "0") + mark + String(Math.floor(minute() % 60)).padStart(2, "0");
        const title = day.querySelector(".mid header h2");
        title.textContent = title.textContent.replace(/\d\d[.:]\d\d/, now);
        clock.textContent = now;
        for (const line of day.querySelectorAll(".nows")) {
            const step = (minute() - Number(line.dataset.minute)) * Number(line.dataset.step);
            line.setAttribute("transform", line.closest(".tall") ? `translate(0 ${step})` : `translate(${step} 0)`);
        }
    }

    function markChosen() {
        for (const card of day.querySelectorAll(".todo > li")) mark1(card, card.dataset.id === chosen.konflik, card.querySelector(".pickit"));
        for (const row of day.querySelectorAll(".acts tr[data-uid]")) mark1(row, row.dataset.uid === chosen.kegiatan, row.querySelector(".pickit"));
    }

    function mark1(box, is, anchor) {
        box.classList.toggle("sel", is);
        if (is) anchor?.setAttribute("aria-current", "true");
        else anchor?.removeAttribute("aria-current");
    }

    // What the server draws, in the place of the old; who had the focus keeps it.
    function take(page) {
        const focus = document.activeElement?.getAttribute("href");
        const inside = document.activeElement?.closest(".lanes, .jump") ? focus : null;
        for (const part of [".lanes.wide", ".lanes.tall", ".jump", "#peta > .far", "#peta > .near-only", ".mid header h2", "output#pukul"]) {
            const old = day.querySelector(part);
            const now = page.querySelector(part);
            if (old && now) old.replaceWith(document.adoptNode(now));
            else if (old && part === ".jump") old.remove();
            else if (now && part === ".jump") form.after(document.adoptNode(now));
        }
        if (inside) [...day.querySelectorAll(".lanes a, .jump a")].find((a) => a.getAttribute("href") === inside)?.focus();
        for (const name of ["konflik", "kegiatan"]) chosen[name] = page.querySelector(`form.time input[name=${name}]`)?.value || "";
    }

    async function refresh(url) {
        const mine = ++asked;
        try {
            const answer = await fetch(url);
            if (!answer.ok || answer.redirected) return false;
            const page = new DOMParser().parseFromString(await answer.text(), "text/html");
            if (mine !== asked) return null; // another one was asked for meanwhile
            take(page);
            return page;
        } catch {
            return false; // the line is gone: what stands there stays
        }
    }

    function moveTo(to) {
        slider.value = to;
        tell();
        if (map) map.at(to);
        clearTimeout(timer);
        history.replaceState(null, "", address(true));
        if (!playing) timer = setTimeout(() => refresh(address(true)), REST_MS);
    }

    async function pick(what) {
        stop();
        clearTimeout(timer);
        chosen.konflik = what.konflik || "";
        chosen.kegiatan = what.kegiatan || "";
        const page = await refresh(address(false));
        if (page === null) return;
        if (page) slider.value = page.getElementById("jam").value;
        markChosen();
        tell();
        if (map) {
            map.select({ conflict: chosen.konflik, activity: chosen.kegiatan });
            map.at(minute());
        }
        history.replaceState(null, "", address(true));
        day.dispatchEvent(new CustomEvent("jarak:dipilih", { detail: { ...chosen } }));
    }

    function stop() {
        if (!playing) return;
        cancelAnimationFrame(frame);
        clearInterval(steps);
        playing = false;
        play.textContent = play.dataset.play;
        play.setAttribute("aria-pressed", "false");
        moveTo(Math.round(minute()));
    }

    function start() {
        const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
        let last = performance.now();
        let exact = minute() >= LAST ? FIRST : minute();
        const draw = (now) => {
            exact = Math.min(LAST, exact + ((now - last) / 1000) * MINUTES_A_SECOND);
            last = now;
            moveTo(Math.floor(exact));
            if (map) map.at(exact); // between two minutes too, so that columns glide
            if (exact >= LAST) stop();
            else if (playing) frame = requestAnimationFrame(draw);
        };
        playing = true;
        play.textContent = play.dataset.stop;
        play.setAttribute("aria-pressed", "true");
        if (still) steps = setInterval(() => (minute() >= LAST ? stop() : moveTo(Math.min(LAST, minute() + STEP_MIN))), STEP_STILL_MS);
        else frame = requestAnimationFrame(draw);
    }

    slider.addEventListener("input", () => {
        stop();
        moveTo(minute());
    });
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        moveTo(minute());
    });
    play.hidden = false;
    form.querySelector("[type=submit]").hidden = true; // the slider does without
    play.addEventListener("click", () => (playing ? stop() : start()));
    day.addEventListener("click", (event) => {
        const anchor = event.target.closest("a");
        if (!anchor || event.ctrlKey || event.metaKey || event.shiftKey) return;
        const url = new URL(anchor.getAttribute("href"), location.href);
        if (anchor.closest(".jump")) {
            event.preventDefault();
            stop();
            for (const a of day.querySelectorAll(".jump a")) a.toggleAttribute("aria-current", a === anchor);
            moveTo(Number(url.searchParams.get("jam")));
        } else if (anchor.closest("form.time")) {
            event.preventDefault();
            stop();
            moveTo(Math.min(LAST, Math.max(FIRST, minute() + (url.searchParams.get("jam") < minute() ? -STEP_MIN : STEP_MIN))));
        } else if (anchor.closest(".lanes") || anchor.classList.contains("pickit")) {
            event.preventDefault();
            pick({ konflik: url.searchParams.get("konflik"), kegiatan: url.searchParams.get("kegiatan") });
        }
    });
    import("./daymap.js")
        .then((module) => module.openDayMap(day, { pick }))
        .then((made) => {
            map = made;
            map.at(minute());
            map.select({ conflict: chosen.konflik, activity: chosen.kegiatan });
            performance.mark("jarak-peta");
        })
        .catch(() => performance.mark("jarak-tanpa-peta"));
}
