// A request that follows its inputs, at the pace at which it is answered; one that is overtaken is cancelled.

import { Problem, post } from "./api.js";
import { sentence } from "./controls.js";
import { html } from "./element.js";

const PAUSE = 20; // ms in which several changes become one request
const OVERTAKEN = 300; // ms after which a request under way is cancelled for a newer one; sooner it is awaited
const PATIENCE = 250; // ms before a picture that waits is dimmed
const RETRIES = 20;

/**
 * Sends `body()` to `path()` after a `pause` without `cancel()`; `answered(answer)` draws it. Problems go to `controls` where they name an input of
 * theirs, else into the `notice` element; the picture in `figure` is dimmed as long as it does not fit the inputs.
 */
export class Live {
  constructor({ path, body, answered, controls = null, notice, figure, request, pause = PAUSE }) {
    Object.assign(this, { path, body, answered, controls, notice, figure, request, pause });
    this.timer = null;
    this.running = null;
    this.wanted = false;
    this.retry = null;
    this.retries = 0;
    this.sent = 0;
  }

  /** Ask again, soon: as long as a slider moves, each request is sent when the one before is answered. */
  update() {
    this.wanted = true;
    const wait = this.running ? this.sent + OVERTAKEN - performance.now() : this.pause;
    this.timer ??= setTimeout(() => this.send(), Math.max(wait, 0));
  }

  /** Forget what was asked for and is not answered yet. */
  cancel() {
    clearTimeout(this.timer);
    clearTimeout(this.retry);
    this.timer = null;
    this.wanted = false;
    // The service stops computing when its client goes away.
    this.running?.abort();
    this.running = null;
  }

  async send() {
    this.cancel();
    this.sent = performance.now();
    const running = new AbortController();
    this.running = running;
    const patience = setTimeout(() => this.figure.classList.add("stale"), PATIENCE);
    const [path, body] = [this.path(), this.body()];
    this.request.asked(path, body);
    try {
      const reply = await post(path, body, running.signal);
      if (running.signal.aborted) return;
      this.retries = 0;
      this.request.answered(reply);
      this.accept(reply.answer);
    } catch (error) {
      if (error.name === "AbortError") return;
      this.refuse(error);
    } finally {
      clearTimeout(patience);
      if (this.running === running) this.finish();
    }
  }

  finish() {
    this.running = null;
    if (this.wanted) this.send();
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
      this.retry = setTimeout(() => this.send(), Math.min(error.retryAfter, 5) * 1000);
    }
  }
}
