// Draws cards with Microsoft's renderer, in Teams' light colours.

import { toHtml } from "./markdown.js";
import { element } from "./service.js";

const TYPE = "application/vnd.microsoft.card.adaptive";
const shade = (normal, subtle = normal) => ({ default: normal, subtle });
const COLOURS = {
  default: shade("#242424", "#5c5c5c"),
  dark: shade("#242424", "#5c5c5c"),
  light: shade("#ffffff", "#ffffff"),
  accent: shade("#4547a3"),
  good: shade("#0b5f0b"),
  warning: shade("#7a4300"),
  attention: shade("#a80f1c"),
};
const container = (backgroundColor, borderColor = backgroundColor) =>
  ({ backgroundColor, borderColor, borderThickness: 0, foregroundColors: COLOURS });

const LOOK = {
  fontFamily: '"Segoe UI", -apple-system, "Helvetica Neue", Arial, sans-serif',
  spacing: { small: 4, default: 8, medium: 12, large: 20, extraLarge: 32, padding: 16 },
  separator: { lineThickness: 1, lineColor: "#d1d1d1" },
  supportsInteractivity: true,
  imageBaseUrl: "",
  fontSizes: { small: 12, default: 14, medium: 16, large: 18, extraLarge: 24 },
  fontWeights: { lighter: 300, default: 400, bolder: 600 },
  containerStyles: {
    default: container("#ffffff"),
    emphasis: container("#f5f5f5"),
    accent: container("#ebebfa"),
    good: container("#f1faf1"),
    attention: container("#fdf3f4"),
    warning: container("#fff9f0"),
  },
  imageSizes: { small: 40, medium: 80, large: 160 },
  actions: {
    maxActions: 6,
    spacing: "large",
    buttonSpacing: 0, // the style sheet parts them, so that a second row begins where the first does
    showCard: { actionMode: "inline", inlineTopMargin: 12 },
    actionsOrientation: "horizontal",
    actionAlignment: "left",
  },
  inputs: {
    label: {
      requiredInputs: { weight: "bolder", suffix: " *", suffixColor: "attention" },
      optionalInputs: { weight: "bolder" },
    },
  },
  textBlock: { headingLevel: 3 },
  factSet: { title: { weight: "bolder", wrap: true, maxWidth: 160 }, value: { wrap: true }, spacing: 12 },
};

let unfolded = 0;
const unfolding = new WeakMap();

/** False when the renderer is not installed. */
export const canDraw = () => window.AdaptiveCards !== undefined;

export const isCard = (attachment) => attachment?.contentType === TYPE;

/**
 * The card as an element. `onAction` is called with {kind: "submit", data} or
 * {kind: "execute", action: {verb, id, title, data}}; addresses open by themselves.
 */
export function drawCard(payload, onAction) {
  if (!canDraw()) return element("p", { className: "hint", textContent: "(a card)" });
  const library = window.AdaptiveCards;
  library.AdaptiveCard.onProcessMarkdown = (text, result) => {
    result.outputHtml = toHtml(text);
    result.didProcess = true;
  };
  const card = new library.AdaptiveCard();
  card.hostConfig = new library.HostConfig(LOOK);
  card.onExecuteAction = (action) => {
    if (action instanceof library.ExecuteAction) {
      const { verb, id, title, data } = action;
      onAction({ kind: "execute", action: { verb, id, title, data } });
    } else if (action instanceof library.SubmitAction) {
      onAction({ kind: "submit", data: action.data });
    } else if (action instanceof library.OpenUrlAction && /^(https?|mailto):/i.test(action.url ?? "")) {
      window.open(action.url, "_blank", "noopener,noreferrer");
    } else if (action instanceof library.ToggleVisibilityAction) {
      // The renderer is told first, and unfolds afterwards.
      queueMicrotask(() => sayWhatIsUnfolded(card));
    }
  };
  card.onInlineCardExpanded = async (_, open) => {
    if (!open) return;
    await Promise.allSettled([...card.renderedElement.querySelectorAll("img")].map((image) => image.decode()));
    card.renderedElement.scrollIntoView({ block: "end" });
  };
  try {
    card.parse(payload);
    const drawn = card.render();
    if (drawn) {
      sayWhatIsUnfolded(card);
      return tidied(drawn, payload);
    }
  } catch (wrong) {
    console.error(wrong);
  }
  return element("p", { className: "trouble", textContent: payload?.fallbackText ?? "This card cannot be drawn." });
}

/**
 * The renderer says on the unfolded part that it is unfolded, where only its button may say so, and two cards may call
 * their parts the same.
 */
function sayWhatIsUnfolded(card) {
  for (const action of card.getAllActions().filter((each) => each instanceof window.AdaptiveCards.ToggleVisibilityAction)) {
    const parts = Object.keys(action.targetElements).map((id) => card.getElementById(id)).filter((part) => part?.renderedElement);
    for (const { renderedElement } of parts) {
      renderedElement.removeAttribute("aria-expanded");
      renderedElement.id = unfolding.get(renderedElement) ?? `unfolds-${++unfolded}`;
      unfolding.set(renderedElement, renderedElement.id);
    }
    action.renderedElement?.setAttribute("aria-controls", parts.map((part) => part.renderedElement.id).join(" "));
    action.renderedElement?.setAttribute("aria-expanded", String(parts.some((part) => part.isVisible)));
  }
}

function tidied(drawn, payload) {
  drawn.classList.add("card");
  // The card itself does nothing when pressed, so the Tab key need not stop at it.
  if (!payload.selectAction) drawn.removeAttribute("tabindex");
  if (payload.msteams?.width === "Full") drawn.classList.add("full");
  // The renderer calls a row of buttons a menu, which promises arrow keys that it does not have.
  for (const row of drawn.querySelectorAll('[role="menubar"]')) row.removeAttribute("role");
  for (const button of drawn.querySelectorAll('[role="menuitem"]')) button.removeAttribute("role");
  for (const field of drawn.querySelectorAll("input, textarea")) field.autocomplete = "off";
  for (const field of drawn.querySelectorAll("textarea.ac-input-required, input.ac-input-required")) {
    field.setAttribute("aria-required", "true");
  }
  for (const set of drawn.querySelectorAll(".ac-choiceSetInput-expanded, .ac-choiceSetInput-multiSelect")) group(set);
  return drawn;
}

/** The renderer reads the question out with the first choice only; a group says it wherever it is entered. */
function group(set) {
  const first = set.querySelector("input");
  const labels = first?.getAttribute("aria-labelledby")?.split(" ") ?? [];
  if (labels.length < 2) return;
  set.setAttribute("role", first.type === "radio" ? "radiogroup" : "group");
  set.setAttribute("aria-labelledby", labels.slice(0, -1).join(" "));
  first.setAttribute("aria-labelledby", labels.at(-1));
}
