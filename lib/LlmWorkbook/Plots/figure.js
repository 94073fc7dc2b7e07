// Shows each figure of the page that is not shown yet: the drawing in the page's own ink at once, the interactive plot later.
function show(figure) {
  figure.setAttribute("data-shown", "");
  var image = figure.querySelector("img"), base64 = image.src.split(",")[1];
  var width = +image.getAttribute("width"), height = +image.getAttribute("height");
  var bytes = Uint8Array.from(atob(base64), function (c) { return c.charCodeAt(0); });
  var svg = new DOMParser().parseFromString(new TextDecoder().decode(bytes), "image/svg+xml").documentElement;
  var box = "display:block;width:100%;aspect-ratio:" + width + "/" + height + ";min-height:" + Math.min(300, height) + "px";
  // Without its own grey the drawing takes the page's ink. Unlike an image it is there at once: replacing it does not flicker.
  svg.removeAttribute("color");
  svg.removeAttribute("width");
  svg.removeAttribute("height");
  svg.style.cssText = box;
  image.replaceWith(document.importNode(svg, true));
  // A live figure is replaced before this; it turns interactive when it comes to rest.
  setTimeout(function () { if (figure.isConnected) upgrade(figure, box); }, 700);
}

function upgrade(figure, box) {
  part("Plotly", "plotly.min.js", figure.dataset.parts).then(function (Plotly) {
    if (!Plotly || !figure.isConnected) return;
    var spec = JSON.parse(figure.querySelector("script[type='application/json']").textContent);
    var svg = figure.querySelector("svg"), plot = document.createElement("div");
    spec.layout.font = { color: ink(figure) };
    spec.layout.autosize = true;
    delete spec.layout.width;
    delete spec.layout.height;
    // A phone has no room for a row of buttons; its reader pinches.
    if (figure.clientWidth < 500) spec.config.displayModeBar = false;
    // Drawn unseen on top of the static drawing, in a box of the same size; then they change places in one frame.
    plot.style.cssText = box + ";position:absolute;inset:0;visibility:hidden";
    figure.style.position = "relative";
    figure.appendChild(plot);
    Plotly.newPlot(plot, spec.data, spec.layout, spec.config).then(function () {
      // In a narrow page the legend takes more rows than there was room made for.
      var legend = plot.querySelector(".legend"), room = spec.layout.template.layout.margin.t;
      var needed = legend ? 48 + Math.ceil(legend.getBBox().height) - 8 : 0;
      if (needed > room) return Plotly.relayout(plot, { "margin.t": needed });
    }).then(function () {
      svg.style.display = "none";
      plot.style.cssText = box;
      onTheme(figure, function () { Plotly.relayout(plot, { "font.color": ink(figure) }); });
    }).catch(function () { plot.remove(); });
  });
}

function all() {
  document.querySelectorAll(".workbook-figure:not([data-shown])").forEach(function (figure) {
    // A page that is still being read may have half a figure at its end; its script comes last.
    if (document.readyState !== "loading" || figure.querySelector("script:not([type])")) show(figure);
  });
}
all();
setTimeout(all);
