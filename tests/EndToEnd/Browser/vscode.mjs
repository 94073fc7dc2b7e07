// A lesson in VS Code: choose the kernel, Run All, watch the curve, Stop, run the training cell again, Stop; then completion.
import { run, scenario, sleep } from "./session.mjs";
import { Curve } from "./curve.mjs";

await run(async (session) => {
  const { page, report } = session;
  const curve = new Curve(session, outputs, scenario.colour, async () => await (await (await outputs()).frameElement()).boundingBox());
  curve.show = showCurve;

  await page.goto(scenario.url);
  await openLesson();
  await chooseKernel();
  await session.until("the first cell", () => page.$(".notebookOverlay .cell-list-container .monaco-list-row"));
  await sleep(1000);
  await dismiss();
  await session.picture("light-before");
  await theme("Dark Modern", "vs-dark");
  await session.picture("dark-before");

  await scrollTo(scenario.trainingCell);
  await page.click(".notebook-toolbar-container a[aria-label='Run All']");
  await session.until("the outputs", outputs, 240);
  await curve.watch();
  report.early = await curve.look("dark-early");
  await session.until("ten updates", async () => (await curve.state())?.updates >= scenario.updates);
  report.training = await curve.look("dark-training");
  await theme("Light Modern", "vs");
  report.trainingLight = await curve.look("light-training");

  report.stopped = await stop("light-stopped");
  await sleep(1000);
  report.afterPause = await curve.state();

  await curve.watch();
  await scrollTo(scenario.trainingCell);
  await (await cellWith(scenario.trainingCell)).click();
  await page.click(".notebookOverlay .monaco-list-row.focused .run-button-container a.codicon-notebook-execute");
  await session.until("the curve going on", async () => (await curve.state())?.updates >= scenario.updates);
  report.continued = await stop("light-continued");

  if (scenario.complete) {
    await scrollTo(scenario.trainingCell);
    await (await cellWith(scenario.trainingCell)).click();
    await page.click(".notebook-toolbar-container a[aria-label^='Add Code Cell']");
    await sleep(1000);
    // Slowly: while the extension waits for one answer it gives none to the next key.
    await page.keyboard.type(scenario.complete, { delay: 600 });
    report.completions = await session.until("a list of members", () => page.evaluate(() => {
      const rows = [...document.querySelectorAll(".suggest-widget.visible .monaco-list-row")].map((r) => r.getAttribute("aria-label"));
      return rows.length > 0 && rows;
    }), 60).catch(() => []);
    await session.picture("light-completion");
  }

  // The frame that holds the outputs of the notebook's cells.
  async function outputs() {
    for (const frame of page.frames())
      if (await frame.evaluate(() => !!document.querySelector(".workbook-figure")).catch(() => false)) return frame;
    return null;
  }

  function options() {
    return page.evaluate(() => [...document.querySelectorAll(".quick-input-list .monaco-list-row")].map((r) => r.getAttribute("aria-label")));
  }

  async function openLesson() {
    const row = (label) => page.waitForSelector(`.explorer-folders-view .monaco-list-row[aria-label^='${label}']`, { timeout: 120_000 });
    const [folder, file] = scenario.lesson.split("/");
    if (file) await (await row(folder)).click();
    // Opened before the extensions are there, a notebook is a text file: close it and open it again.
    await session.until("the notebook", async () => {
      await page.click(".tab .codicon-close").catch(() => {});
      await (await row(file ?? folder)).click({ count: 2 });
      return await page.waitForSelector(".notebook-toolbar-container a[aria-label='Run All']", { timeout: 5_000 }).catch(() => null);
    });
  }

  async function chooseKernel() {
    const label = () => page.evaluate(() => document.querySelector(".kernel-label")?.textContent ?? "");
    const pick = async (text) => await page.click(`.quick-input-list .monaco-list-row[aria-label*='${text}']`);
    await session.until("a kernel's name", async () => (await label()) !== "" && (await label()) !== "Detecting Kernels", 120);
    await sleep(3000); // VS Code goes on looking; it may choose by itself what the notebook names.
    report.kernelChosenByItself = (await label()) === scenario.kernel;
    if (!report.kernelChosenByItself) {
      await page.click(".kernel-action-view-item a");
      await session.until("a list of kernels", async () => (await options()).length > 0);
      await sleep(1000);
      if ((await options()).some((o) => o.startsWith("Select Another Kernel"))) await pick("Select Another Kernel");
      if (!(await options()).some((o) => o.includes(scenario.kernel))) {
        await session.until("Jupyter's kernels", async () => (await options()).some((o) => o.startsWith("Jupyter Kernel")));
        await pick("Jupyter Kernel");
      }
      await session.until("the kernel in the list", async () => (await options()).some((o) => o.includes(scenario.kernel)));
      report.kernels = await options();
      await session.picture("kernels");
      await pick(scenario.kernel);
    }
    await session.until("the chosen kernel", async () => (await label()) === scenario.kernel);
    report.kernel = await label();
  }

  async function cellWith(text) {
    for (const cell of await page.$$(".notebookOverlay .code-cell-row .cell .monaco-editor .view-lines"))
      if ((await cell.evaluate((e) => e.innerText.replaceAll("\u00a0", " "))).includes(text)) return cell;
    return null;
  }

  async function wheel(delta) {
    const list = await (await page.$(".notebookOverlay .cell-list-container")).boundingBox();
    await page.mouse.move(list.x + 30, list.y + list.height / 2);
    await page.mouse.wheel({ deltaY: delta });
    await sleep(150);
  }

  async function scrollTo(text) {
    for (let n = 0; n < 30; n++) await wheel(-2000);
    await session.until(`the cell with ${text}`, async () => {
      const box = await (await cellWith(text))?.boundingBox();
      if (box && box.y > 100 && box.y < 400) return true;
      await wheel(250);
      return false;
    });
  }

  async function showCurve() {
    const list = await (await page.$(".notebookOverlay .cell-list-container")).boundingBox();
    for (let n = 0; n < 20; n++) {
      const [state, corner] = [await curve.state(), await curve.corner()];
      if (!state) return;
      const away = corner.y + state.frame.y + state.frame.height / 2 - (list.y + list.height / 2);
      if (Math.abs(away) < 40) return;
      await wheel(away);
    }
  }

  async function stop(name) {
    const asked = Date.now();
    const button = ".notebook-toolbar-container a[aria-label^='Interrupt']";
    await page.waitForSelector(button, { timeout: 60_000 });
    await page.click(button);
    await session.until("no running cell after Stop", () => page.evaluate(() =>
      !document.querySelector(".notebookOverlay .codicon-notebook-state-executing, .notebookOverlay .codicon-notebook-state-pending")));
    const seconds = (Date.now() - asked) / 1000;
    return { ...(await curve.look(name)), seconds };
  }

  // The extension recommends Microsoft's retired notebooks for whatever is C#.
  async function dismiss() {
    await sleep(3000);
    for (const toast of await page.$$(".notification-toast")) (report.toasts ??= []).push(await toast.evaluate((e) => e.innerText));
    for (const button of await page.$$(".notification-toast .codicon-notifications-clear, .notification-toast .codicon-close")) await button.click().catch(() => {});
  }

  async function chord(...keys) {
    for (const key of keys) {
      await page.keyboard.down("Control");
      await page.keyboard.press(key);
      await page.keyboard.up("Control");
    }
  }

  async function theme(name, className) {
    await chord("k", "t");
    await page.waitForSelector(".quick-input-widget input", { visible: true });
    await page.keyboard.type(name);
    await session.until(`the theme ${name}`, async () => (await options()).some((o) => o.startsWith(name)));
    await page.keyboard.press("Enter");
    await session.until(`the theme ${name}`, () => page.$(`.monaco-workbench.${className}`));
    await sleep(500);
  }
});
