/* What the theme's scripts expect to find: where the site begins, and how settings are kept. */

var __md_scope = new URL(document.currentScript.dataset.root, location);

function __md_hash(text) {
  return [...text].reduce((hash, letter) => (hash << 5) - hash + letter.charCodeAt(0), 0);
}

function __md_get(name, storage = localStorage, scope = __md_scope) {
  return JSON.parse(storage.getItem(`${scope.pathname}.${name}`));
}

function __md_set(name, value, storage = localStorage, scope = __md_scope) {
  try {
    storage.setItem(`${scope.pathname}.${name}`, JSON.stringify(value));
  } catch {
    // kept as long as the page
  }
}
