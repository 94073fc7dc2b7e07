// One headless Chromium, and what every scenario does with it: wait, click, take pictures, tell what was seen.
import { createRequire } from "node:module";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

// The scenario comes as one JSON object; C# writes it, C# reads what is reported, and all judging is done there.
export const scenario = JSON.parse(process.argv[2]);
const puppeteer = createRequire(join(scenario.packages, "x.js"))("puppeteer-core");

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

// Runs `steps(session)`; what it has reported is written even when a step fails, with a picture of that moment.
export async function run(steps) {
  const report = {};
  const browser = await puppeteer.launch({
    executablePath: scenario.chromium,
    userDataDir: scenario.profile,
    protocolTimeout: 180_000,
    defaultViewport: { width: 1280, height: 900 },
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync"],
  });
  const [reader] = await browser.pages(); // Stays behind: a page that is sent to the back, even for a moment, misses updates.
  const page = await browser.newPage();
  page.on("dialog", (dialog) => dialog.accept());
  const session = new Session(page, reader, report);
  try {
    await steps(session);
  } catch (problem) {
    report.problem = String(problem?.stack ?? problem);
    await session.picture("failed").catch(() => {});
  } finally {
    writeFileSync(scenario.report, JSON.stringify(report));
    await browser.close().catch(() => {});
  }
}

class Session {
  constructor(page, reader, report) {
    Object.assign(this, { page, reader, report });
  }

  // Polls until `question()` is answered with something true; the limit is for a slow machine, not a measure.
  async until(what, question, seconds = 120) {
    const end = Date.now() + seconds * 1000;
    let last;
    while (Date.now() < end) {
      try {
        const answer = await question();
        if (answer) return answer;
        last = undefined;
      } catch (problem) {
        last = problem; // A frame or an element that is being replaced: look again.
      }
      await sleep(100);
    }
    throw new Error(`${what}: not within ${seconds} s${last ? ` (${last.message})` : ""}`);
  }

  async picture(name, clip) {
    mkdirSync(scenario.pictures, { recursive: true });
    const png = await this.page.screenshot({ clip, encoding: "base64" });
    writeFileSync(join(scenario.pictures, `${scenario.name}-${name}.png`), Buffer.from(png, "base64"));
    return png;
  }

  // How many pixel columns, and pixels, of a box in a picture have the colour [r, g, b], read by the browser itself. A pixel of
  // a thin line is a mixture of the line's colour and the ground's, which is the commonest colour in the box.
  async pixels(png, box, colour) {
    return await this.reader.evaluate(async (base64, { x, y, width, height }, line) => {
      const image = new Image();
      image.src = `data:image/png;base64,${base64}`;
      await image.decode();
      const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
      const context = canvas.getContext("2d");
      context.drawImage(image, 0, 0);
      const wide = Math.max(1, Math.round(width));
      const { data } = context.getImageData(Math.round(x), Math.round(y), wide, Math.max(1, Math.round(height)));

      const often = new Map();
      for (let i = 0; i < data.length; i += 4) {
        const key = `${data[i]},${data[i + 1]},${data[i + 2]}`;
        often.set(key, (often.get(key) ?? 0) + 1);
      }
      const ground = [...often].sort((a, b) => b[1] - a[1])[0][0].split(",").map(Number);
      const way = line.map((c, k) => c - ground[k]);
      const length = way.reduce((sum, c) => sum + c * c, 0);
      const columns = new Set();
      let pixels = 0;
      for (let i = 0; i < data.length; i += 4) {
        const from = ground.map((c, k) => data[i + k] - c);
        const share = from.reduce((sum, c, k) => sum + c * way[k], 0) / length;
        const off = from.reduce((sum, c, k) => sum + Math.abs(c - share * way[k]), 0);
        if (share < 0.4 || share > 1.3 || off > 50) continue;
        pixels++;
        columns.add((i / 4) % wide);
      }
      return { columns: columns.size, pixels };
    }, png, box, colour);
  }
}
