// The map of prone places: what is in force is drawn on it, and a new border or centre is pressed onto it. The fields of the
// form are the truth: each press writes them and each key in them is drawn, so that nobody needs the map to state a zone.
import { L, label, openMap, press } from "./map.js";

const RANK = { rendah: 1, "kurang rawan": 1, sedang: 2, rawan: 2, tinggi: 3, "sangat rawan": 3 };
export const zoneClass = (zone) => "zone z" + (RANK[zone.properties.level] || 1);

const turned = (ring) => ring.map(([lon, lat]) => [lat, lon]);

// A zone as a layer; corners and centre are longitude first in GeoJSON.
export function zoneLayer(zone, more) {
    const { type, coordinates } = zone.geometry;
    const options = { className: zoneClass(zone), ...more };
    if (type === "Point") return L.circle([coordinates[1], coordinates[0]], { radius: zone.properties.radius_m, ...options });
    const polygons = type === "Polygon" ? [coordinates] : coordinates;
    return L.polygon(polygons.map((rings) => rings.map(turned)), options);
}

const written = (at) => [at.lat, at.lng].map((value) => value.toFixed(6).replace(".", ",")).join("; ");
const number = (text) => Number(text.trim().replace(",", "."));

function read(line) {
    const parts = line.split(";").map(number);
    return parts.length === 2 && parts.every(Number.isFinite) ? [parts[0], parts[1]] : null;
}

class ZoneMap {
    constructor(map, form, texts, row) {
        Object.assign(this, { map, form, texts, row, mode: null });
        this.drawn = L.featureGroup().addTo(map);
        if (!form) return;
        map.on("click", (event) => this.put(event.latlng));
        form.addEventListener("input", () => this.draw());
        for (const [words, act] of [[texts.draw, () => this.choose("border")], [texts.circle, () => this.choose("centre")],
            [texts.undo, () => this.undo()]]) {
            const button = document.createElement("button");
            button.type = "button";
            button.className = "btn";
            button.textContent = words;
            button.addEventListener("click", act);
            row.append(button);
        }
        this.draw();
    }

    choose(mode) {
        this.mode = this.mode === mode ? null : mode;
        const [border, centre] = this.row.children;
        border.setAttribute("aria-pressed", String(this.mode === "border"));
        centre.setAttribute("aria-pressed", String(this.mode === "centre"));
    }

    field(name) {
        return this.form.elements.namedItem(name);
    }

    corners() {
        return this.field("batas").value.split("\n").map(read).filter(Boolean);
    }

    put(at) {
        if (this.mode === "border") {
            this.field("batas").value = (this.field("batas").value.trim() + "\n" + written(at)).trim();
            this.field("titik").value = "";
        } else if (this.mode === "centre") {
            this.field("titik").value = written(at);
            this.field("batas").value = "";
            if (!this.field("radius").value) this.field("radius").value = "2";
        } else return;
        this.field("kecamatan").value = "";
        this.draw();
    }

    undo() {
        this.field("batas").value = this.field("batas").value.trim().split("\n").slice(0, -1).join("\n");
        this.draw();
    }

    draw() {
        this.drawn.clearLayers();
        const corners = this.corners();
        const centre = read(this.field("titik").value);
        const options = { className: "zone drawn", interactive: false };
        if (corners.length > 2) L.polygon(corners, options).addTo(this.drawn);
        else if (corners.length) L.polyline(corners, options).addTo(this.drawn);
        for (const corner of corners) L.circleMarker(corner, { radius: 5, className: "zonedot", interactive: false }).addTo(this.drawn);
        if (!corners.length && centre) L.circle(centre, { radius: 1000 * (number(this.field("radius").value) || 5), ...options }).addTo(this.drawn);
    }
}

// Polling stations by their risk; more than can be told apart are left to the table of their page.
const STATIONS_DRAWN = 3000;

function drawStations(map, region) {
    const rank = { "kurang rawan": "r1", rawan: "r2", "sangat rawan": "r3" };
    fetch("/api/v1/stations.geojson?region=" + region).then((a) => (a.ok ? a.json() : { features: [] })).then((list) => {
        const placed = list.features.filter((f) => f.geometry);
        if (placed.length > STATIONS_DRAWN) return;
        for (const { geometry, properties } of placed) {
            const [lon, lat] = geometry.coordinates;
            L.circleMarker([lat, lon], { radius: 3, className: "tps " + rank[properties.risk], interactive: false }).addTo(map);
        }
    }).catch(() => {}); // the map is whole without them
}

export async function openZoneMap(place) {
    const box = document.createElement("div");
    const how = document.createElement("p");
    const texts = place.dataset;
    const form = document.getElementById("formzona");
    const row = document.createElement("div");
    box.className = "leafmap";
    row.className = "row mapmodes";
    how.className = "small soft";
    how.textContent = form ? texts.how : "";
    place.hidden = false;
    place.replaceChildren(row, box, how);
    try {
        const [map, zones] = await Promise.all([
            openMap(box, document.getElementById("dasar").dataset),
            fetch("/api/v1/zones?region=" + texts.region).then((a) => (a.ok ? a.json() : Promise.reject(a.status))),
        ]);
        const all = L.featureGroup().addTo(map);
        for (const zone of zones.features) {
            const layer = zoneLayer(zone).addTo(all);
            const { name, level, id } = zone.properties;
            layer.bindTooltip(level ? name + ", " + level : name);
            press(layer, name, () => {
                if (!form || !map.zones.mode) location.assign("?region=" + texts.region + "&zona=" + encodeURIComponent(id));
            });
            if (zone.geometry.type === "Point") label([zone.geometry.coordinates[1], zone.geometry.coordinates[0]], name, "lvl").addTo(all);
        }
        drawStations(map, texts.region);
        map.zones = new ZoneMap(map, form, texts, row);
        const drawn = map.zones.drawn.getBounds();
        map.fitBounds(drawn.isValid() ? drawn : map.whole, { padding: [30, 30], maxZoom: 13, animate: false });
    } catch (fault) {
        place.replaceChildren(); // the list and the fields remain
        place.hidden = true;
        throw fault;
    }
}
