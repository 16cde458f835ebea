/* Search and what it reads wait until someone goes to the search field. What answers there is the
   site's own (search/worker.js), unless the builder is Zensical, which has one that reads another index.
   The worker starts from a blob, as the page's content security policy wants it. */

{
  const { Worker } = window;
  const own = new URL("../search/worker.js", document.currentScript.src);
  const isMkDocs = /^mkdocs/.test(document.querySelector("meta[name=generator]")?.content);
  const { open, send } = XMLHttpRequest.prototype;
  class LateWorker extends EventTarget {
    constructor(...how) {
      super();
      this.how = how;
    }
    postMessage(message) {
      if (!this.real) {
        this.real = new Worker(...this.how);
        this.real.onmessage = ({ data }) => this.dispatchEvent(new MessageEvent("message", { data }));
      }
      this.real.postMessage(message);
    }
  }
  window.Worker = function (url, ...how) {
    if (!/\/workers\/search\./.test(url)) return new Worker(url, ...how);
    const { href } = isMkDocs ? own : new URL(url, location);
    const program = `importScripts(${JSON.stringify(href)})`;
    return new LateWorker(URL.createObjectURL(new Blob([program], { type: "text/javascript" })));
  };
  XMLHttpRequest.prototype.open = function (method, url, ...rest) {
    this.waits = String(url).endsWith("/search_index.json");
    return open.call(this, method, url, ...rest);
  };
  XMLHttpRequest.prototype.send = function (body) {
    const search = this.waits && document.querySelector(".md-search");
    if (search && !search.contains(document.activeElement))
      search.addEventListener("focusin", () => send.call(this, body), { once: true });
    else send.call(this, body);
  };
}

/* The theme searches when a key goes up. Text also comes without one: pasted, spoken, dropped. */
document.addEventListener("input", ({ target }) => {
  if (target.matches(".md-search__input")) target.dispatchEvent(new KeyboardEvent("keyup"));
});
