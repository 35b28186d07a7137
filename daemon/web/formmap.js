// The map of the form: the place, the assembly point and the ways are put on it by click or touch. The fields are the truth:
// each act writes them and each key in them is drawn, so that whoever never touches the map can do all of it.
import { L, addButtons, label, openMap } from "./map.js";
import { hasWay, isFull, placeOf, readWay, writeWay, written } from "./way.js";

const WAYS = { out: "", back: "p" };
const dot = (name, size, words) => {
    const mark = document.createElement("span");
    mark.textContent = words || "";
    return L.divIcon({ html: mark, className: name, iconSize: [size, size] });
};

export async function openFormMap(form) {
    const place = document.getElementById("petaform");
    const texts = place.dataset;
    const ground = document.getElementById("dasar").dataset;
    const modes = document.createElement("div");
    const box = document.createElement("div");
    const how = document.createElement("p");
    box.className = "leafmap";
    modes.className = "row mapmodes";
    modes.setAttribute("role", "group");
    modes.setAttribute("aria-label", ground.label);
    how.className = "small soft";
    how.textContent = texts.how;
    place.hidden = false;
    place.replaceChildren(modes, box, how);
    let map;
    try {
        map = await openMap(box, ground);
    } catch (fault) {
        place.replaceChildren(); // the table remains
        place.hidden = true;
        throw fault;
    }
    const drawn = L.featureGroup().addTo(map);
    const rivals = L.layerGroup().addTo(map);
    let mode = "place";
    let held = null; // the vertex that has the focus: prefix and number

    const tell = () => form.dispatchEvent(new Event("input", { bubbles: true }));
    const setPlace = (name, at) => {
        form.elements.namedItem(name).value = written(at).join("; ");
        draw();
        tell();
    };
    const change = (prefix, act) => {
        const way = readWay(form, prefix);
        act(way);
        writeWay(form, prefix, way);
        draw();
        tell();
    };

    function drawPin(name, words) {
        const at = placeOf(form.elements.namedItem(name).value);
        if (!at) return;
        const pin = L.marker(at, { icon: dot("pin", 30, words), draggable: true, autoPan: true }).addTo(drawn);
        pin.getElement().setAttribute("aria-label", name === "titik" ? texts.place : texts.assembly);
        pin.on("dragend", () => setPlace(name, [pin.getLatLng().lat, pin.getLatLng().lng]));
    }

    function drawVertex(prefix, way, i, line) {
        const vertex = L.marker(way[i], { icon: dot("vertex", 26, String(i + 1)), draggable: true, autoPan: true }).addTo(drawn);
        const made = vertex.getElement();
        made.setAttribute("aria-label", texts.corner + " " + (i + 1));
        made.dataset.vertex = prefix + i;
        vertex.on("drag", () => line.setLatLngs(way.map((at, k) => (k === i ? vertex.getLatLng() : at))));
        vertex.on("dragend", () => change(prefix, (w) => (w[i] = [vertex.getLatLng().lat, vertex.getLatLng().lng])));
        made.addEventListener("keydown", (event) => {
            if (event.key !== "Delete" && event.key !== "Backspace") return;
            event.preventDefault();
            held = prefix + Math.max(0, i - 1);
            change(prefix, (w) => w.splice(i, 1));
        });
        vertex.on("contextmenu", () => change(prefix, (w) => w.splice(i, 1)));
    }

    function drawMiddle(prefix, way, i) {
        const at = [(way[i][0] + way[i + 1][0]) / 2, (way[i][1] + way[i + 1][1]) / 2];
        const middle = L.marker(at, { icon: dot("middle", 18), draggable: true, keyboard: false }).addTo(drawn);
        const insert = () => change(prefix, (w) => w.splice(i + 1, 0, [middle.getLatLng().lat, middle.getLatLng().lng]));
        middle.on("click", insert);
        middle.on("dragend", insert);
        middle.getElement().dataset.middle = prefix + i;
    }

    function draw() {
        drawn.clearLayers();
        for (const [name, prefix] of Object.entries(WAYS)) {
            if (!hasWay(prefix)) continue;
            const way = readWay(form, prefix);
            const line = L.polyline(way, { className: prefix ? "r2" : "r1", interactive: false }).addTo(drawn);
            if (mode !== name) continue;
            way.forEach((at, i) => drawVertex(prefix, way, i, line));
            if (!isFull(way)) way.slice(1).forEach((at, i) => drawMiddle(prefix, way, i));
        }
        drawPin("titik", "\u2605");
        drawPin("kumpul", "K");
        if (held !== null) box.querySelector(`[data-vertex="${held}"]`)?.focus();
        held = null;
    }

    function fit() {
        const bounds = drawn.getBounds();
        map.fitBounds(bounds.isValid() ? bounds : map.whole, { padding: [40, 40], maxZoom: 15, animate: false });
    }

    for (const [name, words] of [["place", texts.place], ["assembly", texts.assembly], ["out", texts.out], ["back", texts.back]]) {
        if (name in WAYS && !hasWay(WAYS[name])) continue;
        const button = document.createElement("button");
        button.type = "button";
        button.className = "btn";
        button.dataset.mode = name;
        button.textContent = words;
        button.addEventListener("click", () => choose(name));
        modes.append(button);
    }
    const drop = document.createElement("button");
    drop.type = "button";
    drop.className = "btn";
    drop.textContent = texts.drop;
    drop.addEventListener("click", () => change(WAYS[mode], (way) => way.pop()));
    modes.append(drop);

    function choose(name) {
        mode = name;
        for (const button of modes.querySelectorAll("[data-mode]")) button.setAttribute("aria-pressed", String(button.dataset.mode === name));
        drop.hidden = !(name in WAYS);
        draw();
    }

    map.on("click", (event) => {
        const at = [event.latlng.lat, event.latlng.lng];
        if (mode === "place") setPlace("titik", at);
        else if (mode === "assembly") setPlace("kumpul", at);
        else change(WAYS[mode], (way) => isFull(way) || way.push(at));
    });
    addButtons(map, "topright", [[texts.fit, fit]]);
    choose("place");
    fit();
    box.jarakMap = map; // whoever tests it asks where a place lies on the screen

    return {
        draw, fit,
        // Where the check says that a rival is nearest: a line with its length, for each that is told.
        tellRivals(panel) {
            rivals.clearLayers();
            for (const told of panel ? panel.querySelectorAll("[data-line]") : []) {
                const [a, b, c, d] = told.dataset.line.split(";").map(Number);
                L.polyline([[a, b], [c, d]], { className: "near sel", interactive: false }).addTo(rivals);
                L.circleMarker([c, d], { radius: 9, className: "nearest sel", interactive: false }).addTo(rivals);
                label([c, d], texts.nearest.replace("{value}", told.dataset.told), "lvl over").addTo(rivals);
            }
        },
    };
}
