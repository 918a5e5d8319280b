// Talks to the stand-in. Every failure is an Error whose message can be shown to the person.

const API = "/local/api/";

/** GET, or POST when there is something to send. */
export async function ask(path, body, method = body === undefined ? "GET" : "POST") {
  let response;
  try {
    response = await fetch(API + path, {
      method,
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new Error("The service does not answer. Is it still running?");
  }
  const answer = await response.json().catch(() => null);
  if (!response.ok || answer === null) {
    throw new Error(answer?.error ?? "Something went wrong in the service. Its log says what.");
  }
  return answer;
}

export const inChat = (person, what) => `chats/${encodeURIComponent(person)}${what ? "/" + what : ""}`;

/** Every event of the stand-in, as it happens. The browser reconnects by itself. */
export function listen(onEvent, onLost) {
  const stream = new EventSource(API + "events");
  stream.onmessage = (message) => onEvent(JSON.parse(message.data));
  stream.onerror = onLost;
}

export function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/** Shows words in an alert, or hides it when there are none. */
export function complain(alert, words) {
  alert.textContent = words ?? "";
  alert.hidden = !words;
}

const ZONE = { timeZone: "Europe/London" };
export const clockTime = (iso) =>
  new Intl.DateTimeFormat("en-GB", { ...ZONE, hour: "2-digit", minute: "2-digit" }).format(new Date(iso));
export const longDay = (iso) =>
  new Intl.DateTimeFormat("en-GB", { ...ZONE, weekday: "long", day: "numeric", month: "long", year: "numeric" })
    .format(new Date(iso));
export const shortDay = (iso) =>
  new Intl.DateTimeFormat("en-GB", { ...ZONE, weekday: "short", day: "numeric", month: "short", year: "numeric" })
    .format(new Date(iso));
export const isoDay = (iso) => new Intl.DateTimeFormat("en-CA", ZONE).format(new Date(iso));
