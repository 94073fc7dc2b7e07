// Watches the last figure of a page or frame that has the curve's colour, while it grows.

// Installed in the frame: remembers each distinct drawing of the curve that has stood in the page.
function install([r, g, b]) {
  const stroke = `rgb(${r}, ${g}, ${b})`;
  const drawn = { svg: new Set(), plotly: new Set() };

  function lines(figure) {
    return [...figure.querySelectorAll("path, polyline")]
      .filter((e) => e.checkVisibility() && !e.closest(".legend") && getComputedStyle(e).stroke === stroke)
      .map((e) => [e, e.getAttribute("d") ?? e.getAttribute("points") ?? ""])
      .filter(([, shape]) => shape.length > 0);
  }
  // The longest line in the curve's colour is the curve; the other is its sample in the legend.
  function longest(figure) {
    return lines(figure).sort((a, b) => b[1].length - a[1].length)[0];
  }
  // A training board has smaller figures behind the one with the curve, in other colours.
  function figure() {
    const all = [...document.querySelectorAll(".workbook-figure")];
    return all.findLast(longest) ?? all.at(-1);
  }
  function look() {
    const last = figure();
    const line = last && longest(last);
    if (line) drawn[line[0].closest(".js-plotly-plot") ? "plotly" : "svg"].add(line[1]);
  }
  function points(last) {
    const plot = last.querySelector(".js-plotly-plot");
    const data = plot?.data ?? JSON.parse(last.querySelector("script[type='application/json']").textContent).data;
    const x = data[0].x ?? [];
    return { count: x.length, last: x.length ? x[x.length - 1] : -1 };
  }

  window.workbookCurve = {
    restart() {
      drawn.svg.clear();
      drawn.plotly.clear();
    },
    show() {
      figure()?.scrollIntoView({ block: "center" });
    },
    state() {
      const last = figure();
      const line = last && longest(last);
      if (!line) return null;
      const frame = (line[0].closest(".js-plotly-plot")?.querySelector(".nsewdrag") ?? line[0].closest("svg")).getBoundingClientRect();
      return {
        updates: Math.max(drawn.svg.size, drawn.plotly.size),
        drawing: drawn.plotly.size ? "plotly" : "svg",
        figures: document.querySelectorAll(".workbook-figure").length,
        points: points(last),
        frame: { x: frame.x, y: frame.y, width: frame.width, height: frame.height },
      };
    },
  };
  new MutationObserver(look).observe(document.documentElement, { childList: true, subtree: true, attributes: true });
}

export class Curve {
  // `frame` gives the frame that holds the outputs; `corner` its place in the page.
  constructor(session, frame, colour, corner = async () => ({ x: 0, y: 0 })) {
    Object.assign(this, { session, frame, colour, corner });
  }

  async call(what) {
    const frame = await this.frame();
    if (!(await frame.evaluate(() => "workbookCurve" in window))) await frame.evaluate(install, this.colour);
    return await frame.evaluate((name) => window.workbookCurve[name](), what);
  }

  show() {
    return this.call("show");
  }

  watch() {
    return this.call("restart");
  }

  state() {
    return this.call("state");
  }

  // The curve as it is now: its points in the page, a picture of the whole window, and the curve's pixels in it.
  async look(name) {
    await this.show();
    const state = await this.session.until("a curve to look at", () => this.state());
    const [corner, png] = [await this.corner(), await this.session.picture(name)];
    const now = (await this.state()) ?? state;
    const box = { ...now.frame, x: now.frame.x + corner.x, y: now.frame.y + corner.y };
    return { ...now, pixels: await this.session.pixels(png, box, this.colour) };
  }
}
