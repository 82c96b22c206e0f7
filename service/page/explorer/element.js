// Small makers of nodes: text goes in as text, never as markup.

const SVG = "http://www.w3.org/2000/svg";

/** An HTML element with attributes (functions become listeners) and children. */
export function html(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** An SVG element. */
export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name, value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

const LETTERS = {
  alpha: "α", beta: "β", lambda: "λ", tau: "τ", varphi: "φ", phi: "φ", rho: "ρ", mu: "µ", infty: "∞",
  Delta: "Δ", omega: "ω", ell: "ℓ", pi: "π",
};

/** A symbol in LaTeX, as far as the service's symbols go, as nodes with subscripts and superscripts. */
export function symbol(latex) {
  const root = html("span", { class: "symbol" });
  const tokens = latex.match(/\\[a-zA-Z]+|\\.|[\s\S]/g) || [];
  let bar = false;
  const read = (parent, depth) => {
    while (tokens.length) {
      const token = tokens.shift();
      if (token === "}" && depth) return;
      if (token === "{") read(parent, depth + 1);
      else if (token === "_" || token === "^") script(parent, token, depth);
      else if (token === "\\bar") bar = true;
      else if (token === "\\mathrm" || token === "\\text" || token === "\\") continue;
      else put(parent, token);
    }
  };
  const script = (parent, token, depth) => {
    const child = html(token === "_" ? "sub" : "sup");
    parent.append(child);
    if (tokens[0] === "\\mathrm") tokens.shift();
    if (tokens[0] === "{") {
      tokens.shift();
      read(child, depth + 1);
    } else if (tokens.length) put(child, tokens.shift());
  };
  const put = (parent, token) => {
    const text = token.startsWith("\\") ? LETTERS[token.slice(1)] || token.slice(1) : token;
    if (bar && !text.trim()) return;
    parent.append(bar ? `${text}\u0304` : text);
    bar = false;
  };
  read(root, 0);
  return root;
}
