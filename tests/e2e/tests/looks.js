// One line for everything that is not where it should be. `paper` may be as long as it likes.
const [paper] = arguments;
const wrong = [];
const all = (css) => [...document.querySelectorAll(css)].filter((one) => {
  const { width, height } = one.getBoundingClientRect();
  return one.checkVisibility() && width > 0 && height > 0;
});
const name = (one) => one.dataset.test ?? `${one.tagName} ${one.getAttribute("class") ?? ""}`;
const overlap = (one, other) => {
  const a = one.getBoundingClientRect(), b = other.getBoundingClientRect();
  // Half a pixel is rounding.
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return width > 0.5 && height > 0.5;
};
const apart = (parts) => {
  parts.forEach((one, at) => {
    for (const other of parts.slice(at + 1)) {
      const nested = one.contains(other) || other.contains(one);
      if (!nested && overlap(one, other)) wrong.push(`${name(one)} overlaps ${name(other)}`);
    }
  });
};
const uncut = (parts) => {
  for (const one of parts) {
    const { scrollWidth, clientWidth } = one;
    if (clientWidth > 0 && scrollWidth > clientWidth) {
      wrong.push(`${name(one)} is cut: ${scrollWidth} in ${clientWidth}`);
    }
  }
};

// On small screens the columns' boxes dissolve, and their rooms are parts of the window.
const ROOMS = ".left, .notices, .story, .controls, .insight, .diagram, .stage, .caption";
const parts = all(`.top, ${ROOMS}, .tabs, .transport`);
const outer = parts.filter((one) => !parts.some((other) => other !== one && other.contains(one)));
apart(outer);
for (const one of outer) {
  const { left, right, top, bottom } = one.getBoundingClientRect();
  const high = paper || (top >= -0.5 && bottom <= innerHeight + 0.5);
  const wide = left >= -0.5 && right <= innerWidth + 0.5;
  if (!(wide && (high || one.closest(".home")))) wrong.push(`${name(one)} leaves the window`);
}
const controls = all(".top :is(a, button, h1), .transport :is(button, input, select, .where), .tab");
apart(controls);
uncut(controls);
uncut(all(".entry, .entry *, .beat, .beat *, .predict *, .notice, .field label, .act span"));
const { scrollWidth } = document.documentElement;
if (scrollWidth > innerWidth) wrong.push(`it scrolls sideways: ${scrollWidth} in ${innerWidth}`);
return wrong;
