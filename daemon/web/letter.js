// A photo of a letter is made smaller before it is sent: a phone's is ten times what can be read. Its own data (where and
// by what it was taken) stays behind on the way.
const EDGE = 1600;

async function shrink(file) {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, EDGE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const bytes = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    return new File([bytes], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
}

export function followLetter(form) {
    const field = form.elements.namedItem("berkas");
    const button = form.querySelector("button");

    field.addEventListener("change", async () => {
        const file = field.files[0];
        if (!file || !file.type.startsWith("image/")) return;
        button.disabled = true;
        try {
            const list = new DataTransfer();
            list.items.add(await shrink(file));
            field.files = list.files;
        } catch {
            // what this browser cannot read is sent as it is, and the server says what it takes
        }
        button.disabled = false;
    });
}
