/* A browser for tests/tab.py. Reads commands from standard input and answers each on standard
   output: one line of JSON each. Puppeteer drives Chromium, and a Firefox as distributions ship it,
   by the same calls. */

import { createInterface } from "node:readline";
import puppeteer from "puppeteer-core";

let browser;
let context;
let page;
let asked = [];
let said = [];
let refused = null;

const commands = {
  async launch({ name, path, options }) {
    browser = await puppeteer.launch({
      browser: name, executablePath: path, args: options, headless: true, protocolTimeout: 100_000,
    });
    return browser.version();
  },

  // A new tab of a new profile; the one before it is closed.
  async open({ width, height }) {
    await context?.close();
    context = await browser.createBrowserContext();
    page = await context.newPage();
    asked = [];
    said = [];
    refused = null;
    page.on("request", (request) => {
      asked.push(request.url());
    });
    page.on("console", (message) => {
      if (message.type() === "error") said.push(message.text());
    });
    page.on("pageerror", (error) => said.push(String(error)));
    await page.setViewport({ width, height });
  },

  goto: ({ address }) => page.goto(address, { waitUntil: "load" }).then(() => null),
  evaluate: ({ expression }) => page.evaluate(expression),
  press: async ({ keys }) => {
    for (const key of keys.slice(0, -1)) await page.keyboard.down(key);
    await page.keyboard.press(keys.at(-1));
    for (const key of keys.slice(0, -1).reverse()) await page.keyboard.up(key);
  },
  type: ({ text }) => page.keyboard.type(text),
  asked: () => asked,
  said: () => said,

  // Requests whose address contains `part` fail from now on; none if it is null.
  async refuse({ part }) {
    if (refused === null) {
      await page.setRequestInterception(true);
      page.on("request", (request) => {
        if (refused && request.url().includes(refused)) request.abort("failed");
        else request.continue();
      });
    }
    refused = part ?? "";
  },

  close: () => browser.close(),
};

for await (const line of createInterface({ input: process.stdin })) {
  const { command, ...given } = JSON.parse(line);
  let answer;
  try {
    answer = { result: (await commands[command](given)) ?? null };
  } catch (error) {
    answer = { error: String(error?.message ?? error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
await browser?.close();
