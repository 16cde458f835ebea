/* Material for MkDocs fetches its search index with every page, a fifth of what a page weighs.
   Here that one request waits until someone goes to the search field. */

{
  const { open, send } = XMLHttpRequest.prototype;
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
