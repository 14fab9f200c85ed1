// What happens before the engine: the reader's colours, the download, and words if it fails.
// A plain script in the head, so that the colours are right when the page is first drawn.
(() => {
  'use strict';

  const SLOW_MS = 15_000;
  const find = (css) => document.querySelector(css);

  // Written by src/app/theme.rs, which reads the choice off the attribute.
  try {
    const theme = localStorage.getItem('patternscope-theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  } catch {
    // Storage is forbidden, so nothing is remembered.
  }

  addEventListener('DOMContentLoaded', async () => {
    const slow = setTimeout(() => say('This takes longer than usual', REASONS.slow), SLOW_MS);
    try {
      await start();
    } catch (error) {
      say(...reason(error));
    }
    clearTimeout(slow);
  });

  // Trunk puts two links into the page: the program and the engine it loads.
  async function start() {
    const [program, engine] = ['modulepreload', 'preload'].map((rel) => find(`link[rel=${rel}]`));
    const download = fetch(engine.href);
    download.catch(() => {}); // Told below, should the program itself be missing.
    const { default: init } = await import(program.href);
    const response = await download;
    if (!response.ok) throw new TypeError(`${response.status} ${response.statusText}`);
    measure(response.clone().body.getReader()).catch(() => {});
    await init({ module_or_path: response });
    const offline = find('meta[name=offline]');
    if (offline) import(offline.content).catch(() => {});
  }

  // A sealed page knows the size of its engine; the size the host tells may be that of a zip.
  async function measure(reader) {
    const bar = find('.arrival progress');
    for (let sum = 0, part; !(part = await reader.read()).done; ) {
      sum += part.value.length;
      if (bar.max > 1) bar.value = sum;
    }
  }

  const REASONS = {
    none: 'The engines here are WebAssembly programs, and this browser does not run any. A strict ' +
      'security mode may have switched WebAssembly off: allow it for this page, or open the page ' +
      'in another browser.',
    unfit: 'Either it arrived damaged, or this browser is too old for it: it needs one of the ' +
      'last three years or so. Try again, or open the page in another browser.',
    offline: 'You seem to be offline. The engine has to arrive once; after that this page works ' +
      'without a network.',
    lost: 'The network or the host did not deliver it. Nothing is wrong with your link: it will ' +
      'show the same run when the engine is here.',
    slow: 'The engine is still on its way. You can go on waiting, or try again.',
  };

  function reason(error) {
    if (typeof WebAssembly !== 'object') return ['WebAssembly is switched off', REASONS.none];
    if (!(error instanceof TypeError)) return ['The engine does not start', REASONS.unfit, error];
    const why = navigator.onLine ? REASONS.lost : REASONS.offline;
    return ['The engine did not arrive', why, error];
  }

  function say(title, text, error) {
    const place = find('.arrival');
    // Once the page is up, or has told of a failure of its own, it speaks for itself.
    if (!place || find('.breakdown')) return;
    const add = (parent, name, words, kind = '') => {
      const element = document.createElement(name);
      element.textContent = words;
      element.className = kind;
      return parent.appendChild(element);
    };
    find('.arrival [role=alert]')?.remove();
    const alert = add(place, 'div', '');
    alert.setAttribute('role', 'alert');
    alert.dataset.test = 'failure';
    add(alert, 'h1', title);
    add(alert, 'p', text);
    if (error) add(alert, 'p', error.message, 'mono soft');
    add(alert, 'button', 'Try again', 'button primary').onclick = again;
    place.classList.toggle('failed', text !== REASONS.slow);
  }

  // A newer version that waits for this one to leave need not wait for one that does not work.
  async function again() {
    const registration = await navigator.serviceWorker?.getRegistration().catch(() => {});
    registration?.waiting?.postMessage('take over');
    location.reload();
  }
})();
