// Shared by what draws itself in a page: figures and diagrams. Placed inside a function of theirs, so it leaves no names behind.

// The library called `name` of the page, or of `file` at a kernel's address; null where there is neither. Asked for once a page.
function part(name, file, address) {
  if (document.readyState !== "complete")
    return new Promise(function (loaded) { window.addEventListener("load", loaded); }).then(function () { return part(name, file, address); });
  if (window[name]) return Promise.resolve(window[name]);
  if (!/^http:\/\/127\.0\.0\.1:\d+\/[0-9a-zA-Z]+\/$/.test(address || "")) return Promise.resolve(null);
  var asked = window.workbookParts = window.workbookParts || {};
  return asked[address + file] = asked[address + file] || source(address + file).then(function (text) {
    // Run as a script of the page. With RequireJS about, such libraries would hide in its registry instead of the window.
    var script = document.createElement("script"), define = window.define;
    script.textContent = text;
    window.define = undefined;
    try { document.head.appendChild(script).remove(); } finally { window.define = define; }
    return window[name] || null;
  }).catch(function () { return null; });
}

function source(url) {
  // VS Code lets its outputs fetch images only, so there the text comes as the colours of one.
  if (!document.body.dataset.vscodeThemeKind)
    return fetch(url).then(function (answer) { return answer.ok ? answer.text() : Promise.reject(answer.status); });
  var image = new Image();
  image.crossOrigin = "anonymous";
  image.src = url + ".bmp";
  return new Promise(function (loaded, failed) {
    image.onload = loaded;
    image.onerror = failed;
  }).then(function () {
    var canvas = document.createElement("canvas");
    canvas.width = image.naturalWidth;
    canvas.height = image.naturalHeight;
    var context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    var rgba = context.getImageData(0, 0, canvas.width, canvas.height).data, bytes = new Uint8Array(rgba.length / 4 * 3);
    for (var from = 0, to = 0; from < rgba.length; from += 4) {
      bytes[to++] = rgba[from + 2];
      bytes[to++] = rgba[from + 1];
      bytes[to++] = rgba[from];
    }
    return new TextDecoder().decode(bytes);
  });
}

function ink(element) { return getComputedStyle(element).color; }

// Calls `changed` when the ink of an element that is still in the page may have another colour.
function onTheme(element, changed) {
  var dark = matchMedia("(prefers-color-scheme: dark)"), watch = new MutationObserver(follow), last = ink(element);
  function follow() {
    if (!element.isConnected) {
      watch.disconnect();
      dark.removeEventListener("change", follow);
    } else if (ink(element) !== last) {
      last = ink(element);
      changed();
    }
  }
  dark.addEventListener("change", follow);
  watch.observe(document.body, { attributes: true, attributeFilter: ["class"] });
  watch.observe(document.documentElement, { attributes: true, attributeFilter: ["class", "style"] });
}
