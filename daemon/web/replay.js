// Plays what was known of a day: step after step, each a page of its own. Without this file there are the links.
const STEP_MS = 1500;
const KEY = "jarak-ulang";

export function followReplay(button) {
    const next = document.querySelector("form.steps a[rel=next]");
    let timer = 0;

    function stop() {
        clearTimeout(timer);
        sessionStorage.removeItem(KEY);
        button.textContent = button.dataset.play;
        timer = 0;
    }

    function play() {
        if (!next) return stop();
        sessionStorage.setItem(KEY, "1");
        button.textContent = button.dataset.stop;
        timer = setTimeout(() => location.assign(next.href), STEP_MS);
    }

    button.hidden = false;
    button.addEventListener("click", () => (timer ? stop() : play()));
    document.getElementById("catatan").addEventListener("change", (event) => event.target.form.submit());
    if (sessionStorage.getItem(KEY)) play();
}
