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
