/* Answers the theme's search field in place of the theme's own worker, in the same messages.

   In: the site's search index, one document a section. Out, for each query: the pages that answer it, the
   best first, each a list of its best sections and the page itself. Three things decide, in this order:
   a message of the error index that stands in the query; how much of the query a section has; where.

   Words are parted at `_`, `.` and capitals, lose their endings, and bring their synonyms with them. */

const SETUP = 0, READY = 1, QUERY = 2, RESULT = 3;

// What nobody searches for, and what a question is made of.
const STOP = new Set(`a about actual actually after again all also am an and any anything are as at be been before being but by can cannot
  could do does doing don doesn everything for from get gets getting had has have he her his how i if im in instead into is isn it its
  just let like ll lot made make many me mean much my need no not of on one only or other our out own please properly rather should
  so some something still such than that the their them then there these they thing this to too up us use used using want was way
  we were what when where whether which while who whose why will with work would you your python python3 asyncio async code program app
  example best possible`.split(/\s+/));
const QUESTION = /^(how|what|why|when|where|which|who|can|do|does|did|is|are|should|will|must)\b|\?\s*$/i;

// Words that say the same here. The query brings the others along, at less weight.
const SAME = [
  "terminate kill abort stop",
  "cancel cancellation uncancel abort",
  "sigterm sigint signal docker systemd kubernetes graceful gracefully shutdown shut",
  "keyboardinterrupt ctrl",
  "exit end close quit",
  "freeze frozen hang hung stuck block",
  "blocking block time.sleep requests synchronous",
  "deadline timeout",
  "extend move reschedule postpone",
  "throttle limit ratelimit semaphore concurrency maximum batch batches thousands rate",
  "concurrent concurrently parallel simultaneous simultaneously",
  "sync synchronous",
  "repeat periodic periodically schedule interval cron drift",
  "second seconds",
  "retry backoff attempt",
  "restart crash",
  "progress bar tqdm percent",
  "silent silently swallow lost vanish disappear unnoticed",
  "exception error failure fail",
  "background forget fire",
  "gc garbage collected destroyed vanish reference",
  "test pytest unittest",
  "thread threadpool",
  "process multiprocessing",
  "threadpoolexecutor threads pool executor",
  "processpoolexecutor processes pool executor",
  "cpu bound compute heavy intensive computing",
  "loop eventloop",
  "jupyter notebook ipython colab",
  "difference versus vs compare compared beside",
  "order sequence ordered",
  "result return value",
  "constructor init",
  "contextvar contextvars context threadlocal",
  "list see all",
  "first fastest earliest rest",
  "deprecated removed old",
  "start begin launch",
  "poll check look",
  "finish finished complete completed done",
  "queue worker producer consumer",
  "generator yield aclose",
  "subprocess program",
  "picture draw drawing visualize diagram",
  "cleanup clean finally",
  "log logging handler unhandled",
  "twice again",
  "protect shield",
  "changed new",
];
const WEIGHT = { title: 3, about: 2.5, page: 0.7, text: 1, code: 0.35 };
const LONG = new Set(["text", "code"]);
const RARE = 0.8; // how much more a rare word counts than a common one
const ENOUGH = 4; // how often a word is said until saying it more counts little
const COVERED = 2; // how much it counts that all words of the query are there
const SYNONYM = 0.5;
const TITLE = 0.3; // how much it counts that a title says nothing else than what is asked
const OF_ITS_PAGE = 0.4; // how much a page counts that says a word anywhere, beside its best section
const ROOM = [[/^reference\/errors/, 0.75, 1], [/^reference\/examples/, 0.3, 0.3], [/^how-to\//, 1.15, 1.05],
  [/^versions\//, 0.85, 0.85], [/^tutorial\//, 0.95, 0.95]]; // asked, and not

let sections = [], pages = new Map(), words = new Map(), messages = [];

onmessage = ({ data: { type, data } }) => {
  if (type === SETUP) {
    read(data.docs);
    postMessage({ type: READY });
  } else if (type === QUERY) postMessage({ type: RESULT, data: { items: find(data) } });
};

// ---------------------------------------------------------------------------------- words

function stem(word) {
  if (word.length > 4) word = word.replace(/ies$/, "y").replace(/(ss|sh|ch|x)es$/, "$1").replace(/([^s])s$/, "$1");
  if (word.length > 8) word = word.replace(/ll?ation$/, "l").replace(/ation$/, "ate");
  if (word.length > 5) word = word.replace(/([b-df-hj-np-tv-z])\1(ing|ed)$/, "$1").replace(/(ing|ed|ly)$/, "");
  return word.length > 3 ? word.replace(/e$/, "") : word;
}

// The words of a text, each with its parts: `asyncio.wait_for` is wait, for and waitfor.
function parted(text) {
  const found = [];
  for (const [name] of text.matchAll(/\d+\.\d+|[\p{L}\p{N}_]+/gu)) {
    const parts = name.replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2").split(/[_\s]+/).filter(Boolean).map((part) => part.toLowerCase());
    for (const part of parts) found.push(stem(part));
    if (parts.length > 1) found.push(parts.join(""));
  }
  return found;
}

const plain = (html) => html.replace(/<[^>]+>/g, " ").replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&quot;/g, '"')
  .replace(/&#39;/g, "'").replace(/&amp;/g, "&");

const STOPPED = new Set([...STOP].map(stem));
const synonyms = new Map();
for (const line of SAME) {
  const group = line.split(" ").map(stem);
  for (const word of group) synonyms.set(word, [...(synonyms.get(word) ?? []), ...group.filter((other) => other !== word)]);
}

// ---------------------------------------------------------------------------------- index

function read(docs) {
  const titles = new Map(docs.filter(({ location }) => !location.includes("#")).map((doc) => [doc.location, doc]));
  sections = docs.map((doc) => {
    const [page] = doc.location.split("#");
    const code = [];
    const prose = doc.text.replace(/<pre>[\s\S]*?<\/pre>/g, (block) => { code.push(block); return " "; });
    const parent = titles.get(page);
    const fields = { title: plain(doc.title), page: parent && parent !== doc ? `${plain(parent.title)} ${parent.about ?? ""}` : "", about: doc.about ?? "", text: plain(prose), code: plain(code.join(" ")) };
    const title = new Set(parted(fields.title).filter((word) => !STOPPED.has(word)));
    return { doc, page, prose, title, boost: parent?.boost ?? 1, fields };
  });
  words = new Map();
  pages = new Map();
  sections.forEach(({ page, fields }, number) => {
    pages.set(page, [...(pages.get(page) ?? []), number]);
    for (const [field, text] of Object.entries(fields)) {
      const found = parted(text);
      const weight = WEIGHT[field] / (LONG.has(field) ? Math.sqrt(1 + found.length / 80) : 1); // long ones say each word more often
      for (const word of found) {
        const at = words.get(word) ?? words.set(word, new Map()).get(word);
        at.set(number, (at.get(number) ?? 0) + weight);
      }
    }
  });
  messages = sections.filter(({ page }) => /^reference\/errors-/.test(page)).flatMap((section) =>
    [...section.doc.title.matchAll(/<code>(.*?)<\/code>/g)].map(([, html]) => {
      const message = plain(html).replace(/^\w+(Error|Warning): /, "").replace(/\.$/, "");
      const literal = message.split("…").map((text) => text.trim());
      const shape = literal.map((text) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")
        .replace(/'MainThread'/, "'[^']*'").replace(/\\\(1 sub/, "\\(\\d+ sub").replace(/\s+/g, "\\s+"));
      return { section, shape: new RegExp(shape.join(".*?")), length: literal.join("").length };
    })).sort((one, other) => other.length - one.length);
}

// ---------------------------------------------------------------------------------- query

// Whether one letter more, less, or another, or two that changed places, lies between two words (or two such).
function near(one, other, most) {
  if (Math.abs(one.length - other.length) > most || one[0] !== other[0]) return false;
  let before = [], row = [...Array(other.length + 1).keys()];
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (one[i - 1] !== other[j - 1]));
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) next[j] = Math.min(next[j], before[j - 2] + 1);
    }
    [before, row] = [row, next];
  }
  return row[other.length] <= most;
}

// What a word of the query may be in the index, each with its weight.
function meant(word, last) {
  const found = new Map();
  const add = (other, weight) => words.has(other) && found.set(other, Math.max(weight, found.get(other) ?? 0));
  add(word, 1);
  for (const other of synonyms.get(word) ?? []) add(other, SYNONYM);
  if (last && word.length > 1) for (const other of words.keys()) if (other.startsWith(word)) add(other, 0.7);
  if (!found.size && word.length > 3) for (const other of words.keys()) if (near(word, other, word.length > 6 ? 2 : 1)) add(other, 0.6);
  return found;
}

function find(query) {
  const exact = messages.filter(({ shape, length }) => length > 8 && shape.test(query)).slice(0, 3);
  const said = parted(query);
  let asked = [...new Set(said.filter((word) => !STOPPED.has(word)))];
  if (!asked.length) asked = [...new Set(said)];
  const isQuestion = QUESTION.test(query.trim());
  const sums = sections.map(() => ({ score: 0, covered: 0 }));
  const sumsOfPages = new Map([...pages.keys()].map((page) => [page, { score: 0, covered: 0 }]));
  let total = 0;
  const add = (sum, much, weight, rare) => {
    sum.score += rare * much;
    sum.covered += rare * weight;
  };
  for (const word of asked) {
    const found = meant(word, word === said.at(-1) && !/\s$/.test(query));
    const often = Math.max(0, ...[...found].map(([other, weight]) => (weight > 0.5 ? words.get(other).size : 0)));
    const rare = Math.log(1 + sections.length / (0.5 + (often || sections.length / 20))) ** RARE;
    total += rare;
    const best = new Map(), bestOfPage = new Map();
    for (const [other, weight] of found) {
      for (const [number, count] of words.get(other)) {
        const much = (weight * count) / (count + ENOUGH);
        if (much > (best.get(number)?.much ?? 0)) best.set(number, { much, weight });
      }
    }
    for (const [number, { much, weight }] of best) {
      add(sums[number], much, weight, rare);
      const { page } = sections[number];
      if (much > (bestOfPage.get(page)?.much ?? 0)) bestOfPage.set(page, { much, weight });
    }
    for (const [page, { much, weight }] of bestOfPage) add(sumsOfPages.get(page), much, weight, rare);
  }
  const worth = ({ score, covered }) => score * (covered / total) ** COVERED;
  const titled = ({ title }) => 1 + (title.size && TITLE * [...title].filter((word) => asked.includes(word)).length / title.size);
  const groups = [];
  for (const [page, numbers] of pages) {
    const found = numbers.filter((number) => sums[number].score)
      .map((number) => ({ section: sections[number], score: worth(sums[number]) * titled(sections[number]) }))
      .sort((one, other) => other.score - one.score);
    const rank = exact.findIndex(({ section }) => section.page === page);
    if (rank >= 0) {
      const { section } = exact[rank];
      groups.push({ found: [{ section, score: 1000 - rank }, ...found.filter((each) => each.section !== section)], score: 1000 - rank });
    } else if (found.length) {
      const [, question, otherwise] = ROOM.find(([where]) => where.test(page)) ?? [null, 1, 1];
      const whole = found[0].score + OF_ITS_PAGE * worth(sumsOfPages.get(page));
      groups.push({ found, score: whole * (isQuestion ? question : otherwise) * (1 + (found[0].section.boost - 1) / 8) });
    }
  }
  groups.sort((one, other) => other.score - one.score);
  return groups.slice(0, 20).map(({ found }) => shown(found, asked));
}

// -------------------------------------------------------------------------------- results

// The sections of a page as the theme shows them: those below the best one's score it folds away.
function shown(found, asked) {
  const best = found[0].score;
  const items = found.slice(0, 5).map(({ section, score }) => ({
    ...section.doc, score: score > best * 0.7 ? best : score, text: teaser(section.prose, asked), terms: {},
  }));
  const { page } = found[0].section;
  if (!items.some(({ location }) => location === page)) {
    const parent = sections.find(({ doc }) => doc.location === page);
    if (parent) items.push({ ...parent.doc, text: "", score: 0, terms: {} });
  }
  return items;
}

// The sentences that say most of the query, with its words marked; captions and prose, no listing.
function teaser(prose, asked) {
  const stems = new Set(asked.flatMap((word) => [word, ...(synonyms.get(word) ?? [])]));
  const sentences = plain(prose).replace(/\s+/g, " ").trim().split(/(?<=[.:?!]) (?=\p{Lu})/u);
  const much = sentences.map((sentence) => new Set(parted(sentence).filter((word) => stems.has(word))).size);
  const from = Math.max(0, much.indexOf(Math.max(...much)));
  const text = sentences.slice(from, from + 2).join(" ");
  const cut = text.length > 220 ? `${text.slice(0, 220).replace(/\s+\S*$/, "")} …` : text;
  return cut.replace(/[&<>]/g, (letter) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[letter])
    .replace(/[\p{L}\p{N}_]+/gu, (word) => (parted(word).some((part) => asked.includes(part)) ? `<mark>${word}</mark>` : word));
}
