// A lesson in Jupyter Notebook 6.4: Run All, watch the curve, Stop, run the training cell again, Stop.
import { run, scenario } from "./session.mjs";
import { Curve } from "./curve.mjs";

await run(async (session) => {
  const { page, report } = session;
  const curve = new Curve(session, () => page.mainFrame(), scenario.colour);

  await page.goto(scenario.url);
  await session.until("a connected kernel", () => page.evaluate(() =>
    window.Jupyter?.notebook?._fully_loaded && Jupyter.notebook.kernel?.is_connected() && !!document.querySelector(".kernel_idle_icon")));
  report.kernel = await page.evaluate(() => Jupyter.notebook.kernel.name);
  report.language = await page.evaluate(() => Jupyter.notebook.metadata.language_info?.name);
  await session.picture("before");
  await curve.watch();

  await page.click("#celllink");
  await page.click("#run_all_cells");
  report.early = await session.until("the curve", async () => (await curve.state()) && await curve.look("early"));
  await session.until("ten updates", async () => (await curve.state())?.updates >= scenario.updates);
  report.training = await curve.look("training");

  report.stopped = await stop("stopped");
  report.afterPause = await curve.state();

  await curve.watch();
  const cell = await page.evaluate((text) => Jupyter.notebook.get_cells().findIndex((c) => c.get_text().includes(text)), scenario.trainingCell);
  await page.evaluate((index) => Jupyter.notebook.select(index), cell);
  await page.click("button[data-jupyter-action='jupyter-notebook:run-cell-and-select-next']");
  await session.until("the curve going on", async () => (await curve.state())?.updates >= scenario.updates);
  report.continued = await stop("continued");
  report.errors = await page.evaluate(() => Jupyter.notebook.get_cells().flatMap((c) => c.output_area?.outputs ?? [])
    .filter((o) => o.output_type === "error").map((o) => `${o.ename}: ${o.evalue}`));

  async function stop(name) {
    report.busyBefore = await page.evaluate(() => !!document.querySelector(".kernel_busy_icon"));
    const asked = Date.now();
    await page.click("button[data-jupyter-action='jupyter-notebook:interrupt-kernel']");
    await session.until("an idle kernel after Stop", () => page.evaluate(() => !!document.querySelector(".kernel_idle_icon")
      && Jupyter.notebook.get_cells().every((c) => !c.element.hasClass("running"))));
    const seconds = (Date.now() - asked) / 1000;
    return { ...(await curve.look(name)), seconds };
  }
});
