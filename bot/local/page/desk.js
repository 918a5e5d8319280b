// The clock, what Teams answers, and what was called.

import { ask, clockTime, complain, element, isoDay, longDay, shortDay } from "./service.js";

const SHOWN = 60;

const clockTrouble = document.getElementById("clock-trouble");
const faultTrouble = document.getElementById("fault-trouble");
const standing = document.getElementById("standing");
const callList = document.getElementById("call-list");
const moves = [...document.querySelectorAll("[data-to]")];
const chosen = document.getElementById("chosen");

let nameOf = (id) => id;
let whoAmI = () => null;
let ticking = 0;

export function setUp(names, me) {
  nameOf = names;
  whoAmI = me;
  for (const button of moves) button.addEventListener("click", () => move({ to: button.dataset.to }));
  chosen.addEventListener("submit", (event) => {
    event.preventDefault();
    move({ to: "chosen", day: chosen.elements.day.value, time: chosen.elements.time.value });
  });
  document.getElementById("fault").addEventListener("submit", (event) => {
    event.preventDefault();
    makeTrouble(event.target.elements);
  });
  document.getElementById("forget").addEventListener("click", async () => {
    await ask("calls", undefined, "DELETE");
    callList.replaceChildren();
  });
}

/** Everything, as it stands now. */
export async function load() {
  await readClock();
  showFaults(await ask("faults"));
  callList.replaceChildren(...(await ask("calls")).slice(-SHOWN).reverse().map(callRow));
}

async function readClock() {
  try {
    showClock(await ask("clock"));
  } catch (wrong) {
    complain(clockTrouble, wrong.message);
  }
}

export function showClock({ now, real, offered }) {
  complain(clockTrouble);
  document.getElementById("clock-day").textContent = longDay(now);
  document.getElementById("clock-time").textContent = clockTime(now);
  document.getElementById("clock-state").textContent = real ? "Real time." : "Time stands still here.";
  document.getElementById("to-real").hidden = real;
  if (!chosen.elements.day.value) chosen.elements.day.value = isoDay(now);
  for (const button of moves) {
    const when = button.querySelector("[data-when]");
    if (when) when.textContent = `${shortDay(offered[button.dataset.to])}, ${clockTime(offered[button.dataset.to])}`;
  }
  clearTimeout(ticking);
  // Real time moves on: read it again when the minute is over.
  if (real) ticking = setTimeout(() => readClock(), 60_000 - (Date.now() % 60_000) + 500);
}

async function move(to) {
  complain(clockTrouble);
  busy(true);
  try {
    showClock(await ask("clock", to));
  } catch (wrong) {
    await readClock();
    complain(clockTrouble, wrong.message);
  } finally {
    busy(false);
  }
}

function busy(is) {
  document.getElementById("desk").setAttribute("aria-busy", String(is));
  for (const button of [...moves, chosen.querySelector("button")]) button.disabled = is;
}

async function makeTrouble(fields) {
  const person = fields["fault-person"].value === "me" ? whoAmI() : null;
  if (fields["fault-person"].value === "me" && !person) {
    complain(faultTrouble, "Choose who you are first, or make trouble for everyone.");
    return;
  }
  const answer = fields["fault-answer"].value;
  const times = fields["fault-times"].value ? Number(fields["fault-times"].value) : null;
  await setFault({ person, answer, times, retry_after: answer === "429" ? 5 : null });
}

async function setFault(fault) {
  complain(faultTrouble);
  try {
    showFaults(await ask("faults", fault));
  } catch (wrong) {
    complain(faultTrouble, wrong.message);
  }
}

function showFaults(faults) {
  standing.replaceChildren(...Object.entries(faults).map(([person, { answer, times }]) => {
    const whose = person === "everyone" ? "Everyone" : nameOf(person);
    const stop = element("button", { type: "button", className: "quiet", textContent: "Stop" });
    stop.setAttribute("aria-label", `Stop: ${whose}, ${answer}`);
    stop.addEventListener("click", () => setFault({ person: person === "everyone" ? null : person, answer: null }));
    return element("li", {}, `${whose}: ${answer}${times === null ? "" : `, ${times} more`} `, stop);
  }));
}

export function called(call) {
  callList.prepend(callRow(call));
  while (callList.children.length > SHOWN) callList.lastElementChild.remove();
  if (document.getElementById("faults").open && standing.children.length) ask("faults").then(showFaults, () => {});
}

function callRow({ way, what, person, status, milliseconds }) {
  const fine = status >= 200 && status < 300;
  const answer = status === 0 ? "no answer" : String(status);
  return element("li", { className: fine ? "" : "wrong" },
    element("strong", { textContent: what }), ` ${way}${person ? ", " + nameOf(person) : ""}: ${answer}, ${milliseconds} ms`);
}
