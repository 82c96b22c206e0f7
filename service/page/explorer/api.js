// Talks to the service. Every address is relative to the page, so that the service may live behind a path prefix.

/** A problem document (RFC 9457) that the service answered with, or a failure to reach it. */
export class Problem extends Error {
  constructor(body, status, retryAfter) {
    super(body.detail || body.title || `HTTP status ${status}`);
    this.title = body.title || "The request failed";
    this.status = status;
    this.errors = body.errors || [];
    this.retryAfter = retryAfter;
    this.body = body;
  }
}

/** POST a JSON body; resolves to {answer, milliseconds, bytes}, rejects with a Problem or the abort. */
export async function post(path, body, signal) {
  const began = performance.now();
  const response = await reach(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify(body),
    signal,
  });
  const text = await response.text();
  const milliseconds = performance.now() - began;
  const answer = parsed(text, response);
  if (!response.ok) {
    throw new Problem(answer, response.status, Number(response.headers.get("Retry-After")) || null);
  }
  return { answer, milliseconds, bytes: new Blob([text]).size };
}

const documents = new Map();

/** GET a JSON document once; panels that share it share the request. */
export function get(path) {
  if (!documents.has(path)) {
    const wanted = reach(path, {}).then(async (response) => {
      const body = parsed(await response.text(), response);
      if (!response.ok) throw new Problem(body, response.status, null);
      return body;
    });
    wanted.catch(() => documents.delete(path));
    documents.set(path, wanted);
  }
  return documents.get(path);
}

async function reach(path, options) {
  try {
    return await fetch(path, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem({ title: "The service cannot be reached", detail: "Is it still running?" }, 0, null);
  }
}

function parsed(text, response) {
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem({ title: "The answer is not JSON", detail: text.slice(0, 200) }, response.status, null);
  }
}

/** What the OpenAPI document says of the place in an operation's request body that a JSON pointer names. */
export async function describe(path, pointer, kind) {
  const document = await get("openapi.json");
  const operation = document.paths[`/${path}`]?.post;
  let node = operation?.requestBody?.content?.["application/json"]?.schema;
  for (const step of pointer.split("/").slice(1)) {
    node = below(document, alternatives(document, node), step, kind);
  }
  const found = { nullable: false };
  for (const option of alternatives(document, node)) {
    if (option.type === "null") found.nullable = true;
    else Object.assign(found, option);
  }
  // A union's own description and default stand beside it, not in its members.
  return { ...found, ...stated(node) };
}

function below(document, options, step, kind) {
  const holders = options.filter((option) => option.items || option.properties?.[step]);
  // A union's members are told apart by their `kind`: together these are a choice.
  const kinds = holders.map((option) => option.properties?.kind?.const);
  if (step === "kind" && !kind && kinds.every(Boolean)) return { enum: kinds };
  const named = holders.find((option) => option.properties?.kind?.const === kind);
  const holder = (kind && named) || holders[0];
  return holder && (holder.properties?.[step] || holder.items);
}

function alternatives(document, node) {
  if (!node) return [];
  if (node.$ref) {
    const target = node.$ref.split("/").slice(1).reduce((part, key) => part[key], document);
    return alternatives(document, target);
  }
  const members = node.anyOf || node.oneOf;
  return members ? members.flatMap((member) => alternatives(document, member)) : [node];
}

function stated(node) {
  const { $ref, anyOf, oneOf, ...rest } = node || {};
  return rest;
}

/** The operation's page in the interactive documentation. */
export async function docsAddress(path) {
  const document = await get("openapi.json");
  const operation = document.paths[`/${path}`]?.post;
  return operation ? `docs#/${operation.tags[0]}/${operation.operationId}` : "docs";
}

/** A model's presets: {name: meaning}, and the one that is made of its defaults. */
export async function presetsOf(model) {
  const { parameters, presets } = await get(`v1/models/${model}`);
  const defaults = Object.fromEntries(parameters.map(({ name, default: value }) => [name, value]));
  const isStandard = ({ values }) => Object.entries(values).every(([name, value]) => defaults[name] === value);
  return {
    standard: presets.find(isStandard)?.name,
    meanings: Object.fromEntries(presets.map(({ name, meaning }) => [name, meaning])),
  };
}
