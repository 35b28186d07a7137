// The desk's pages work without this file. It adds what a form cannot do: the stream of alerts, a slider that moves the
// map, a check while somebody types, and a draft kept on the device. Plain ES2020 modules, no library.
import { listen } from "./stream.js";
import { followDay } from "./day.js";
import { followForm } from "./form.js";
import { followList } from "./list.js";
import { followLetter } from "./letter.js";
import { forgetDrafts } from "./draft.js";
import { followReport } from "./lapor.js";
import { followReplay } from "./replay.js";

const zones = document.getElementById("petazona");

const account = document.body.dataset.account;
const day = document.querySelector("[data-day]");
const form = document.getElementById("formulir");
const entries = document.querySelector("table.entries");
const letter = document.getElementById("surat");
const out = document.querySelector("form[action='/meja/keluar']");

listen(document.getElementById("live"));
if (day) followDay(day);
if (form) followForm(form, account);
if (entries) followList(entries);
if (letter) followLetter(letter);
const report = document.getElementById("lapor");
if (report) followReport(report, account);
if (zones) import("./zonemap.js").then((map) => map.openZoneMap(zones)).catch(() => {});
const replay = document.getElementById("ulang");
if (replay) followReplay(replay);
if (out) out.addEventListener("submit", () => forgetDrafts(account));
