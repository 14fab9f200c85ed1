// Runs in the browser's own window: gives the page another size than the window has (which cannot
// be narrower than some 450 pixels), other device pixels, another medium, other preferences.
const [width, height, scale, medium, prefs] = arguments;
const browser = gBrowser.selectedBrowser;
for (const [name, pixels] of Object.entries({ width, height })) {
  for (const bound of ["", "min-", "max-"]) {
    if (pixels !== null) browser.style.setProperty(bound + name, `${pixels}px`);
  }
}
browser.browsingContext.overrideDPPX = scale;
browser.browsingContext.mediumOverride = medium === "print" ? "print" : "";
for (const [name, number] of Object.entries(prefs)) Services.prefs.setIntPref(name, number);
