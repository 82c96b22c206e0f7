// A request that follows its inputs, at the pace at which it is answered; one that is overtaken is cancelled.

import { Problem, post } from "./api.js";
import { sentence } from "./controls.js";
import { html } from "./element.js";

const SHORTEST = 40; // ms from one request to the next while a slider moves ...
const LONGEST = 400; // ... and if answers are slow: sooner, each would be cancelled before it is drawn
const PATIENCE = 250; // ms before a picture that waits is dimmed
const RETRIES = 20;

/**
 * Sends `body()` to `path()`; `answered(answer)` draws it. Problems go to `controls` where they name an input of
 * theirs, else into the `notice` element; the picture in `figure` is dimmed as long as it does not fit the inputs.
 */
export class Live {
  constructor({ path, body, answered, controls = null, notice, figure, request }) {
    Object.assign(this, { path, body, answered, controls, notice, figure, request });
    this.timer = null;
    this.running = null;
    this.retries = 0;
    this.sent = -Infinity;
    this.took = 0;
  }

  /** Ask again, soon; many changes in a row make one request. */
  update() {
    const pause = Math.min(Math.max(1.3 * this.took, SHORTEST), LONGEST);
    this.timer ??= setTimeout(() => this.send(), Math.max(this.sent + pause - performance.now(), 0));
  }

  async send() {
    clearTimeout(this.timer);
    this.timer = null;
    this.sent = performance.now();
    // The service stops computing when its client goes away.
    this.running?.abort();
    const running = new AbortController();
    this.running = running;
    const patience = setTimeout(() => this.figure.classList.add("stale"), PATIENCE);
    const [path, body] = [this.path(), this.body()];
    this.request.asked(path, body);
    try {
      const reply = await post(path, body, running.signal);
      this.retries = 0;
      this.took = reply.milliseconds;
      this.request.answered(reply);
      this.accept(reply.answer);
    } catch (error) {
      if (error.name === "AbortError") return;
      this.refuse(error);
    } finally {
      clearTimeout(patience);
    }
  }

  accept(answer) {
    this.controls?.show(answer.request);
    this.controls?.problems([]);
    this.figure.classList.remove("stale", "wrong");
    this.notice.replaceChildren(...answer.warnings.map((warning) => html("p", { class: "warning" }, `${warning.detail}.`)));
    this.answered(answer);
  }

  refuse(error) {
    this.figure.classList.add("stale", "wrong");
    if (!(error instanceof Problem)) {
      this.notice.replaceChildren(html("p", { class: "problem" }, `This page failed to draw the answer: ${error.message}`));
      throw error;
    }
    this.request.refused(error);
    const placed = this.controls ? this.controls.problems(error.errors) : error.errors;
    const lines = error.errors.length ? placed.map(sentence) : [error.message];
    const heading = html("strong", {}, `${error.title}. `);
    const more = lines.length ? lines.join(" ") : "See the marked field.";
    this.notice.replaceChildren(html("p", { class: "problem" }, heading, more));
    if (error.retryAfter && this.retries < RETRIES) {
      this.retries += 1;
      this.timer = setTimeout(() => this.send(), Math.min(error.retryAfter, 5) * 1000);
    }
  }
}
