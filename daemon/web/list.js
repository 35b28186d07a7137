// Rows copied in a spreadsheet and pasted into a cell of the list: the server takes them apart, as it does those in the
// field made for it, so that both mean the same.
export function followList(table) {
    const field = document.getElementById("tempel");
    table.addEventListener("paste", (event) => {
        const text = event.clipboardData.getData("text/plain");
        if (!/[\t\n]/.test(text.trim())) return;
        event.preventDefault();
        field.value = text;
        field.form.querySelector("button[value=tempel]").click();
    });
}

// As many rows as a draft has, written as the server writes them. The server says how many there may be.
export function ensureListRows(table, names) {
    const body = table.tBodies[0];
    const numbers = names.map((name) => /^[a-z]+(\d+)$/.exec(name)).filter(Boolean).map((m) => Number(m[1]));
    const wanted = Math.min(Math.max(0, ...numbers) + 1, Number(table.dataset.most));
    while (body.rows.length < wanted) {
        const i = body.rows.length;
        const row = body.rows[0].cloneNode(true);
        row.id = "baris-" + (i + 1);
        row.cells[0].textContent = i + 1;
        for (const input of row.querySelectorAll("input")) {
            input.name = input.name.replace(/\d+$/, i);
            input.setAttribute("aria-label", input.getAttribute("aria-label").replace(/\d+$/, i + 1));
            input.removeAttribute("aria-invalid");
            input.setAttribute("value", "");
            input.value = "";
        }
        body.append(row);
    }
}
