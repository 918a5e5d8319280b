// Who you can be: a list that can be searched, with roles and what is new for each.

import { ask, element } from "./service.js";

const SHOWN = 40;

const search = document.getElementById("search");
const found = document.getElementById("found");
const list = document.getElementById("staff");

let staff = [];
let chosen = null;
let choose = () => {};
// How many hold each role: whoever holds a rare one is what a newcomer looks for.
let holders = new Map();

export function setUp(onChoose) {
  choose = onChoose;
  search.addEventListener("input", show);
}

/** Asks who works here, now. */
export async function load() {
  staff = await ask("people");
  for (const person of staff) {
    person.text = [person.name, person.job, person.team, person.directorate, ...person.roles].join(" ").toLowerCase();
  }
  holders = new Map();
  for (const role of staff.flatMap(({ roles }) => roles)) holders.set(role, (holders.get(role) ?? 0) + 1);
  show();
}

export const byId = (id) => staff.find((person) => person.id === id);

export function mark(person) {
  chosen = person.id;
  show();
}

export function setUnread(id, unread) {
  const person = byId(id);
  if (!person || person.unread === unread) return;
  person.unread = unread;
  person.talked = true;
  show();
}

function show() {
  const wanted = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = staff.filter((person) => wanted.every((word) => person.text.includes(word))).sort(byInterest);
  const kept = document.activeElement?.closest?.("#staff button")?.dataset.id;
  list.replaceChildren(...matches.slice(0, SHOWN).map(row));
  if (kept) list.querySelector(`button[data-id="${CSS.escape(kept)}"]`)?.focus();
  found.textContent = staff.length === 0 ? "The demo council has no staff yet: run make run, or candour demo."
    : matches.length > SHOWN ? `${SHOWN} of ${matches.length} people. Type to find others.`
    : matches.length === 1 ? "1 person" : `${matches.length} people`;
}

function byInterest(one, other) {
  const weight = (person) => (person.unread ? 0 : person.talked ? 1 : 2);
  const rarity = ({ roles }) => Math.min(...roles.map((role) => holders.get(role)), staff.length);
  return weight(one) - weight(other) || rarity(one) - rarity(other) || one.name.localeCompare(other.name, "en-GB");
}

function row(person) {
  const button = element("button", { type: "button", className: "person" });
  button.dataset.id = person.id;
  if (person.id === chosen) button.setAttribute("aria-current", "true");
  button.append(element("span", { className: "face", ariaHidden: "true", textContent: initials(person.name) }));
  const lines = element("span", { className: "lines" }, element("span", { className: "name", textContent: person.name }));
  const place = [person.job, person.team].filter(Boolean).join(", ");
  if (place) lines.append(element("span", { className: "hint", textContent: place }));
  if (person.roles.length) {
    lines.append(element("span", { className: "badges" },
      ...person.roles.map((role) => element("span", { className: "badge", textContent: role }))));
  }
  button.append(lines);
  if (person.unread) {
    button.append(element("span", { className: "dot" },
      element("span", { textContent: person.unread }), element("span", { className: "unseen", textContent: " new" })));
  }
  button.addEventListener("click", () => choose(person));
  return element("li", {}, button);
}

const initials = (name) => name.split(/\s+/).filter(Boolean).map((part) => part[0]).filter((_, at, all) =>
  at === 0 || at === all.length - 1).join("");
