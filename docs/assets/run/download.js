/* Python for the page: downloaded once, kept in memory, and handed to each worker that runs a script.
   What is kept: a blob with the worker's program, Pyodide's compiled WebAssembly, its library, and this
   project's packages. */

const RUNTIME = new URL("../made/runtime/", import.meta.url);
const WORKER = new URL("worker.js", import.meta.url);

let downloaded;

// Resolves to `{ script, parts }`: the address of the program, and what it is given first. `told` is
// called with how much is here: `{ had, total }`, in bytes. Rejects with an error; then ask again.
export function download(told) {
  downloaded ??= fetched(told).catch((error) => {
    downloaded = undefined;
    throw error;
  });
  return downloaded;
}

async function fetched(told) {
  const asked = async (address, how) => {
    const response = await fetch(address, how);
    if (response.ok) return response;
    const name = new URL(address).pathname.split("/").at(-1);
    throw new Error(`${name}: ${response.status} ${response.statusText}`);
  };
  const manifest = await asked(new URL("runtime.json", RUNTIME), { cache: "no-cache" });
  const { digest, files, lock } = await manifest.json();
  const total = Object.values(files).reduce((sum, size) => sum + size, 0);
  let had = 0;
  // The body of a file, counted as it comes. What the host compressed is counted as it unpacks.
  const body = async (name) => {
    const response = await asked(new URL(`${name}?${digest}`, RUNTIME));
    const count = (chunk, out) => {
      told({ had: had += chunk.byteLength, total });
      out.enqueue(chunk);
    };
    return response.body.pipeThrough(new TransformStream({ transform: count }));
  };
  const whole = async (name) => new Response(await body(name)).arrayBuffer();
  const compiled = async (name) => {
    const unpacked = (await body(name)).pipeThrough(new DecompressionStream("gzip"));
    const headers = { "content-type": "application/wasm" };
    return WebAssembly.compileStreaming(new Response(unpacked, { headers }));
  };
  const [pyodide, program, library, packages, worker] = await Promise.all([
    whole("pyodide.js"),
    compiled("pyodide.asm.wasm.gz"),
    whole("python_stdlib.zip"),
    whole("packages.zip"),
    asked(WORKER).then((response) => response.blob()),
  ]);
  const script = URL.createObjectURL(new Blob([pyodide, "\n", worker], { type: "text/javascript" }));
  return { script, parts: { lock, program, library, packages } };
}
