// The part of Markdown that Teams shows in cards and messages: bold, italic, links and lists. Nothing else becomes HTML.

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escape = (text) => text.replace(/[&<>"']/g, (character) => ESCAPES[character]);

const LINK = /\[([^\]\n]+)\]\((https?:\/\/[^\s()<>"']+|mailto:[^\s()<>"']+)\)/g;

function inline(text) {
  const links = [];
  const marked = text.replace(LINK, (_, words, address) => `\u0000${links.push([words, address]) - 1}\u0000`);
  const styled = escape(marked)
    .replace(/\*\*(?=\S)(.+?)(?<=\S)\*\*/g, "<strong>$1</strong>")
    .replace(/(?<![\p{L}\p{N}_])_(?=\S)(.+?)(?<=\S)_(?![\p{L}\p{N}_])/gu, "<em>$1</em>")
    .replace(/(?<![\p{L}\p{N}*])\*(?=\S)([^*]+?)(?<=\S)\*(?![\p{L}\p{N}*])/gu, "<em>$1</em>");
  return styled.replace(/\u0000(\d+)\u0000/g, (_, place) => {
    const [words, address] = links[Number(place)];
    return `<a href="${escape(address)}" target="_blank" rel="noopener noreferrer">${escape(words)}</a>`;
  });
}

const BULLET = /^\s*[-*]\s+(.*)$/;
const NUMBER = /^\s*(\d+)[.)]\s+(.*)$/;

/** Safe HTML of what a bot wrote. */
export function toHtml(text) {
  const blocks = [];
  for (const line of text.replaceAll("\u0000", "").replace(/\r\n?/g, "\n").split("\n")) {
    const bullet = line.match(BULLET);
    const number = line.match(NUMBER);
    const kind = bullet ? "ul" : number ? "ol" : line.trim() ? "p" : "gap";
    const words = bullet ? bullet[1] : number ? number[2] : line;
    const last = blocks.at(-1);
    if (last?.kind === kind) last.lines.push(words);
    else blocks.push({ kind, lines: [words], from: number?.[1] });
  }
  return blocks.filter(({ kind }) => kind !== "gap").map(html).join("");
}

function html({ kind, lines, from }) {
  if (kind === "p") return `<p>${lines.map(inline).join("<br>")}</p>`;
  const start = kind === "ol" && from !== "1" ? ` start="${Number(from)}"` : "";
  return `<${kind}${start}>${lines.map((line) => `<li>${inline(line)}</li>`).join("")}</${kind}>`;
}
