/* Asks the site's search as a page does: its worker, its index, its messages. Reads {worker, index, queries}
   from stdin, prints for each query its groups of hits, each hit a location. */

import { readFileSync } from "node:fs";
import { createContext, runInContext } from "node:vm";

const { worker, index, queries, whole } = JSON.parse(readFileSync(0, "utf8"));
let answer;
const scope = createContext({ postMessage: (message) => { answer = message; } });
runInContext(readFileSync(worker, "utf8"), scope, { filename: worker });
const { config, docs } = JSON.parse(readFileSync(index, "utf8"));
scope.onmessage({ data: { type: 0, data: { config, docs, options: { suggest: false } } } });
if (answer?.type !== 1) throw new Error("the worker is not ready");
const found = queries.map((query) => {
  scope.onmessage({ data: { type: 2, data: query } });
  if (answer.type !== 3) throw new Error("the worker has no result");
  return answer.data.items.map((group) => group.map((hit) => (whole ? hit : hit.location)));
});
console.log(JSON.stringify(found));
