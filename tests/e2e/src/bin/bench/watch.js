// Measures the page from inside. It runs before any script of the page, in every document.
window.watch = (() => {
  const find = (name) => document.querySelector(`[data-test=${name}]`);
  const watch = { interactive: 0, frames: [] };

  // The page's play button: clicked as soon as it is there, and interactive once it shows so.
  const observer = new MutationObserver(() => {
    const play = find("play");
    if (play?.title === "Play") play.click();
    if (play?.title === "Pause") {
      watch.interactive = performance.now();
      observer.disconnect();
    }
  });
  observer.observe(document, { subtree: true, childList: true, attributes: true });

  // Scripts of a frame: its callbacks, and the microtask in which they make the page draw itself.
  // That one was queued by the callback, so before ours.
  const request = window.requestAnimationFrame.bind(window);
  let frame = 0;
  window.requestAnimationFrame = (callback) =>
    request((now) => {
      const begin = performance.now();
      callback(now);
      queueMicrotask(() => {
        if (now !== frame) watch.frames.push(0);
        frame = now;
        watch.frames[watch.frames.length - 1] += performance.now() - begin;
      });
    });

  let playing;
  // Goes on past questions, and starts again at the end.
  watch.keepPlaying = (speed) => {
    const select = find("speed");
    select.value = String(speed);
    select.dispatchEvent(new Event("change", { bubbles: true }));
    playing = setInterval(() => {
      const play = find("play");
      if (play.title === "Play") play.click();
    }, 50);
  };

  // How long each of so many moves of the scrubber takes until the page shows that event.
  watch.jump = async (times) => {
    clearInterval(playing);
    const spent = [];
    for (let time = 0; time < times; time += 1) {
      const scrub = find("scrub");
      // A golden-ratio walk: far jumps, evenly spread.
      const event = Math.floor((((time + 1) * 0.618034) % 1) * Number(scrub.max));
      const shown = () => find("position").textContent.startsWith(`event ${event} `);
      const begin = performance.now();
      scrub.value = String(event);
      scrub.dispatchEvent(new InputEvent("input", { bubbles: true }));
      // The page draws itself in a microtask, as a rule.
      await new Promise((done) => queueMicrotask(done));
      while (!shown()) await new Promise((done) => setTimeout(done));
      spent.push(performance.now() - begin);
      await new Promise((done) => setTimeout(done, 50));
    }
    return spent;
  };
  // A frame has been painted when a task runs that its callback has queued.
  const painted = () => new Promise((done) => request(() => setTimeout(done)));

  const drawing = () => document.querySelector("[data-test=diagram] .drawing");
  const turnWheel = (options) => {
    const { left, top, width, height } = drawing().getBoundingClientRect();
    const place = { clientX: left + width / 2, clientY: top + height / 2 };
    const event = { bubbles: true, cancelable: true, ...place, ...options };
    drawing().dispatchEvent(new WheelEvent("wheel", event));
  };
  // Eight steps there and eight back.
  const there = (time) => time % 16 < 8;
  const gestures = {
    buttons: (time) => find(there(time) ? "zoom-in" : "zoom-out").click(),
    wheel: (time) => turnWheel({ deltaY: there(time) ? -120 : 120 }),
    pan: (time) => turnWheel({ deltaY: there(time) ? 120 : -120, shiftKey: true }),
  };

  // How long each of so many gestures takes until the page has painted what it leads to, and how
  // many elements the diagram has then. Nothing, if nothing of it changes the diagram.
  watch.gesture = async (kind, times) => {
    clearInterval(playing);
    if (find("play").title === "Pause") find("play").click();
    find("zoom-all").click();
    await painted();
    if (kind === "pan") find("zoom-in").click();
    await painted();
    const spent = [];
    const elements = [drawing().querySelectorAll("*").length];
    let changed = false;
    for (let time = 0; time < times; time += 1) {
      const before = drawing().innerHTML;
      const begin = performance.now();
      gestures[kind](time);
      await painted();
      spent.push(performance.now() - begin);
      changed ||= drawing().innerHTML !== before;
      elements.push(drawing().querySelectorAll("*").length);
      await new Promise((done) => setTimeout(done, 50));
    }
    return changed ? { spent, elements } : null;
  };

  // The memory that the page's module exports, however it is instantiated.
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const plain = WebAssembly[name];
    WebAssembly[name] = async (...args) => {
      const made = await plain.apply(WebAssembly, args);
      watch.memory = (made.instance ?? made).exports.memory;
      return made;
    };
  }
  return watch;
})();
