// The exact request behind a picture, for whoever wants to send it from elsewhere, and what came back.

import { docsAddress } from "./api.js";
import { html } from "./element.js";
import { size, text } from "./scale.js";

const VIEWS = ["curl", "JSON", "answer"];

/** A box with the request as a command and as JSON, the answer in short, a copy button and a link to the docs. */
export class RequestBox {
  constructor(host) {
    this.view = VIEWS[0];
    this.texts = Object.fromEntries(VIEWS.map((name) => [name, ""]));
    this.buttons = VIEWS.map((name) =>
      html("button", { type: "button", "aria-pressed": String(name === this.view), click: () => this.choose(name) }, name));
    this.copied = html("button", { type: "button", class: "quiet", click: () => this.copy() }, "Copy");
    this.docs = html("a", { href: "docs" }, "Open in docs");
    this.facts = html("span", { class: "facts", "aria-live": "off" });
    this.address = html("code", { class: "address" });
    this.code = html("pre", { tabindex: "0", "aria-label": "Request" });
    const views = html("span", { class: "segmented", role: "group", "aria-label": "Show the request as" }, this.buttons);
    host.append(
      html("div", { class: "request" },
        html("div", { class: "request-head" }, this.address, this.facts),
        html("div", { class: "request-head" }, views, html("span", { class: "request-links" }, this.copied, this.docs)),
        this.code),
    );
  }

  asked(path, body) {
    if (this.path !== path) docsAddress(path).then((address) => this.docs.setAttribute("href", address), () => {});
    this.path = path;
    this.address.textContent = `POST /${path}`;
    this.texts.JSON = pretty(body);
    this.texts.curl = curl(path, body);
    this.show();
  }

  answered({ answer, milliseconds, bytes }) {
    this.facts.textContent = `answered in ${text(milliseconds, 2)} ms, ${size(bytes)}`;
    this.texts.answer = pretty(brief(answer));
    this.show();
  }

  refused(problem) {
    this.facts.textContent = problem.status ? `status ${problem.status}` : "no answer";
    this.texts.answer = pretty(problem.body);
    this.show();
  }

  choose(name) {
    this.view = name;
    this.buttons.forEach((button, index) => button.setAttribute("aria-pressed", String(VIEWS[index] === name)));
    this.show();
  }

  show() {
    this.code.textContent = this.texts[this.view];
  }

  async copy() {
    const written = this.texts[this.view];
    try {
      await navigator.clipboard.writeText(written);
    } catch {
      // Without https there is no clipboard for scripts; a selection can still be copied.
      window.getSelection().selectAllChildren(this.code);
      document.execCommand("copy");
    }
    this.copied.textContent = "Copied";
    setTimeout(() => (this.copied.textContent = "Copy"), 1200);
  }
}

function curl(path, body) {
  const address = new URL(path, document.baseURI);
  // A single quote ends a shell's quotation: it is closed, escaped and opened again.
  const written = pretty(body).replaceAll("'", "'\\''");
  return `curl ${address} \\\n  -H 'Content-Type: application/json' \\\n  -d '${written}'`;
}

/** JSON with short lists and objects on one line. */
function pretty(value, indent = "") {
  const flat = JSON.stringify(value);
  if (value === null || typeof value !== "object" || flat.length + indent.length < 76) return spaced(flat);
  const inner = `${indent}  `;
  if (Array.isArray(value)) return `[\n${value.map((item) => inner + pretty(item, inner)).join(",\n")}\n${indent}]`;
  const lines = Object.entries(value).map(([key, item]) => `${inner}${JSON.stringify(key)}: ${pretty(item, inner)}`);
  return `{\n${lines.join(",\n")}\n${indent}}`;
}

function spaced(flat) {
  // Spaces after separators, but not inside of strings.
  return flat.replace(/"(?:[^"\\]|\\.)*"|[:,]/g, (part) => (part === ":" || part === "," ? `${part} ` : part));
}

/** The answer with its long lists cut, for reading. */
function brief(value) {
  if (Array.isArray(value)) {
    const numbers = value.length > 6 && typeof value[0] !== "object";
    if (numbers) return [...value.slice(0, 3), `… ${value.length} in all`];
    const items = value.slice(0, 12).map(brief);
    return value.length > 12 ? [...items, `… ${value.length} in all`] : items;
  }
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, brief(item)]));
}
