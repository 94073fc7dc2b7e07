// Draws each diagram of the page that is not drawn yet; where mermaid.js cannot be had, its source stays.
function dark(element) {
  var rgb = ink(element).match(/\d+/g);
  return 0.3 * rgb[0] + 0.6 * rgb[1] + 0.1 * rgb[2] > 128;
}

function draw(diagram) {
  diagram.setAttribute("data-shown", "");
  var text = diagram.querySelector("pre");
  part("mermaid", "mermaid.min.js", diagram.dataset.parts).then(function (mermaid) {
    if (!mermaid || !diagram.isConnected) return;
    var drawing = diagram.appendChild(document.createElement("div"));
    function render() {
      mermaid.initialize({ startOnLoad: false, securityLevel: "strict", theme: dark(diagram) ? "dark" : "default" });
      mermaid.parse(text.textContent).then(function () {
        window.workbookDiagrams = (window.workbookDiagrams || 0) + 1;
        return mermaid.render("workbook-diagram-" + window.workbookDiagrams, text.textContent);
      }).then(function (drawn) {
        drawing.innerHTML = drawn.svg;
        text.style.display = "none";
      }, function (error) {
        drawing.textContent = error.message || String(error);
        drawing.style.whiteSpace = "pre-wrap";
        text.style.display = "";
      });
    }
    render();
    onTheme(diagram, render);
  });
}

function all() { document.querySelectorAll(".workbook-mermaid:not([data-shown])").forEach(draw); }
all();
