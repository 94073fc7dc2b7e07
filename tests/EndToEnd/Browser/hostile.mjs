// Runs every cell of a notebook, one by one, and tells which scripts have run in the page; then the same for the file opened anew.
import { run, scenario, sleep } from "./session.mjs";

await run(async (session) => {
  const { page, report } = session;
  await open();
  const cells = await page.evaluate(() => Jupyter.notebook.get_cells().length);
  for (let i = 0; i < cells; i++) {
    await page.evaluate((index) => Jupyter.notebook.select(index), i);
    await page.click("button[data-jupyter-action='jupyter-notebook:run-cell-and-select-next']");
    await session.until(`the end of cell ${i + 1}`, () => page.evaluate((index) => {
      const cell = Jupyter.notebook.get_cell(index);
      return !cell.element.hasClass("running") && Number.isInteger(cell.input_prompt_number);
    }, i));
  }
  report.executed = await page.evaluate(() => Jupyter.notebook.get_cells().filter((c) => Number.isInteger(c.input_prompt_number)).length);
  report.shown = await page.evaluate(() => [...document.querySelectorAll(".output_area")].map((e) => e.innerText).join("\n"));
  await sleep(3000); // Plots turn interactive, images fail to load.
  report.ranWhileRunning = await page.evaluate(() => window.ran ?? []);
  await session.picture("outputs");

  await page.evaluate(() => Jupyter.notebook.save_notebook());
  // A file that somebody sends: without the signature that running it here has given it.
  await page.evaluate(async (path) => {
    const contents = Jupyter.notebook.contents;
    const model = await contents.get(Jupyter.notebook.notebook_path, { type: "notebook" });
    model.content.metadata.from = "somebody";
    for (const cell of model.content.cells) delete cell.metadata.trusted;
    await contents.save(path, { type: "notebook", content: model.content });
  }, scenario.copy);
  await page.goto(scenario.url.replace(/notebooks\/notebooks\/[^?]*/, `notebooks/${scenario.copy}`));
  await ready();
  await sleep(3000);
  report.ranWhenReopened = await page.evaluate(() => window.ran ?? []);
  report.reopenedOutputs = await page.evaluate(() => document.querySelectorAll(".output_area").length);
  await session.picture("reopened");

  async function open() {
    await page.goto(scenario.url);
    await ready();
  }

  function ready() {
    return session.until("a connected kernel", () => page.evaluate(() =>
      window.Jupyter?.notebook?._fully_loaded && Jupyter.notebook.kernel?.is_connected() && !!document.querySelector(".kernel_idle_icon")));
  }
});
