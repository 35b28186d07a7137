// A map in the browser, by Leaflet: what it is drawn on comes from this server alone, but for tiles an operator has named.
// Everything is SVG styled by class, so that light, dark and the signs of the drawn maps follow; names are text, never markup.
import "./leaflet.min.js";

export const L = globalThis.L; // a classic script: it leaves its name here
export const still = matchMedia("(prefers-reduced-motion: reduce)");

function style() {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = new URL("./leaflet.css", import.meta.url).href;
    return new Promise((done, fail) => {
        link.onload = done;
        link.onerror = fail;
        // Before ours, which change some of it.
        document.head.insertBefore(link, document.querySelector("link[rel=stylesheet]"));
    });
}

// Steps of whole units back to places.
export function unfold(steps, unit) {
    const line = [];
    for (let i = 0, lat = 0, lon = 0; i + 1 < steps.length; i += 2) {
        lat += steps[i];
        lon += steps[i + 1];
        line.push([lat * unit, lon * unit]);
    }
    return line;
}

export function sign(words, name) {
    const span = document.createElement("span");
    span.className = name || "";
    span.textContent = words;
    return span;
}

export function label(at, words, name) {
    const icon = L.divIcon({ html: sign(words), className: "maplabel " + (name || ""), iconSize: null });
    return L.marker(at, { icon, interactive: false, keyboard: false });
}

// Cut down as everywhere: what is too near is never told as far enough.
export function distance(metres, point) {
    if (metres < 1000) return Math.floor(metres) + " m";
    return (Math.floor(metres / 100) / 10).toFixed(1).replace(".", point) + " km";
}

function drawBase(map, base, words, code) {
    const pane = map.createPane("base");
    pane.style.zIndex = 150;
    const renderer = L.svg({ pane: "base", padding: 0.5 });
    const add = (lines, className) => L.polyline(lines, { pane: "base", renderer, className, interactive: false }).addTo(map);
    add(base.districts.map((d) => {
        const ring = unfold(d.ring, base.unit_deg);
        return ring.concat([ring[0]]);
    }), "kb");
    add(base.coast.map((line) => unfold(line, base.unit_deg)), "coast");
    add(base.roads.map((line) => unfold(line, base.unit_deg)), "road");
    const named = new Set();
    for (const d of base.districts) {
        if (d.label && !named.has(d.code)) label(d.label, d.name, "kec").addTo(map);
        named.add(d.code);
    }
    const note = L.control({ position: "bottomright" });
    note.onAdd = () => sign(words, "mapnote");
    if (base.schematic) note.addTo(map);
    const own = base.districts.filter((d) => d.code.startsWith(code));
    return L.latLngBounds((own.length ? own : base.districts).flatMap((d) => unfold(d.ring, base.unit_deg)));
}

// A map in `place`, drawn on what #dasar names. Fails where the line is gone: what stands there stays.
export async function openMap(place, ground) {
    const [base] = await Promise.all([fetch(ground.base).then((a) => (a.ok ? a.json() : Promise.reject(a.status))), style()]);
    const moves = !still.matches;
    const map = L.map(place, { attributionControl: false, zoomControl: false, scrollWheelZoom: false, zoomSnap: 0.25, minZoom: 6, maxZoom: 18,
        zoomAnimation: moves, fadeAnimation: moves, markerZoomAnimation: moves, renderer: L.svg({ padding: 0.5 }) });
    map.on("zoomend", () => place.classList.toggle("closeup", map.getZoom() >= 9.5));
    map.setView([0, 117], 8); // before anything is drawn; whoever opens it fits it to what it is about
    if (ground.tiles) {
        L.tileLayer(ground.tiles, { maxZoom: 18 }).addTo(map);
        if (ground.credit) L.control.attribution({ prefix: false }).addTo(map).addAttribution(sign(ground.credit).innerHTML);
    }
    L.control.zoom({ position: "topleft", zoomInTitle: ground.in, zoomOutTitle: ground.out }).addTo(map);
    L.control.scale({ imperial: false, position: "bottomleft" }).addTo(map);
    map.whole = drawBase(map, base, ground.note, ground.own);
    map.createPane("under").style.zIndex = 350;
    map.createPane("moving").style.zIndex = 450; // above every way, below badges
    place.setAttribute("role", "region");
    place.setAttribute("aria-label", ground.label);
    return map;
}

// Buttons in a corner of the map.
export function addButtons(map, position, buttons) {
    const control = L.control({ position });
    control.onAdd = () => {
        const box = document.createElement("div");
        box.className = "mapbuttons";
        for (const [words, act] of buttons) {
            const button = document.createElement("button");
            button.type = "button";
            button.className = "btn";
            button.textContent = words;
            button.addEventListener("click", act);
            box.append(button);
        }
        L.DomEvent.disableClickPropagation(box);
        return box;
    };
    control.addTo(map);
    return control;
}

// A line that can be pressed, by touch and by keys.
export function press(layer, words, act) {
    const made = layer.getElement();
    layer.on("click", (event) => {
        L.DomEvent.stopPropagation(event);
        act();
    });
    if (!made) return;
    made.setAttribute("tabindex", "0");
    made.setAttribute("role", "button");
    made.setAttribute("aria-label", words);
    made.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        act();
    });
}
