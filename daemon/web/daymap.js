// The map of a day: columns at their true length at the minute of the slider, what stands there, where the two sides of each
// conflict are nearest, and the road both drive. The places and seconds are those the server judged by; between two of them a
// column moves evenly, as it does there. Seconds are told to a tenth, so that a head lies within 0.05 s of its way.
import { L, addButtons, distance, label, openMap, press, sign } from "./map.js";
import { zoneLayer } from "./zonemap.js";

const NEAREST = 10; // lines at once: more would be read by nobody
const between = (a, b, share) => [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share];

// What a column occupies so many seconds after the stated start: lines from its tail to its head.
export function columnAt(way, second) {
    const lines = [];
    let open = false;
    for (let i = 0; i + 1 < way.points.length; i++) {
        const comes = way.in_s[i + 1] - way.in_s[i];
        const leaves = way.out_s[i + 1] - way.out_s[i];
        const to = comes > 0 ? Math.min(1, (second - way.in_s[i]) / comes) : second < way.in_s[i] ? 0 : 1;
        const from = leaves > 0 ? Math.max(0, (second - way.out_s[i]) / leaves) : second >= way.out_s[i] ? 1 : 0;
        if (from >= to) {
            open = false;
            continue;
        }
        if (!open || from > 0) lines.push([between(way.points[i], way.points[i + 1], from)]);
        lines[lines.length - 1].push(between(way.points[i], way.points[i + 1], to));
        open = to === 1;
    }
    return lines;
}

// The part a conflict is told by: where columns meet head-on that, else the first.
const chief = (conflict) => conflict.parts.find((p) => p.level === conflict.parts[0].level && p.kind === "head_on") || conflict.parts[0];
const seconds = (time) => Date.parse(time) / 1000;
const sides = (conflict) => [conflict.own.uid, conflict.with.uid];

function read(activity) {
    const legs = activity.legs.filter((leg) => leg.assessed).map((leg) => ({
        ...leg, start_s: seconds(leg.start), end_s: seconds(leg.end), from_s: seconds(leg.occupied[0]), to_s: seconds(leg.occupied[1]),
    }));
    return { ...activity, legs, solid: (activity.paslon[0] || 1) % 2 === 1, from_s: Math.min(...legs.map((l) => l.from_s)),
        to_s: Math.max(...legs.map((l) => l.to_s)), shown: null };
}

const words = (a) => a.party + ", " + (a.summary || a.kind) + ", " + a.start.slice(11, 16) + "-" + a.end.slice(11, 16);

function badge(activity) {
    const mark = sign(String(activity.paslon[0] || ""), "ps p" + Math.min(activity.paslon[0] || 1, 6));
    return L.divIcon({ html: mark, className: "mapbadge", iconSize: [24, 24] });
}

function popup(activity) {
    const box = document.createElement("div");
    const link = document.createElement(activity.href ? "a" : "b");
    if (activity.href)
        link.href = "/meja/pemberitahuan/" + encodeURIComponent(activity.uid);
    link.textContent = activity.summary || activity.kind;
    box.append(link, document.createElement("br"), activity.party + ", " + activity.start.slice(11, 16) + "-" + activity.end.slice(11, 16),
        document.createElement("br"), [activity.place, activity.district].filter(Boolean).join(", "));
    return box;
}

function drawLeg(leg, activity, pick, group, moving) {
    const made = { leg, column: [] };
    const line = (points, className, more) => L.polyline(points, { className, interactive: false, ...more }).addTo(group);
    if (leg.shape === "route") {
        line(leg.way.points, activity.solid ? "r1" : "r2", { interactive: true }).on("click", pick);
        made.column = (activity.solid ? ["col1"] : ["col2o", "col2i"]).map((name) => line([], name, { pane: "moving", renderer: moving }));
        made.head = L.marker(leg.way.points[0], { icon: badge(activity), keyboard: false, interactive: false });
    } else {
        const main = leg.leg === "rapat";
        if (leg.shape === "area") L.polygon(leg.rings, { className: "disc", fillColor: "url(#hatch)", fillOpacity: 1, interactive: false }).addTo(group);
        else {
            made.disc = L.circle([leg.lat, leg.lon], { radius: leg.radius_m, className: main ? "disc" : "kp", fillColor: "url(#hatch)", fillOpacity: 1 }).addTo(group);
            L.circleMarker([leg.lat, leg.lon], { radius: main ? 5 : 4, className: main ? "dot" : "kp", interactive: false }).addTo(group);
        }
        made.main = main;
    }
    return made;
}

function placeOf(leg) {
    if (leg.shape === "route") return leg.way.points[0];
    return leg.shape === "area" ? leg.rings[0][0] : [leg.lat, leg.lon];
}

class DayMap {
    constructor(map, data, texts, act) {
        this.map = map;
        this.texts = texts;
        this.act = act;
        this.day_s = Date.parse(data.date + "T00:00:00Z") / 1000 - Number(texts.offset);
        this.activities = data.activities.map(read).filter((a) => a.legs.length);
        this.conflicts = data.conflicts.filter((c) => c.parts.length);
        this.lines = L.layerGroup().addTo(map);
        this.under = L.svg({ pane: "under", padding: 0.5 });
        this.moving = L.svg({ pane: "moving", padding: 0.5 });
        this.chosen = { conflict: null, activity: null };
    }

    conflict() {
        return this.conflicts.find((c) => c.id === this.chosen.conflict);
    }

    isChosen(activity) {
        const conflict = this.conflict();
        return activity.uid === this.chosen.activity || (conflict !== undefined && sides(conflict).includes(activity.uid));
    }

    show(activity) {
        const group = L.featureGroup().addTo(this.map);
        const pick = () => this.act.pick({ kegiatan: activity.uid });
        const legs = activity.legs.map((leg) => drawLeg(leg, activity, pick, group, this.moving));
        const face = legs.find((l) => l.main) || legs[0];
        const mark = L.marker(placeOf(face.leg), { icon: badge(activity), riseOnHover: true }).addTo(group);
        mark.bindPopup(() => popup(activity));
        press(mark, words(activity), () => {
            mark.openPopup();
            pick();
        });
        activity.shown = { group, legs, mark };
    }

    // The activities that are chosen or out at this minute, each with its columns where they are.
    at(minute) {
        const now = this.day_s + minute * 60;
        this.minute = minute;
        for (const activity of this.activities) {
            const chosen = this.isChosen(activity);
            if (!chosen && (now < activity.from_s || now >= activity.to_s)) {
                if (activity.shown) activity.shown.group.remove();
                activity.shown = null;
                continue;
            }
            if (!activity.shown) this.show(activity);
            const badge = activity.shown.mark.getElement();
            badge.classList.toggle("sel", chosen);
            badge.toggleAttribute("aria-current", chosen);
            for (const made of activity.shown.legs) this.moveLeg(made, now, activity.shown.group);
        }
    }

    moveLeg(made, now, group) {
        const { leg } = made;
        if (made.disc && made.main) {
            made.disc.getElement().classList.toggle("dl", now >= leg.start_s && now < leg.end_s);
            return;
        }
        if (leg.shape !== "route") return;
        const lines = columnAt(leg.way, now - leg.start_s);
        for (const column of made.column) column.setLatLngs(lines);
        if (lines.length) {
            const last = lines[lines.length - 1];
            made.head.setLatLng(last[last.length - 1]);
            if (!group.hasLayer(made.head)) made.head.addTo(group);
        } else made.head.remove();
    }

    select(chosen) {
        this.chosen = chosen;
        this.lines.clearLayers();
        const conflict = this.conflict();
        const drawn = (conflict ? [conflict] : []).concat(this.conflicts.filter((c) => c !== conflict)).slice(0, NEAREST);
        if (conflict) this.drawShared(conflict);
        for (const c of drawn.reverse()) this.drawNearest(c, c === conflict);
        if (this.minute !== undefined) this.at(this.minute);
        this.fit();
    }

    drawShared(conflict) {
        if (!conflict.shared_road || !conflict.shared_road.length) return; // none, or of too many places to be told
        const longest = conflict.shared_road.reduce((a, b) => (b.length > a.length ? b : a));
        const length = Math.max(...conflict.parts.map((p) => p.shared_road_m));
        L.polyline(conflict.shared_road, { className: "shared", interactive: false, pane: "under", renderer: this.under }).addTo(this.lines);
        label(longest[longest.length >> 1], this.texts.shared + ", " + distance(length, this.texts.point), "lvl under").addTo(this.lines);
    }

    drawNearest(conflict, chosen) {
        const part = chief(conflict);
        const ends = part.at.map((p) => [p.lat, p.lon]);
        const told = this.texts.nearest.replace("{value}", distance(part.distance_m, this.texts.point));
        const name = conflict.own.party + " - " + conflict.with.party + ": " + told;
        const group = this.lines;
        L.polyline(ends, { className: chosen ? "near sel" : "near", interactive: false }).addTo(group);
        const ring = L.circleMarker(ends[0], { radius: chosen ? 10 : 7, className: chosen ? "nearest sel" : "nearest", bubblingMouseEvents: false }).addTo(group);
        const hit = L.polyline(ends, { className: "hit", bubblingMouseEvents: false }).addTo(group);
        const pick = () => this.act.pick({ konflik: conflict.id });
        hit.on("click", pick);
        press(ring, name, pick);
        ring.getElement().dataset.id = hit.getElement().dataset.id = conflict.id;
        ring.getElement().toggleAttribute("aria-current", chosen);
        if (chosen) label(ends[0], told, "lvl over").addTo(group);
    }

    fit(whole) {
        const about = whole ? this.activities : this.activities.filter((a) => this.isChosen(a));
        const points = about.flatMap((a) => a.legs.flatMap((leg) => (leg.shape === "route" ? leg.way.points : leg.shape === "area" ? leg.rings.flat() : [[leg.lat, leg.lon]])));
        const bounds = points.length ? L.latLngBounds(points) : this.map.whole;
        this.map.fitBounds(bounds, { padding: [40, 40], maxZoom: 14, animate: false });
    }
}

// Below everything, without anything to press; where they cannot be had the map is whole without them.
function drawZones(map, date) {
    const renderer = L.svg({ pane: "base", padding: 0.5 });
    fetch("/api/v1/zones?region=" + document.getElementById("dasar").dataset.own).then((a) => (a.ok ? a.json() : { features: [] })).then((zones) => {
        for (const zone of zones.features) {
            const { name, from, to } = zone.properties;
            if (date < from || date > to) continue;
            const layer = zoneLayer(zone, { pane: "base", renderer, interactive: false }).addTo(map);
            const bounds = layer.getBounds();
            label([bounds.getNorth(), bounds.getCenter().lng], name, "kec").addTo(map); // off what stands in its middle
        }
    }).catch(() => {});
}

// Puts a map in the place of the drawn one. `act.pick` is told what was pressed.
export async function openDayMap(day, act) {
    const place = day.querySelector("#peta");
    const box = document.createElement("div");
    const [data, ground] = [fetch(day.dataset.day).then((a) => (a.ok ? a.json() : Promise.reject(a.status))), document.getElementById("dasar").dataset];
    box.className = "leafmap";
    place.prepend(box);
    try {
        const map = await openMap(box, ground);
        drawZones(map, (await data).date);
        const made = new DayMap(map, await data, { ...place.dataset, point: ground.point }, act);
        addButtons(map, "topright", [[place.dataset.fit, () => made.fit()], [place.dataset.whole, () => made.fit(true)]]);
        place.classList.add("mapped");
        map.invalidateSize();
        return made;
    } catch (fault) {
        box.remove(); // the drawn map stays
        throw fault;
    }
}
