/* One Python a page, in a worker. It is loaded when it is first needed, and runs one script at a
   time. What cannot be interrupted is ended with its worker, and a new one starts at once. */

const LONGEST = 6000; // milliseconds; the simulation ends Python code after 5 s by itself
const LONGEST_DRAWING = 6000; // after the script has ended

// The worker starts from a blob, so that this page's content security policy binds it too.
function worker() {
  const address = JSON.stringify(new URL("worker.js", import.meta.url).href);
  const blob = new Blob([`import ${address};`], { type: "text/javascript" });
  const url = URL.createObjectURL(blob);
  const made = new Worker(url, { type: "module" });
  made.addEventListener("message", () => URL.revokeObjectURL(url), { once: true });
  return made;
}

export class Failed extends Error {} // Python could not be loaded
export class Ended extends Error {} // the run was ended with its worker

class Python extends EventTarget {
  #worker;
  #loaded;
  #turn = Promise.resolve();
  #runs = 0;
  #running;
  ready = false;

  // Resolves when scripts can run. `told` is called with what is going on.
  load(told = () => {}) {
    this.addEventListener("told", (event) => told(event.detail));
    this.#loaded ??= this.#start();
    return this.#loaded;
  }

  #start() {
    return new Promise((resolve, reject) => {
      const fail = (what) => {
        this.#end();
        reject(new Failed(what));
      };
      this.#worker = worker();
      this.#worker.addEventListener("error", (event) => {
        event.preventDefault?.();
        fail("The browser blocked the worker that runs Python.");
      });
      this.#worker.addEventListener("message", ({ data }) => {
        if (data.type === "ready") {
          this.ready = true;
          resolve();
        } else if (data.type === "failed") fail(inWords(data));
        else if (this.#running) this.#running.heard(data);
        this.dispatchEvent(new CustomEvent("told", { detail: data }));
      });
      this.#worker.postMessage({ type: "load" });
    });
  }

  #end() {
    this.#worker?.terminate();
    this.#worker = this.#loaded = undefined;
    this.ready = false;
  }

  // Run a script after those before it. Resolves to what `run_script.run` returns.
  run(job, { told, began, printed, signal }) {
    const turn = this.#turn.then(() => this.#runNow(job, { told, began, printed, signal }));
    this.#turn = turn.catch(() => {});
    return turn;
  }

  async #runNow(job, { told, began, printed, signal }) {
    const listening = (event) => told(event.detail);
    this.addEventListener("told", listening);
    const stopped = new Promise((_, reject) => {
      signal.addEventListener("abort", () => reject(new Ended("Stopped.")), { once: true });
    });
    try {
      signal.throwIfAborted();
      await Promise.race([this.load(), stopped]);
      began();
      return await Promise.race([this.#result(job, printed), stopped]);
    } catch (error) {
      if (error instanceof Ended) {
        this.#end();
        this.load().catch(() => {});
      }
      throw signal.aborted ? new Ended("Stopped.") : error;
    } finally {
      this.removeEventListener("told", listening);
      this.#running?.over();
      this.#running = undefined;
    }
  }

  #result(job, printed) {
    const id = ++this.#runs;
    return new Promise((resolve, reject) => {
      let late;
      const within = (time, what) => {
        clearTimeout(late);
        late = setTimeout(() => reject(new Ended(what)), time);
      };
      within(LONGEST, "Ended after 6 seconds, inside of something that cannot be interrupted.");
      const heard = (data) => {
        if (data.id !== id) return;
        if (data.type === "output") printed(data.printed);
        else if (data.type === "drawing") within(LONGEST_DRAWING, "Its timeline takes too long to draw.");
        else if (data.type === "done") resolve(data.result);
        else if (data.type === "broken") reject(new Ended(inWords(data)));
      };
      this.#running = { heard, over: () => clearTimeout(late) };
      this.#worker.postMessage({ type: "run", id, ...job });
    });
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
