// A Teams dialog (task module): one page after another in the same box, until the bot closes it.

import { drawCard, isCard } from "./cards.js";
import { ask, complain, element, inChat } from "./service.js";
import { toHtml } from "./markdown.js";

const WIDTHS = { small: 400, medium: 560, large: 800 };

const box = document.getElementById("dialog");
const title = document.getElementById("dialog-title");
const body = document.getElementById("dialog-body");
const state = document.getElementById("dialog-state");
const trouble = document.getElementById("dialog-trouble");

let turn = 0;

document.getElementById("dialog-close").addEventListener("click", () => box.close());
box.addEventListener("close", () => {
  turn += 1; // an answer that is still under way has no box to go to
  body.replaceChildren();
});

/** Opens the box, or shows the next page in it. `message` is the chat message that it came from. */
export function showTask(task, person, message) {
  complain(trouble);
  busy(false);
  if (!task) {
    box.close();
    return;
  }
  title.textContent = (task.type === "continue" && task.value?.title) || "Candour";
  size(task.type === "continue" ? task.value?.width : "small");
  body.replaceChildren(page(task, person, message));
  if (!box.open) box.showModal();
  box.scrollTop = 0;
  title.focus();
}

function page(task, person, message) {
  if (task.type === "message") {
    const words = element("div", { className: "words", innerHTML: toHtml(String(task.value ?? "")) });
    const close = element("button", { type: "button", textContent: "Close" });
    close.addEventListener("click", () => box.close());
    return element("div", {}, words, close);
  }
  if (task.type === "continue" && isCard(task.value?.card)) {
    return drawCard(task.value.card.content, (pressed) => submit(pressed, person, message));
  }
  return element("p", { textContent: "This dialog holds a web page, which only Teams itself can show." });
}

async function submit(pressed, person, message) {
  const mine = turn;
  complain(trouble);
  if (pressed.kind !== "submit") {
    complain(trouble, "In a dialog, Teams allows only buttons of the kind Action.Submit.");
    return;
  }
  busy(true);
  try {
    const { task } = await ask(inChat(person, "task"), { message, data: pressed.data ?? null });
    if (mine === turn) showTask(task, person, message);
  } catch (wrong) {
    if (mine !== turn) return;
    busy(false);
    complain(trouble, `${wrong.message} What you typed is still here.`);
  }
}

function busy(is) {
  box.setAttribute("aria-busy", String(is));
  state.textContent = is ? "Sending…" : "";
  for (const button of body.querySelectorAll("button")) button.disabled = is;
}

function size(width) {
  const wide = WIDTHS[width] ?? (Number(width) || WIDTHS.medium);
  box.style.width = `min(${wide}px, 100vw - 2rem)`;
}
