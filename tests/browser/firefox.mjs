// A reporter with Debian's Firefox, driven over WebDriver BiDi.
// In, as JSON on stdin: {program, profile, patience (milliseconds), origin, weather, path, code}; `path` is one of `paths`.
// Out: what was seen, with every address that the pages asked for. Everything elsewhere is answered here, so that nothing
// outside this machine is asked.
import { json } from "node:stream/consumers";
import puppeteer from "puppeteer-core";

/** @import { Page } from "puppeteer-core" */

/**
 * @typedef {object} Asked
 * @property {string} program
 * @property {string} profile
 * @property {number} patience
 * @property {string} origin
 * @property {string} weather
 * @property {"report" | "read" | "leave"} path
 * @property {string} code
 */
const asked = /** @type {Asked} */ (await json(process.stdin));
const timeout = asked.patience;
const LEFT = "[{...localStorage}, {...sessionStorage}, document.cookie]"; // what a page could leave in the browser
// Firefox asks nothing of its makers by itself, beyond what puppeteer turns off.
const QUIET = {
  "app.normandy.enabled": false,
  "app.update.disabledForTesting": true,
  "browser.region.network.url": "",
  "browser.safebrowsing.provider.mozilla.updateURL": "",
  "captivedetect.canonicalURL": "",
  "datareporting.policy.dataSubmissionEnabled": false,
  "dom.push.connection.enabled": false,
  "extensions.update.enabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "network.dns.disablePrefetch": true,
  "network.prefetch-next": false,
  "services.settings.server": "data:,#remote-settings-dummy/v1",
  "toolkit.telemetry.enabled": false,
};

const paths = {
  /**
   * From the home page through the form to the code; every question that must be answered is, and no other.
   * @param {Page} page
   */
  async report(page) {
    await page.goto(`${asked.origin}/`);
    for (const link of ["a[href='cara/']", "a[href='/lapor']"]) await follow(page, link);
    await page.waitForSelector("#form", { visible: true });
    while (!(await page.$eval("[data-page='review']", (review) => review.checkVisibility()))) {
      const calm = "[data-page]:not([hidden]) input[value='tidak_sekarang']";
      if (await page.$(calm)) await click(page, calm);
      await click(page, "#next");
    }
    await click(page, "#next");
    await page.waitForSelector("#done", { visible: true });
    return { code: await page.$eval("div#code", ({ innerText }) => innerText), left: await page.evaluate(LEFT) };
  },

  /**
   * From the home page to the answer.
   * @param {Page} page
   */
  async read(page) {
    await page.goto(`${asked.origin}/`);
    await follow(page, "a.tile[href='/kotak']");
    await page.waitForSelector("#entry", { visible: true });
    await page.type("[data-group]", asked.code.replaceAll(" ", ""));
    await page.keyboard.press("Enter");
    await page.waitForSelector("#newest dd", { visible: true });
    return {
      answer: await page.$eval("#newest dd", ({ textContent }) => textContent),
      left: await page.evaluate(LEFT),
    };
  },

  /**
   * The quick exit in the middle of the form, and Back after it.
   * @param {Page} page
   */
  async leave(page) {
    await page.goto("about:blank");
    await page.goto(`${asked.origin}/lapor`);
    await click(page, "input[value='tidak_sekarang']");
    await click(page, "#next");
    const covered = await page.$eval("a[data-exit]", (exit) => {
      exit.click();
      return [document.body.checkVisibility(), document.title];
    });
    await page.waitForFunction((weather) => location.href === weather, {}, asked.weather);
    const first = page.url();
    await page.evaluate(() => {
      history.back();
    });
    await page.waitForFunction(
      (origin) => !location.href.startsWith(origin) && document.readyState === "complete",
      {},
      asked.origin,
    );
    return { covered, first, back: page.url() };
  },
};

/**
 * Wait until it can be seen, and click it where it is.
 * @param {Page} page
 * @param {string} selector
 */
async function click(page, selector) {
  await page.locator(selector).setTimeout(timeout).click();
}

/**
 * Click a link and wait until the next page stands.
 * @param {Page} page
 * @param {string} selector
 */
async function follow(page, selector) {
  await Promise.all([page.waitForNavigation(), click(page, selector)]);
}

const browser = await puppeteer.launch({
  browser: "firefox",
  executablePath: asked.program,
  userDataDir: asked.profile,
  extraPrefsFirefox: QUIET,
  timeout,
  protocolTimeout: timeout,
  defaultViewport: { width: 360, height: 740 },
});
try {
  const page = await browser.newPage();
  page.setDefaultTimeout(timeout);
  /** @type {string[]} */
  const addresses = [];
  await page.setRequestInterception(true);
  page.on("request", (request) => {
    addresses.push(request.url());
    const ours = request.url().startsWith(asked.origin) || !request.url().startsWith("http");
    return ours ? request.continue() : request.respond({ contentType: "text/html", body: "<h1>Situs lain</h1>" });
  });
  process.stdout.write(JSON.stringify({ ...(await paths[asked.path](page)), addresses }));
} finally {
  await browser.close();
}
