/* The worker in which Python runs, for one script: what it changes goes with it. It is started from
   a blob that holds Pyodide, too (download.js), so it fetches nothing, and the page's content security
   policy binds it. Before the script runs, whatever leads out of the worker is taken away.

   Messages: `start` in, with the parts of Python; `ready` out, or `failed`. `run` in; `output` now and
   then, `drawing` when the script has ended, `done` with all of it, or `broken`. The first worker of a
   page is told to `load` and runs nothing: out comes a `snapshot` of the memory of a Python that has
   imported what each run imports, from which the others start ten times as fast. */

const RUNTIME = "http://python.invalid/"; // Pyodide asks for its parts below an address
const PACKAGES = "/lib/meanwhile.zip";
const say = postMessage.bind(self);

let run;

onmessage = async ({ data }) => {
  try {
    if (data.type === "load") await load(data);
    else if (data.type === "start") await start(data);
    else if (data.type === "run") runScript(data);
  } catch (error) {
    say({ type: "failed", what: String(error?.message ?? error) });
  }
};

async function load(parts) {
  const python = await pyodide(parts, { _makeSnapshot: true });
  python.runPython("import tested_examples.in_the_page.run_script as page; page.load(); del page");
  const snapshot = python.makeMemorySnapshot();
  say({ type: "snapshot", snapshot }, [snapshot.buffer]);
}

async function start(parts) {
  const python = await pyodide(parts, { _loadSnapshot: parts.snapshot });
  run = python.runPython(`
from tested_examples.in_the_page.run_script import prepare, run
prepare()
run
`);
  takeAway();
  say({ type: "ready" });
}

// Pyodide fetches its parts itself. It is handed those that are here.
async function pyodide({ lock, program, library, packages }, how) {
  self.fetch = async (request) => {
    const { pathname } = new URL(request.url ?? request);
    return pathname.endsWith("/python_stdlib.zip") ? new Response(library) : program;
  };
  WebAssembly.instantiateStreaming = async (given, imports) => {
    const module = await given;
    return { module, instance: await WebAssembly.instantiate(module, imports) };
  };
  const python = await loadPyodide({
    indexURL: RUNTIME,
    lockFileContents: lock,
    packageBaseUrl: RUNTIME,
    createPyodideModule,
    ...how,
  });
  python.FS.writeFile(PACKAGES, new Uint8Array(packages));
  python.runPython(`import sys; sys.path[:1] != ["${PACKAGES}"] and sys.path.insert(0, "${PACKAGES}")`);
  return python;
}

// ---------------------------------------------------------------------------- what leads out

/* To other hosts, to what this host keeps in the browser, to other pages of it, to code that nobody
   has read, to a later time. The page's policy forbids some of it, too; but a policy has holes, such
   as a worker that is started from an address. */
const LEADS_OUT = `
  fetch fetchLater XMLHttpRequest WebSocket WebSocketStream WebSocketError EventSource WebTransport
  RTCPeerConnection RTCDataChannel importScripts Worker SharedWorker ServiceWorker navigator location
  origin indexedDB caches CacheStorage Cache cookieStore CookieStore BroadcastChannel Notification
  FontFace fonts createImageBitmap ImageDecoder FileSystemHandle FileSystemFileHandle
  FileSystemDirectoryHandle PushManager PeriodicSyncManager setTimeout setInterval setImmediate
  requestAnimationFrame scheduler postMessage close Request Response
`.split(/\s+/).filter(Boolean);

function takeAway() {
  for (const name of LEADS_OUT) {
    for (let owner = self; owner; owner = Object.getPrototypeOf(owner)) delete owner[name];
    if (name in self) throw new Error(`${name} cannot be taken from the worker`);
  }
}

// ---------------------------------------------------------------------------------- running

function runScript({ source, name, identity }) {
  const tell = (told) => {
    const printed = JSON.parse(told);
    say(printed.length ? { type: "output", printed } : { type: "drawing" });
  };
  try {
    say({ type: "done", result: JSON.parse(run(source, name, identity, tell)) });
  } catch (error) {
    // Pyodide does not survive a fatal error, such as a stack or a memory that is used up.
    console.error(error);
    say({ type: "broken", what: String(error?.message ?? error) });
  }
}
