// The table of a way's places: what a map does to a way is done to the table, and what is typed there stands on the map.
const READ = /^\s*[+-]?\d{1,3}(?:[.,]\d+)?\s*$/;
const MOST = 300; // places of one way, as the server takes them

const table = (prefix) => document.querySelector(`table.coords[data-way="${prefix}"]`);
const field = (form, prefix, what, i) => form.elements.namedItem(prefix + what + i);

function number(text, most) {
    const value = READ.test(text) ? Number(text.replace(",", ".")) : NaN;
    return Math.abs(value) <= most ? value : NaN;
}

// "0.5053; 117.5343" as a place; null where it is a name or anything else.
export function placeOf(text) {
    const parts = text.split(/\s*[;,]\s+|;/);
    if (parts.length !== 2) return null;
    const at = [number(parts[0], 90), number(parts[1], 180)];
    return at.every((n) => !Number.isNaN(n)) ? at : null;
}

export function written(at) {
    return at.map((n) => n.toFixed(6));
}

export function hasWay(prefix) {
    return table(prefix) !== null;
}

function rows(prefix) {
    return [...table(prefix).tBodies[0].rows];
}

// At least so many rows, each like those the server wrote.
export function ensureRows(prefix, count) {
    const all = rows(prefix);
    for (let i = all.length; i < Math.min(count, MOST); i++) {
        const row = all[0].cloneNode(true);
        row.cells[0].textContent = i + 1;
        for (const [what, input] of [["lat", row.querySelectorAll("input")[0]], ["lon", row.querySelectorAll("input")[1]]]) {
            input.name = prefix + what + i;
            input.setAttribute("aria-label", input.getAttribute("aria-label").replace(/\d+$/, i + 1));
            input.setAttribute("value", "");
            input.value = "";
        }
        row.querySelector("button")?.remove();
        table(prefix).tBodies[0].append(row);
    }
}

// Each row that holds something has the button that inserts one before it, as the server writes it.
export function offerInserts(prefix) {
    if (!hasWay(prefix)) return;
    rows(prefix).forEach((row, i) => {
        const old = row.querySelector("button");
        const filled = [...row.querySelectorAll("input")].some((input) => input.value !== "");
        if (old && !filled) old.remove();
        if (old || !filled) return;
        const button = document.createElement("button");
        button.className = "btn slim";
        button.name = "a";
        button.value = `${prefix}sisip-${i + 1}`;
        button.textContent = "+";
        button.setAttribute("aria-label", `${table(prefix).dataset.insert} ${i + 1}`);
        row.cells[row.cells.length - 1].append(button);
    });
}

// The places of a way in driving order; a row that is empty or no place is passed over.
export function readWay(form, prefix) {
    const way = [];
    for (let i = 0; field(form, prefix, "lat", i); i++) {
        const at = [number(field(form, prefix, "lat", i).value, 90), number(field(form, prefix, "lon", i).value, 180)];
        if (at.every((n) => !Number.isNaN(n))) way.push(at);
    }
    return way;
}

export function writeWay(form, prefix, way) {
    ensureRows(prefix, Math.min(MOST, way.length + 3));
    for (let i = 0; field(form, prefix, "lat", i); i++) {
        const [lat, lon] = i < way.length ? written(way[i]) : ["", ""];
        // What was typed more finely and not moved stays as it was typed.
        const [oldLat, oldLon] = [field(form, prefix, "lat", i), field(form, prefix, "lon", i)];
        if (oldLat.value === "" || lat === "" || Math.abs(number(oldLat.value, 90) - Number(lat)) > 5e-7 || Number.isNaN(number(oldLat.value, 90))) oldLat.value = lat;
        if (oldLon.value === "" || lon === "" || Math.abs(number(oldLon.value, 180) - Number(lon)) > 5e-7 || Number.isNaN(number(oldLon.value, 180))) oldLon.value = lon;
    }
    offerInserts(prefix);
}

export const isFull = (way) => way.length >= MOST;
