/* Python in the page: a new worker for each script, so that no run sees what another has left, and
   none goes on after its end. The worker of the next run is made while the reader reads. */

import { download } from "./download.js";

/* A run that neither ends nor prints is inside of something that cannot be interrupted, or on a slow
   machine. How slow, its start of Python has shown: the limits are so many times as long. */
const SHORTEST_LIMIT = 6000; // milliseconds; the simulation ends Python code by itself
const LONGEST_LIMIT = 60_000;
const LIMIT_IN_STARTS = 60;

export class Failed extends Error {} // Python could not be loaded
export class Ended extends Error {} // the run was ended with its worker

// A worker, whose messages go to `heard`, and whose failure to `failed`.
function worker({ script, parts }, heard, failed) {
  const made = new Worker(script, { type: "module" });
  made.addEventListener("error", (event) => {
    event.preventDefault?.();
    failed(new Failed("The browser blocked the worker that runs Python."));
  });
  made.addEventListener("message", ({ data }) => {
    if (data.type === "failed") failed(new Failed(inWords(data)));
    else heard(data);
  });
  made.postMessage(parts);
  return made;
}

// Resolves to the memory of a Python from which others start. Its worker runs no script.
async function snapshot(downloaded) {
  let loading;
  try {
    return await new Promise((resolve, reject) => {
      const { script, parts } = downloaded;
      const load = { script, parts: { ...parts, type: "load" } };
      loading = worker(load, (data) => resolve(data.snapshot), reject);
    });
  } finally {
    loading?.terminate();
  }
}

class Prepared {
  // `ready` resolves when a script can run.
  constructor({ script, parts }) {
    this.heard = () => {};
    const began = performance.now();
    this.ready = new Promise((resolve, reject) => {
      const start = { script, parts: { ...parts, type: "start" } };
      this.worker = worker(start, (data) => {
        if (data.type === "ready") {
          const slow = LIMIT_IN_STARTS * (performance.now() - began);
          this.limit = Math.min(LONGEST_LIMIT, Math.max(SHORTEST_LIMIT, slow));
          resolve();
        } else this.heard(data);
      }, reject);
    });
  }

  // Resolves to what `run_script.run` returns.
  run(job, printed) {
    return new Promise((resolve, reject) => {
      const within = (what) => {
        clearTimeout(this.late);
        this.late = setTimeout(() => reject(new Ended(what)), this.limit);
      };
      const seconds = Math.round(this.limit / 1000);
      within(`Ended after ${seconds} seconds, inside of something that cannot be interrupted.`);
      this.heard = (data) => {
        if (data.type === "output") printed(data.printed);
        else if (data.type === "drawing") within("Its timeline takes too long to draw.");
        else if (data.type === "done") resolve(data.result);
        else if (data.type === "broken") reject(new Ended(inWords(data)));
      };
      this.worker.postMessage({ type: "run", ...job });
    });
  }

  end() {
    clearTimeout(this.late);
    this.heard = () => {};
    this.worker.terminate();
  }
}

class Python {
  #next;
  #turn = Promise.resolve();
  #listening = new Set();
  state = "absent"; // then "starting", and "ready" when a script can run at once

  #tell(what) {
    for (const told of this.#listening) told(what);
  }

  // The worker of the next run, made once. It starts when it is here.
  async #prepare() {
    try {
      const downloaded = await download((progress) => this.#tell({ type: "progress", ...progress }));
      this.state = "starting";
      this.#tell({ type: "starting" });
      downloaded.parts.snapshot ??= await snapshot(downloaded);
      const prepared = new Prepared(downloaded);
      await prepared.ready.catch((error) => {
        prepared.end();
        throw error;
      });
      this.state = "ready";
      return prepared;
    } catch (error) {
      this.#next = undefined;
      this.state = "absent";
      if (error instanceof Failed) throw error;
      const what = String(error?.message ?? error);
      throw new Failed(inWords({ type: "failed", what, online: navigator.onLine }));
    }
  }

  #prepared() {
    this.#next ??= this.#prepare();
    return this.#next;
  }

  // Run a script after those before it. Resolves to what `run_script.run` returns.
  run(job, { told, began, printed, signal }) {
    const turn = this.#turn.then(() => this.#runNow(job, { told, began, printed, signal }));
    this.#turn = turn.catch(() => {});
    return turn;
  }

  async #runNow(job, { told, began, printed, signal }) {
    const stopped = new Promise((_, reject) => {
      signal.addEventListener("abort", () => reject(new Ended("Stopped.")), { once: true });
    });
    let prepared;
    this.#listening.add(told);
    try {
      signal.throwIfAborted();
      prepared = await Promise.race([this.#prepared(), stopped]);
      began();
      return await Promise.race([prepared.run(job, printed), stopped]);
    } catch (error) {
      throw signal.aborted ? new Ended("Stopped.") : error;
    } finally {
      this.#listening.delete(told);
      if (prepared) {
        prepared.end();
        this.#next = undefined;
        this.#prepared().catch(() => {}); // the next run says so
      }
    }
  }
}

// What went wrong, as the page says it.
export function inWords({ type, what, online }) {
  if (/memory/i.test(what)) return "The browser has no memory left for Python.";
  if (type === "broken") return `Python itself failed (${what.trim().split("\n").at(-1).slice(0, 120)}).`;
  if (online === false) return "You are offline, and Python is not downloaded yet.";
  return `Python could not be downloaded (${what.slice(0, 120)}).`;
}

export const python = new Python();
