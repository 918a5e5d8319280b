// One person's chat with the bot.

import { drawCard, isCard } from "./cards.js";
import { showTask } from "./dialog.js";
import { ask, clockTime, complain, element, inChat, shortDay } from "./service.js";
import { toHtml } from "./markdown.js";

const log = document.getElementById("log");
const list = document.getElementById("messages");
const start = document.getElementById("start");
const composer = document.getElementById("composer");
const words = document.getElementById("words");
const trouble = document.getElementById("chat-trouble");
const typing = document.getElementById("typing");
const toggle = document.getElementById("app-toggle");

let about = { bot: "Candour", commands: [] };
let me = null;
let appInPlace = true;
let typingEnds = 0;
const refreshed = new Set();

export async function setUp() {
  about = await ask("about");
  document.getElementById("commands").replaceChildren(...about.commands.map(({ title, description }) => {
    const button = element("button", { type: "button", className: "quiet", textContent: title, title: description });
    button.addEventListener("click", () => say(title));
    return button;
  }));
  composer.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = words.value.trim();
    if (!text) return;
    words.value = "";
    grow();
    say(text);
  });
  words.addEventListener("input", grow);
  words.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    composer.requestSubmit();
  });
  toggle.addEventListener("click", () => act("app", { action: appInPlace ? "remove" : "add" }));
}

/** Shows this person's chat, from its beginning. */
export async function open(person) {
  me = person;
  const chat = await ask(inChat(person.id));
  if (me !== person) return;
  document.getElementById("chat-title").textContent = about.bot;
  document.getElementById("chat-who").textContent = `You are ${person.name}${person.job ? ", " + person.job : ""}`;
  start.hidden = true;
  log.hidden = composer.hidden = toggle.hidden = false;
  complain(trouble);
  showApp(chat.app_in_place);
  stopTyping();
  list.replaceChildren(...chat.messages.map(draw));
  if (!chat.messages.length) list.append(welcome());
  toEnd();
  chat.messages.forEach(refresh);
  seen();
}

/** An event of the stand-in about the person whose chat is shown. */
export function happened(event) {
  if (event.kind === "message") {
    const old = find(event.message.id);
    list.querySelector(".welcome")?.remove();
    if (old) replace(old, draw(event.message));
    else {
      list.append(draw(event.message));
      if (event.message.by_bot) stopTyping();
      toEnd();
    }
    refresh(event.message);
    if (event.unread) seen();
  } else if (event.kind === "deleted") {
    find(event.id)?.remove();
  } else if (event.kind === "typing") {
    typing.textContent = `${about.bot} is typing…`;
    clearTimeout(typingEnds);
    typingEnds = setTimeout(stopTyping, 10_000);
  } else if (event.kind === "app") {
    showApp(event.in_place);
  }
}

/** Whoever pressed with the keyboard stays where they are. */
function replace(old, fresh) {
  const inside = old.contains(document.activeElement);
  old.replaceWith(fresh);
  if (!inside) return;
  fresh.tabIndex = -1;
  fresh.focus({ preventScroll: true });
}

function draw(message) {
  const item = element("li", { className: message.by_bot ? "message bot" : "message mine" });
  item.dataset.id = message.id;
  const edited = message.revision ? " · changed" : "";
  item.append(element("p", { className: "from" },
    element("strong", { textContent: message.by_bot ? about.bot : "You" }),
    ` ${shortDay(message.at)}, ${clockTime(message.at)}${edited}`));
  if (message.text) {
    const text = element("div", { className: "words" });
    if (message.format === "markdown") text.innerHTML = toHtml(message.text);
    else text.textContent = message.text;
    item.append(text);
  }
  for (const attachment of message.attachments) {
    item.append(isCard(attachment)
      ? drawCard(attachment.content, (pressed) => press(message, pressed))
      : element("p", { className: "hint", textContent: "(something that only Teams itself can show)" }));
  }
  if (message.suggested.length) item.append(suggestions(message.suggested));
  item.append(element("p", { className: "answer", hidden: true }));
  return item;
}

function suggestions(actions) {
  return element("p", { className: "suggested" }, ...actions.map((action) => {
    const button = element("button", { type: "button", className: "quiet", textContent: action.title });
    button.addEventListener("click", () => say(String(action.value ?? action.title)));
    return button;
  }));
}

function welcome() {
  const hello = element("button", { type: "button", textContent: `Add ${about.bot}` });
  hello.addEventListener("click", () => act("app", { action: "add" }));
  return element("li", { className: "welcome" },
    element("p", { textContent: `Nothing has been said yet. ${about.bot} greets people when it is added for them.` }), hello);
}

async function press(message, pressed) {
  const item = find(message.id);
  item?.setAttribute("aria-busy", "true");
  answerUnder(message.id);
  try {
    if (pressed.kind === "execute") await execute(message, pressed.action, "manual");
    else {
      const person = me.id;
      const answer = await ask(inChat(person, "press"), { message: message.id, data: pressed.data ?? null });
      if (answer.task) showTask(answer.task, person, message.id);
    }
  } catch (wrong) {
    answerUnder(message.id, wrong.message, "alert");
  } finally {
    find(message.id)?.removeAttribute("aria-busy");
  }
}

async function execute(message, action, trigger) {
  const answer = await ask(inChat(me.id, "execute"), { message: message.id, action, trigger });
  if (answer.words) answerUnder(message.id, answer.words, "status");
}

/** Some cards ask to be fetched afresh by whoever looks at them: once for each time the bot changed the message. */
function refresh(message) {
  const wanted = message.attachments.find(isCard)?.content?.refresh;
  const key = `${message.id} ${message.revision}`;
  if (wanted?.action?.type !== "Action.Execute" || message.replaced || refreshed.has(key)) return;
  if (wanted.userIds && !wanted.userIds.includes(me.teams_id)) return;
  refreshed.add(key);
  execute(message, wanted.action, "automatic").catch((wrong) => answerUnder(message.id, wrong.message, "alert"));
}

function answerUnder(id, text, role) {
  const place = find(id)?.querySelector(":scope > .answer");
  if (!place) return;
  if (role) place.setAttribute("role", role);
  place.classList.toggle("wrong", role === "alert");
  complain(place, text);
}

const say = (text) => act("say", { text });

async function act(what, body) {
  complain(trouble);
  try {
    await ask(inChat(me.id, what), body);
  } catch (wrong) {
    complain(trouble, wrong.message);
  }
}

function seen() {
  if (document.visibilityState === "visible") ask(inChat(me.id, "seen"), {}).catch(() => {});
}

function showApp(inPlace) {
  appInPlace = inPlace;
  toggle.textContent = inPlace ? "Remove the app" : "Add the app";
}

function stopTyping() {
  clearTimeout(typingEnds);
  typing.textContent = "";
}

const find = (id) => [...list.children].find((item) => item.dataset.id === id);
const toEnd = () => { log.scrollTop = log.scrollHeight; };

function grow() {
  words.style.height = "auto";
  words.style.height = `${Math.min(words.scrollHeight + 2, 160)}px`;
}

document.addEventListener("visibilitychange", () => { if (me) seen(); });
