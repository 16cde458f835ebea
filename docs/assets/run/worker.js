/* The worker in which Python runs. It loads Pyodide when it is told to, says how far it is, and
   then runs one script after the other with tested_examples.in_the_page.run_script. Every message that it
   sends has a `type`; what it prints comes in `output`, now and then, and whole in `done`. */

const RUNTIME = new URL("../made/runtime/", import.meta.url);
const PYTHON_HOME = "/lib";

let run;

onmessage = async ({ data }) => {
  if (data.type === "load") await load();
  else if (data.type === "run") runScript(data);
};

// ---------------------------------------------------------------------------------- loading

class Download {
  #had = 0;

  constructor(sizes) {
    this.total = Object.values(sizes).reduce((sum, size) => sum + size, 0);
    this.sizes = sizes;
  }

  had(bytes) {
    this.#had += bytes;
    postMessage({ type: "progress", had: this.#had, total: this.total });
  }

  // The body of a file, counted as it comes. What the host compressed is counted as it unpacks.
  async body(name, query) {
    const response = await fetch(new URL(name + query, RUNTIME));
    if (!response.ok) throw new Error(`${name}: ${response.status} ${response.statusText}`);
    const count = (chunk, out) => {
      this.had(chunk.byteLength);
      out.enqueue(chunk);
    };
    return response.body.pipeThrough(new TransformStream({ transform: count }));
  }

  // Compiled as it comes.
  async program(name, query) {
    const unpacked = (await this.body(name, query)).pipeThrough(new DecompressionStream("gzip"));
    const headers = { "content-type": "application/wasm" };
    return WebAssembly.compileStreaming(new Response(unpacked, { headers }));
  }

  async bytes(name, query) {
    return new Uint8Array(await new Response(await this.body(name, query)).arrayBuffer());
  }

  // A module cannot be counted while it comes; it is fetched when it is imported.
  async module(name, query) {
    const loaded = await import(new URL(name + query, RUNTIME));
    this.had(this.sizes[name]);
    return loaded;
  }
}

async function load() {
  try {
    const response = await fetch(new URL("runtime.json", RUNTIME), { cache: "no-cache" });
    if (!response.ok) throw new Error(`runtime.json: ${response.status} ${response.statusText}`);
    const { digest, files, lock } = await response.json();
    const query = `?${digest}`;
    const download = new Download(files);
    const [{ loadPyodide }, { default: createModule }, program, library, packages] = await Promise.all([
      download.module("pyodide.mjs", query),
      download.module("pyodide.asm.mjs", query),
      download.program("pyodide.asm.wasm.gz", query),
      download.bytes("python_stdlib.zip", query),
      download.bytes("packages.zip", query),
    ]);
    const python = await start(loadPyodide, createModule, { lock, program, library, packages });
    run = prepared(python);
    postMessage({ type: "ready" });
  } catch (error) {
    postMessage({ type: "failed", what: String(error?.message ?? error), online: navigator.onLine });
  }
}

// Pyodide fetches its parts itself. It is handed those that are here.
async function start(loadPyodide, createModule, { lock, program, library, packages }) {
  postMessage({ type: "starting" });
  const { fetch } = self;
  const { instantiateStreaming } = WebAssembly;
  self.fetch = async (request, options) => {
    const { pathname } = new URL(request.url ?? request);
    if (pathname.endsWith("/python_stdlib.zip")) return new Response(library);
    return pathname.endsWith("/pyodide.asm.wasm") ? program : fetch(request, options);
  };
  WebAssembly.instantiateStreaming = async (given, imports) => {
    const module = await given;
    return { module, instance: await WebAssembly.instantiate(module, imports) };
  };
  const python = await loadPyodide({
    indexURL: RUNTIME.href,
    lockFileContents: lock,
    packageBaseUrl: RUNTIME.href,
    createPyodideModule: createModule,
  });
  self.fetch = fetch;
  WebAssembly.instantiateStreaming = instantiateStreaming;
  python.FS.writeFile(`${PYTHON_HOME}/meanwhile.zip`, packages);
  return python;
}

function prepared(python) {
  return python.runPython(`
import sys
sys.path.insert(0, "${PYTHON_HOME}/meanwhile.zip")
from tested_examples.in_the_page.run_script import run
run
`);
}

// ---------------------------------------------------------------------------------- running

function runScript({ id, source, name, identity }) {
  const tell = (told) => {
    const printed = JSON.parse(told);
    postMessage(printed.length ? { type: "output", id, printed } : { type: "drawing", id });
  };
  try {
    postMessage({ type: "done", id, result: JSON.parse(run(source, name, identity, tell)) });
  } catch (error) {
    // Pyodide does not survive a fatal error, such as a stack or a memory that is used up.
    console.error(error);
    postMessage({ type: "broken", id, what: String(error?.message ?? error) });
  }
}
