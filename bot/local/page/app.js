// Puts the page together: events of the stand-in go to the parts that show them.

import { canDraw } from "./cards.js";
import * as chat from "./chat.js";
import * as desk from "./desk.js";
import * as people from "./people.js";
import { listen } from "./service.js";

const lost = document.getElementById("lost");
const wide = window.matchMedia("(min-width: 62rem)");

let me = null;
let started = null;
// Events that arrive while everything is being read anew wait here, and are shown on top of what was read.
let waiting = null;

function showPanel(name) {
  document.body.dataset.panel = name;
  for (const button of document.querySelectorAll("[data-shows]")) {
    button.setAttribute("aria-pressed", String(button.dataset.shows === name));
  }
}

async function become(person) {
  me = person;
  people.mark(person);
  history.replaceState(null, "", `#${person.id}`);
  document.title = `${person.name} – Try Candour out`;
  showPanel("chat");
  await anew(() => chat.open(person));
  if (!wide.matches) document.getElementById("chat").focus();
}

async function readAll() {
  await people.load();
  await desk.load();
  const wanted = people.byId(me?.id ?? decodeURIComponent(location.hash.slice(1)));
  if (wanted) await become(wanted);
}

/** Holds events back while `read` runs, so that none falls between what was read and what comes after. */
async function anew(read) {
  const outermost = waiting === null;
  waiting ??= [];
  try {
    await read();
    lost.hidden = true;
  } catch (wrong) {
    lost.hidden = false;
    console.error(wrong);
  } finally {
    if (outermost) {
      const held = waiting;
      waiting = null;
      held.forEach(show);
    }
  }
}

function happened(event) {
  if (event.kind === "hello") {
    if (started && started !== event.start) location.reload(); // the service was restarted: all of it is new
    started = event.start;
    anew(readAll);
  } else if (waiting) waiting.push(event);
  else show(event);
}

function show(event) {
  if (event.kind === "clock") desk.showClock(event);
  else if (event.kind === "call") desk.called(event.call);
  else {
    if (event.kind === "message") people.setUnread(event.person, event.unread);
    if (event.kind === "seen") people.setUnread(event.person, 0);
    if (event.person === me?.id) chat.happened(event);
  }
}

document.getElementById("no-renderer").hidden = canDraw();
for (const button of document.querySelectorAll("[data-shows]")) {
  button.addEventListener("click", () => showPanel(button.dataset.shows));
}
showPanel("people");
people.setUp(become);
desk.setUp((id) => people.byId(id)?.name ?? id, () => me?.id ?? null);
chat.setUp().then(() => listen(happened, () => { lost.hidden = false; }), () => { lost.hidden = false; });
